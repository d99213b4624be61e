"""How a running `syncaty up` is found: a locked file and `up.json` in its data directory."""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from syncaty.errors import SyncatyError

LOCK = "up.lock"
FILE = "up.json"
PATIENCE = 1.0  # seconds; a command that looks for `up` holds the lock for an instant


@dataclass(frozen=True, slots=True, repr=False)
class Up:
    """A running `syncaty up`. Its database address may hold a password: never printed."""

    pid: int
    address: str
    started: str  # ISO 8601
    database_url: str


class AlreadyRunningError(SyncatyError):
    """The data directory belongs to a `syncaty up` that runs."""


@contextmanager
def claim(data_dir: Path) -> Iterator[None]:
    """Hold the data directory for one `up`, until the process ends in whatever way.

    Raises AlreadyRunningError.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    handle = os.open(data_dir / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _lock(handle, PATIENCE):
            raise AlreadyRunningError(_already(data_dir))
        yield
    finally:
        os.close(handle)


def announce(data_dir: Path, up: Up) -> None:
    """Write what other commands need to find this `up`; readable by its owner only."""
    draft = data_dir / f"{FILE}.{os.getpid()}"
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(asdict(up)), encoding="utf-8")
    draft.replace(data_dir / FILE)


def withdraw(data_dir: Path) -> None:
    """Take the announcement away."""
    (data_dir / FILE).unlink(missing_ok=True)


def find(data_dir: Path) -> Up | None:
    """Give the `up` that runs on a data directory, or None."""
    try:
        handle = os.open(data_dir / LOCK, os.O_RDWR)
    except OSError:
        return None
    try:
        if _lock(handle, 0):
            return None
    finally:
        os.close(handle)
    with suppress(OSError, ValueError, TypeError):
        return Up(**json.loads((data_dir / FILE).read_text(encoding="utf-8")))
    return None  # it is about to start or to stop


def _lock(handle: int, patience: float) -> bool:
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.05)
        else:
            return True


def _already(data_dir: Path) -> str:
    up = find(data_dir)
    where = f" at {up.address} (process {up.pid})" if up else ""
    return (
        f"Syncaty already runs on {data_dir}{where}. Use that one, stop it first, "
        "or choose another folder with --data-dir."
    )
