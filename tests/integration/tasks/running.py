"""Runners in threads of the test's own, and how to wait for what they do."""

import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import Any

import psycopg

from syncaty import tasks
from syncaty.tasks.runner import Runner

PATIENCE = 20.0  # seconds


@contextmanager
def running(
    dsn: str,
    handlers: Mapping[str, tasks.Handler],
    schedules: Sequence[tasks.Schedule] = (),
    *,
    long: Collection[str] = (),
    threads: int = 4,
) -> Iterator[threading.Event]:
    """Run a runner until the end of the block or until the event it gives is set."""
    stop = threading.Event()
    runner = Runner(dsn, handlers, schedules, long=long, threads=threads)
    thread = threading.Thread(target=runner.run, args=(stop,))
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(PATIENCE)
        assert not thread.is_alive(), "the runner did not stop"


def queue(dsn: str, name: str, *, store_id: int = 7, key: str = "", **more: Any) -> None:
    """Defer a task and commit."""
    with psycopg.connect(dsn) as conn:
        tasks.defer(conn, name, store_id=store_id, key=key, **more)


def until(seen: Callable[[], bool], what: str) -> None:
    """Wait for a condition."""
    deadline = monotonic() + PATIENCE
    pause = threading.Event()
    while not seen():
        assert monotonic() < deadline, f"waited in vain for {what}"
        pause.wait(0.02)


def states(dsn: str) -> list[str]:
    """Give the states of all tasks that are still there."""
    with psycopg.connect(dsn) as conn:
        rows = conn.execute("select status::text from procrastinate_jobs order by id")
        return [row[0] for row in rows]
