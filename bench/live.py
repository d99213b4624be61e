"""How soon, and at what cost, membership follows webhooks."""

import hashlib
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from psycopg import Connection
from psycopg.rows import TupleRow

from bench.bodies import MERCHANT, Webhook
from bench.processes import Running, running, wait_for
from bench.sender import Sent, quantile, send
from bench.sides import Syncaty
from bench.store import Database, Stores
from syncaty.db.queries import load
from syncaty.stores.lanes import lane_of

_sql = load("bench", "progress.sql")
_jobs = load("syncaty.jobs")
_SECONDS = 900.0


@dataclass(frozen=True, slots=True)
class Followed:
    """How long it took from each answer until another connection read the move, in ms."""

    events: int
    per_second: float
    answer_p99: float
    p50: float
    p99: float
    longest: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What one event cost the worker and the server's process that works for it, in ms."""

    events: int
    cpu: float
    wall: float


def measure_followed(
    folder: Path, database: Database, events: Sequence[Webhook], per_second: float, warm: int
) -> Followed:
    """Send events at an even pace to running processes, and look who moved, and when."""
    side = Syncaty(folder)
    with ExitStack() as stack:
        port, _ = stack.enter_context(side.intake(database))
        worker = stack.enter_context(side.workers(database))
        stack.enter_context(side.background(database))
        conn = stack.enter_context(database.connect())
        first, counted = events[:warm], events[warm:]
        send(port, [each.request(port) for each in first], per_second=per_second)
        wait_for(lambda: _done(conn), worker, _SECONDS)
        with _watching(folder, database) as seen:
            sent = send(port, [each.request(port) for each in counted], per_second=per_second)
            wait_for(lambda: _done(conn) and _settled(conn), worker, _SECONDS)
        return _followed(conn, counted, sent, seen)


def measure_cost(stores: Stores, events: Sequence[Webhook], warm: int) -> Cost:
    """Apply a backlog of events with a worker that has warmed up; gives the cost of each."""
    side = Syncaty(stores.folder)
    with stores.fresh() as database, ExitStack() as stack:
        port, _ = stack.enter_context(side.intake(database))
        worker = stack.enter_context(side.workers(database))
        conn = stack.enter_context(database.connect())
        first, counted = events[:warm], events[warm:]
        send(port, [each.request(port) for each in first])
        wait_for(lambda: _done(conn), worker, _SECONDS)
        # The store's lane is held until all of them have come, so that the worker waits for it.
        with conn.transaction():
            conn.execute(_jobs["lane_hold"], {"lane": lane_of(MERCHANT)})
            send(port, [each.request(port) for each in counted])
            cpu, began = _cpu(worker, conn), time.monotonic()
        wait_for(lambda: _done(conn), worker, _SECONDS)
        wall = time.monotonic() - began
        spent = _cpu(worker, conn) - cpu
        check_figures(database)
    return Cost(len(counted), spent / len(counted) * 1000, wall / len(counted) * 1000)


def check_figures(database: Database) -> None:
    """Compare everything derived with a full recomputation; raises RuntimeError."""
    found = database.differences()
    if any(found.values()):
        raise RuntimeError(f"wrong figures: {found}")


def _followed(
    conn: Connection[TupleRow], events: Sequence[Webhook], sent: Sent, seen: dict[int, float]
) -> Followed:
    if set(sent.statuses) != {"200"}:
        raise RuntimeError(f"not every webhook was accepted: {dict(sent.statuses)}")
    hashes = [hashlib.sha256(each.body).digest() for each in events]
    rows = conn.execute(_sql["jobs_of"], {"hashes": hashes}).fetchall()
    job_of: dict[bytes, int] = {row[0]: row[1] for row in rows}
    waits = []
    for n, each in enumerate(hashes):
        if job_of[each] not in seen:
            raise RuntimeError(f"job {job_of[each]} moved nobody: {events[n].body[:300]!r}")
        waits.append((seen[job_of[each]] - sent.answered_at[n]) * 1000)
    return Followed(
        events=len(events),
        per_second=sent.per_second,
        answer_p99=sent.wait_ms(0.99),
        p50=quantile(waits, 0.5),
        p99=quantile(waits, 0.99),
        longest=max(waits),
    )


def _done(conn: Connection[TupleRow]) -> bool:
    row = conn.execute(_sql["jobs_done"]).fetchone()
    return bool(row and row[0])


def _settled(conn: Connection[TupleRow]) -> bool:
    """Tell whether nothing waits to be worked piece by piece."""
    return conn.execute(_sql["settled"]).fetchone() == (True,)


@contextmanager
def _watching(folder: Path, database: Database) -> Iterator[dict[int, float]]:
    """Watch moves meanwhile; afterwards the dictionary holds when each job's was first read."""
    out, seen = folder / "moves.txt", dict[int, float]()
    out.unlink(missing_ok=True)
    command = [sys.executable, "-m", "bench.watch", database.dsn, str(out)]
    with running(command, folder / "watch.log") as process:
        wait_for(lambda: out.exists() and out.stat().st_size > 0, process)
        yield seen
        time.sleep(0.1)  # one look more, after all is done
    for line in out.read_text(encoding="ascii").splitlines()[1:]:
        job, at = line.split()
        seen.setdefault(int(job), float(at))


def _cpu(worker: Running, conn: Connection[TupleRow]) -> float:
    """Give the processor time of the worker and of all that the server does in this database."""
    backends = [pid for (pid,) in conn.execute(_sql["backends"])]
    return sum(_spent(pid) for pid in (worker.process.pid, *backends))


def _spent(pid: int) -> float:
    try:
        times = psutil.Process(pid).cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)
