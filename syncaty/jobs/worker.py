"""The worker: takes a lane, works what is due in it, gives it back, and waits when all is done."""

import os
import secrets
import socket
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from time import monotonic

import psycopg
import structlog
from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.clock import utc_now
from syncaty.db.queries import load as load_queries
from syncaty.jobs.executor import Executor, Tally
from syncaty.jobs.faults import CONNECTION, RetryPolicy
from syncaty.jobs.outcome import Apply, Job

_sql = load_queries("syncaty.jobs")
_log = structlog.get_logger("syncaty.jobs")

POLL = 1.0  # seconds between looks at the queue when no word of new jobs comes
HEARTBEAT = 5.0  # seconds between signs of life
MOST_CRASHES = 3  # deaths of a worker over one job alone before it is set aside

Lanes = Sequence[tuple[int, datetime]]
"""Lanes that have work, each with the instant its first job is due."""


class Worker:
    """One worker process. Any number of them share the lanes of a database."""

    def __init__(
        self,
        dsn: str,
        apply: Apply,
        *,
        batch: int = 500,
        policy: RetryPolicy | None = None,
        observe: Callable[[Tally, float], None] | None = None,
    ) -> None:
        self.id = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(2)}"
        self._dsn = dsn
        self._batch = batch
        self._executor = Executor(self.id, apply, policy or RetryPolicy())
        self._observe = observe
        self._total = Tally()
        self._seen_at = 0.0

    def run(self, stop: threading.Event) -> None:
        """Work until told to stop; finishes the batch in hand first. Survives database restarts."""
        delay = 0.1
        while not stop.is_set():
            try:
                with psycopg.connect(self._dsn, autocommit=True) as conn:
                    conn.execute("listen jobs")
                    delay = 0.1
                    _log.info("worker ready", action="worker_ready", worker=self.id)
                    self._serve(conn, stop)
                    conn.execute(_sql["worker_gone"], {"id": self.id})
            except CONNECTION as error:
                # Whatever was in hand was rolled back and is taken again, by us or by another.
                _log.warning("database away", action="database_away", error=str(error).strip())
                stop.wait(delay)
                delay = min(delay * 2, 5.0)

    def work_all_due(self, conn: Connection[TupleRow]) -> bool:
        """Work one batch in every lane that has due jobs and no holder; tell whether any was."""
        return self._work_due(conn, _lanes_waiting(conn), utc_now())

    def _serve(self, conn: Connection[TupleRow], stop: threading.Event) -> None:
        while not stop.is_set():
            self._sign_of_life(conn)
            lanes, looked_at = _lanes_waiting(conn), utc_now()
            if not self._work_due(conn, lanes, looked_at):
                for _ in conn.notifies(timeout=_patience(lanes, looked_at), stop_after=1):
                    pass

    def _work_due(self, conn: Connection[TupleRow], lanes: Lanes, looked_at: datetime) -> bool:
        worked = False
        for lane, due_at in lanes:
            if due_at <= looked_at and self._work_lane(conn, lane):
                worked = True
        return worked

    def _work_lane(self, conn: Connection[TupleRow], lane: int) -> bool:
        row = conn.execute(_sql["lane_lock"], {"lane": lane}).fetchone()
        if row is None or not row[0]:
            return False
        try:
            left = conn.execute(_sql["run_left"], {"lane": lane}).fetchone()
            if left is not None and left[1] != self.id:
                self._pick_up(conn, lane, left[0])
            return self._work(conn, lane, self._claim(conn, lane))
        finally:
            if not conn.closed:
                conn.execute(_sql["lane_unlock"], {"lane": lane})

    def _pick_up(self, conn: Connection[TupleRow], lane: int, left: Sequence[int]) -> None:
        """Go on where a worker died: one job at a time, so that a deadly one shows itself."""
        _log.warning("picking up after a dead worker", action="pick_up", lane=lane, jobs=len(left))
        if len(left) == 1:
            row = conn.execute(_sql["job_crashed"], {"id": left[0], "lane": lane}).fetchone()
            if row is not None and row[0] >= MOST_CRASHES:
                self._executor.set_aside(conn, lane, row[1], left[0], row[0])
                self._count(Tally(failed=1), 0.0)
                return
        for job_id in left:
            rows = conn.execute(_sql["jobs_named"], {"ids": [job_id], "lane": lane}).fetchall()
            self._work(conn, lane, [Job(*row) for row in rows])

    def _claim(self, conn: Connection[TupleRow], lane: int) -> list[Job]:
        rows = conn.execute(_sql["jobs_claim"], {"lane": lane, "batch": self._batch}).fetchall()
        return [Job(*row) for row in rows]

    def _work(self, conn: Connection[TupleRow], lane: int, jobs: Sequence[Job]) -> bool:
        if not jobs:
            conn.execute(_sql["run_end"], {"lane": lane})
            return False
        self._note(conn, lane, [job.id for job in jobs])
        began = monotonic()
        self._count(self._executor.work(conn, lane, jobs), monotonic() - began)
        return True

    def _note(self, conn: Connection[TupleRow], lane: int, jobs: list[int]) -> None:
        # The note must outlive this process, not the machine: no need to wait for the disk.
        with conn.pipeline(), conn.transaction():
            conn.execute("set local synchronous_commit to off")
            conn.execute(_sql["run_begin"], {"lane": lane, "worker": self.id, "jobs": jobs})

    def _count(self, tally: Tally, seconds: float) -> None:
        self._total += tally
        if self._observe is not None:
            self._observe(tally, seconds)

    def _sign_of_life(self, conn: Connection[TupleRow]) -> None:
        if monotonic() - self._seen_at < HEARTBEAT:
            return
        self._seen_at = monotonic()
        row = {"id": self.id, "done": self._total.done, "failed": self._total.failed}
        conn.execute(_sql["worker_seen"], row)


def _lanes_waiting(conn: Connection[TupleRow]) -> Lanes:
    """Give each lane that has work, with the instant its first job is due."""
    return [(row[0], row[1]) for row in conn.execute(_sql["lanes_waiting"])]


def _patience(lanes: Lanes, looked_at: datetime) -> float:
    """Give the seconds to wait for word of new jobs: no longer than until the next one is due."""
    now = utc_now()
    ahead = [(due_at - now).total_seconds() for _, due_at in lanes if due_at > looked_at]
    return max(0.01, min([POLL, *ahead]))


def unsettled(conn: Connection[TupleRow]) -> tuple[int, int]:
    """Give how many jobs still wait to be worked, and how many of these for another try."""
    row = conn.execute(_sql["jobs_unsettled"]).fetchone()
    return (0, 0) if row is None else (row[0], row[1])
