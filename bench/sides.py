"""The two sides of the comparison, as processes: Syncaty's roles, and the peer's."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

import httpx

from bench.bodies import SECRET
from bench.processes import Running, free_port, listens, running, wait_for
from bench.store import Database

DERIVED = (
    *("orders", "customer_totals", "daily_sales", "daily_products"),
    *("rfm_scores", "rfm_edges", "segments", "rfm_days", "rfm_sizes"),
)


class Side(Protocol):
    """One side: how its parts are started, and how its outcome is seen.

    `progress` names the statements in progress.sql that watch it; rows of the kinds in `exact`
    must equal a full recomputation when it is done.
    """

    name: str
    progress: str
    exact: tuple[str, ...]

    def services(self) -> AbstractContextManager[None]:
        """Run what intake and workers share beside the database."""

    def intake(self, database: Database) -> AbstractContextManager[tuple[int, Running]]:
        """Run an intake; gives its port."""

    def workers(self, database: Database) -> AbstractContextManager[Running]:
        """Run what applies webhooks."""


class Syncaty:
    """`syncaty intake` and one `syncaty worker`."""

    name = "syncaty"
    progress = "jobs"
    exact: tuple[str, ...] = DERIVED

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def services(self) -> Iterator[None]:
        """Nothing: the database is all it needs."""
        yield

    @contextmanager
    def intake(self, database: Database) -> Iterator[tuple[int, Running]]:
        """Run `syncaty intake` until it says that it can keep webhooks."""
        port = free_port()
        command = [sys.executable, "-m", "syncaty", "intake", "--port", str(port)]
        environment = _environment(database.environment)
        with running(command, self._folder / "intake.log", environment) as process:
            wait_for(lambda: listens(port) and _ready(port), process)
            yield port, process

    @contextmanager
    def workers(self, database: Database) -> Iterator[Running]:
        """Run one `syncaty worker`."""
        command = [sys.executable, "-m", "syncaty", "worker"]
        environment = _environment(database.environment)
        with running(command, self._folder / "worker.log", environment) as process:
            yield process

    @contextmanager
    def background(self, database: Database) -> Iterator[Running]:
        """Run `syncaty background`: what no webhook waits for."""
        command = [sys.executable, "-m", "syncaty", "background"]
        environment = _environment(database.environment)
        with running(command, self._folder / "background.log", environment) as process:
            yield process


class Peer:
    """FastAPI and Celery, each in a number of processes, and Redis.

    Its daily figures are not watched: two tasks about one new order may both count it.
    """

    name = "peer"
    progress = "peer"
    exact: tuple[str, ...] = ("orders", "customer_totals")

    def __init__(self, folder: Path, processes: int = 2) -> None:
        self._folder = folder
        self._processes = processes
        self._broker = 0

    @staticmethod
    def can_run() -> bool:
        """Tell whether its broker is installed."""
        return shutil.which("redis-server") is not None

    @contextmanager
    def services(self) -> Iterator[None]:
        """Run Redis in memory only: saving to disk would slow it down."""
        self._broker = free_port()
        options = {"port": self._broker, "bind": "127.0.0.1", "save": "", "dir": self._folder}
        command = ["redis-server", "--appendonly", "no"]
        for name, value in options.items():
            command += [f"--{name}", str(value)]
        with running(command, self._folder / "redis.log") as process:
            wait_for(lambda: listens(self._broker), process)
            yield

    @contextmanager
    def intake(self, database: Database) -> Iterator[tuple[int, Running]]:
        """Run the FastAPI application on the fastest of uvicorn's parts; gives the parent."""
        port = free_port()
        command = [
            *(sys.executable, "-m", "uvicorn", "bench.peer.app:app", "--port", str(port)),
            *("--workers", str(self._processes), "--loop", "uvloop", "--http", "httptools"),
            *("--no-access-log", "--log-level", "warning"),
        ]
        with running(
            command, self._folder / "peer-intake.log", self._environment(database)
        ) as process:
            wait_for(lambda: listens(port), process)
            yield port, process

    @contextmanager
    def workers(self, database: Database) -> Iterator[Running]:
        """Run a Celery worker with its processes."""
        command = [
            *(sys.executable, "-m", "celery", "-A", "bench.peer.tasks", "worker"),
            *("--concurrency", str(self._processes), "--prefetch-multiplier", "64"),
            *("--loglevel", "warning"),
            *("--without-gossip", "--without-mingle", "--without-heartbeat"),
        ]
        with running(
            command, self._folder / "peer-worker.log", self._environment(database)
        ) as process:
            yield process

    def _environment(self, database: Database) -> dict[str, str]:
        return _environment(
            {
                "DOMAIN_DSN": database.dsn,
                "REDIS_URL": f"redis://127.0.0.1:{self._broker}/0",
                "WEBHOOK_SECRET": SECRET,
            }
        )


@contextmanager
def empty_handler(folder: Path) -> Iterator[tuple[int, Running]]:
    """Serve an empty handler on the server that `syncaty intake` runs on."""
    port = free_port()
    command = [sys.executable, "-m", "bench.empty", str(port)]
    with running(command, folder / "empty.log", _environment({})) as process:
        wait_for(lambda: listens(port), process)
        yield port, process


def _environment(extra: dict[str, str]) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("SYNCATY_") and name != "DATABASE_URL"
    }
    return {**kept, "SYNCATY_LOG_LEVEL": "warning", **extra}


def _ready(port: int) -> bool:
    return httpx.get(f"http://127.0.0.1:{port}/readyz").is_success
