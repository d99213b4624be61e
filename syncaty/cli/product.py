"""The whole product on one machine, as `up` runs it: database and one process per role."""

import os
import shutil
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import structlog

from syncaty.cli import running, runtime, serve
from syncaty.cli.supervisor import Child, Ended, Stop, Supervisor
from syncaty.config import Config
from syncaty.db.embedded import embedded, revive
from syncaty.errors import SyncatyError

log = structlog.get_logger()

READY_SECONDS = 60.0
PROBE_SECONDS = 0.1
LOOK_SECONDS = 1.0  # between two looks at the embedded server


class NotReadyError(SyncatyError):
    """The product did not come up."""


class StoppedError(SyncatyError):
    """Someone stopped the product while it was starting."""


@dataclass(frozen=True, slots=True, repr=False)
class Product:
    """The running product."""

    config: Config  # with the address of the database in use
    address: str
    supervisor: Supervisor
    lines: str  # where the child processes' own lines are
    own_server: bool  # the database is the embedded one

    def supervise(self) -> None:
        """Keep everything running until a signal asks for the end."""
        while self.supervisor.handle(self.supervisor.next(LOOK_SECONDS)):
            if self.own_server and revive(self.config.data_dir):
                log.warning("the database ended and was started again", action="up.database")


@contextmanager
def started(
    config: Config, host: str, port: int, output: IO[bytes] | None, *, public: bool = False
) -> Iterator[Product]:
    """Start everything, wait until it answers, and stop all of it at the end.

    `output` takes what the child processes print. `public`: people and Salla reach it at the
    address it listens on, which is its public one unless a setting names another.
    Raises AlreadyRunningError, PortTakenError, NotReadyError.
    """
    with ExitStack() as stack:
        stack.enter_context(running.claim(config.data_dir))
        sock = stack.enter_context(serve.listen(host, port))
        if public and not config.public_url:
            config = replace(config, public_url=serve.address(sock))
        own_server = not config.database_url
        supervisor = Supervisor({}, output)
        supervisor.catch_signals()
        if own_server:
            url = stack.enter_context(embedded(config.data_dir, config.postgres_version))
            config = replace(config, database_url=url)
        runtime.migrate_all(config)
        supervisor.environment = _environment(config)
        stack.callback(supervisor.stop)
        handle = sock.fileno()
        supervisor.start(Child("front", ["front", "--handle", str(handle)], (handle,)))
        for number in range(1, config.workers + 1):
            supervisor.start(Child(f"worker {number}", ["worker"]))
        supervisor.start(Child("background", ["background"]))
        product = Product(config, serve.address(sock), supervisor, _lines(output), own_server)
        _wait_until_ready(product)
        stack.callback(running.withdraw, config.data_dir)
        started_at = datetime.now(UTC).isoformat(timespec="seconds")
        running.announce(
            config.data_dir,
            running.Up(os.getpid(), product.address, started_at, config.database_url),
        )
        yield product


def _lines(output: IO[bytes] | None) -> str:
    return "above" if output is None else f"in {output.name}"


def _environment(config: Config) -> dict[str, str]:
    """Give the children's environment: ours, with the database that was settled on."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL_FILE"}
    return {
        **kept,
        "DATABASE_URL": config.database_url,
        "SYNCATY_DATA_DIR": str(config.data_dir),
        "SYNCATY_PUBLIC_URL": config.public_url,
        "PROMETHEUS_MULTIPROC_DIR": str(_empty_metrics(config.data_dir)),
    }


def _empty_metrics(data_dir: Path) -> Path:
    """Give the folder that the processes keep their figures in, emptied of earlier runs'."""
    folder = data_dir / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def _wait_until_ready(product: Product) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not _answers(f"{product.address}/readyz"):
        event = product.supervisor.next(PROBE_SECONDS)
        if isinstance(event, Stop):
            raise StoppedError("Stopped while starting. Nothing is lost.")
        if isinstance(event, Ended):
            raise NotReadyError(
                f"The {event.child.name} process ended while starting (code {event.code}). "
                f"Its own lines are {product.lines}. Nothing is lost; mend it and start again."
            )
        if time.monotonic() > deadline:
            raise NotReadyError(
                f"{product.address} did not become ready within {READY_SECONDS:.0f} seconds. "
                f"The lines {product.lines} may say why. Nothing is lost; try again."
            )


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310  # our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
