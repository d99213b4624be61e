"""Works a batch of jobs: apply and complete in one transaction, split when something fails."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import msgspec
from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.clock import Clock, utc_now
from syncaty.db.queries import load as load_queries
from syncaty.jobs.faults import RetryPolicy, as_failed, connection_lost
from syncaty.jobs.outcome import Apply, Done, Failed, Job, Result

_sql = load_queries("syncaty.jobs")


@dataclass(frozen=True, slots=True)
class Tally:
    """How many jobs a batch completed and how many of its tries failed."""

    done: int = 0
    failed: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Add two tallies."""
        return Tally(self.done + other.done, self.failed + other.failed)


class Executor:
    """Works the batches of one worker."""

    def __init__(
        self, worker: str, apply: Apply, policy: RetryPolicy, clock: Clock = utc_now
    ) -> None:
        self._worker = worker
        self._apply = apply
        self._policy = policy
        self._clock = clock

    def work(self, conn: Connection[TupleRow], lane: int, jobs: Sequence[Job]) -> Tally:
        """Apply and complete jobs of one lane, which the caller holds.

        All of it commits at once. When a statement fails, all of it is rolled back and the batch
        is split in halves until the culprit is alone, so a bad job never holds up good ones.
        Faults of the connection are raised: nothing was changed and the jobs still wait.
        """
        started = self._clock()
        try:
            with conn.transaction():
                with conn.pipeline():
                    results = self._apply_stores(conn, jobs)
                self._finish(conn, started, jobs, results)
                conn.execute(_sql["run_end"], {"lane": lane})
        except Exception as error:
            if connection_lost(error):
                raise
            if len(jobs) == 1:
                return self._fail_alone(conn, lane, started, jobs[0], as_failed(error))
            half = len(jobs) // 2
            return self.work(conn, lane, jobs[:half]) + self.work(conn, lane, jobs[half:])
        failed = sum(isinstance(result, Failed) for result in results)
        return Tally(len(results) - failed, failed)

    def set_aside(
        self, conn: Connection[TupleRow], lane: int, store_id: int, job_id: int, crashes: int
    ) -> None:
        """Fail a job that was alone at work each time its worker died."""
        failed = Failed(
            "killed_worker",
            f"The worker stopped {crashes} times in the middle of this job, so it was set aside. "
            "Nothing was changed. Look at the payload and the log, then run it again.",
            retry=False,
        )
        row = _failed_row(store_id, job_id, failed, None)
        with conn.transaction():
            self._write_failed(conn, self._clock(), [row])
            conn.execute(_sql["run_end"], {"lane": lane})

    def _apply_stores(self, conn: Connection[TupleRow], jobs: Sequence[Job]) -> list[Result]:
        results: list[Result] = []
        for store_id, of_store in groupby(jobs, key=lambda job: job.store_id):
            batch = list(of_store)
            given = self._apply(conn, store_id, batch)
            if len(given) != len(batch):
                raise RuntimeError(f"{len(batch)} jobs went in and {len(given)} results came out")
            results.extend(given)
        return results

    def _fail_alone(
        self,
        conn: Connection[TupleRow],
        lane: int,
        started: datetime,
        job: Job,
        failed: Failed,
    ) -> Tally:
        with conn.transaction():
            self._finish(conn, started, [job], [failed])
            conn.execute(_sql["run_end"], {"lane": lane})
        return Tally(failed=1)

    def _finish(
        self,
        conn: Connection[TupleRow],
        started: datetime,
        jobs: Sequence[Job],
        results: Sequence[Result],
    ) -> None:
        done, failed = [], []
        for job, result in zip(jobs, results, strict=True):
            match result:
                case Done(outcome, changes):
                    row = {"store_id": job.store_id, "id": job.id, "outcome": outcome}
                    done.append({**row, "changes": changes or None})
                case Failed():
                    due_at = self._next_try(started, job, result)
                    failed.append(_failed_row(job.store_id, job.id, result, due_at))
        if done:
            rows = msgspec.json.encode(done).decode()
            cursor = conn.execute(_sql["jobs_complete"], {"started_at": started, "rows": rows})
            if cursor.rowcount != len(done):
                raise RuntimeError("a job of this batch was finished by somebody else")
        self._write_failed(conn, started, failed)

    def _next_try(self, started: datetime, job: Job, failed: Failed) -> datetime | None:
        delay = self._policy.delay(job.attempts + 1) if failed.retry else None
        return None if delay is None else started + timedelta(seconds=delay)

    def _write_failed(
        self,
        conn: Connection[TupleRow],
        started: datetime,
        rows: Iterable[Mapping[str, Any]],
    ) -> None:
        document = list(rows)
        if document:
            encoded = msgspec.json.encode(document).decode()
            parameters = {"started_at": started, "rows": encoded, "worker": self._worker}
            conn.execute(_sql["jobs_fail"], parameters)


def _failed_row(
    store_id: int, job_id: int, failed: Failed, due_at: datetime | None
) -> dict[str, Any]:
    return {
        "store_id": store_id,
        "id": job_id,
        "due_at": due_at,
        "error_code": failed.code,
        "error": failed.error.replace("\0", ""),
        "path": failed.path.replace("\0", ""),
        "traceback": failed.traceback.replace("\0", ""),
    }
