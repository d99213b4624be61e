"""The measurements: each starts what it needs, measures once, checks the outcome, and ends it."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from psycopg import Connection
from psycopg.rows import TupleRow

from bench.bodies import Webhook
from bench.processes import Running, wait_for
from bench.sender import Sent, quantile, send
from bench.sides import Side, empty_handler
from bench.size import Size
from bench.store import Database, Stores
from syncaty.db.queries import load

_sql = load("bench", "progress.sql")
_DRAIN_SECONDS = 600.0
_WARM_UP = 300  # requests before those that count
_LIGHT_PACE = 50.0  # webhooks per second


@dataclass(frozen=True, slots=True)
class Figures:
    """What one measurement came to; `values` by name, in events per second, ms and MB."""

    values: dict[str, float]
    notes: dict[str, object] = field(default_factory=dict)


def measure_empty(folder: Path, bodies: Sequence[Webhook], size: Size) -> Figures:
    """Send to an empty handler."""
    with empty_handler(folder) as (port, process):
        return _intake_figures(_send_timed(port, bodies, size), process)


def measure_intake(side: Side, stores: Stores, bodies: Sequence[Webhook], size: Size) -> Figures:
    """Send orders to a side's intake as fast as it answers, with no worker running."""
    with stores.fresh() as database, side.services(), side.intake(database) as (port, process):
        return _intake_figures(_send_timed(port, bodies, size), process)


def measure_pipeline(side: Side, stores: Stores, history: Sequence[Webhook]) -> Figures:
    """Let a side's intake take a backlog, then time its worker until all of it is applied."""
    with stores.fresh() as database, side.services():
        with side.intake(database) as (port, intake):
            _all_accepted(send(port, [each.request(port) for each in history]))
            intake_mb = intake.peak_mb()
        with side.workers(database) as workers, database.connect() as conn:
            seconds = _drained(conn, side.progress, len(history), workers)
            memory = workers.peak_mb()
        differing = database.differences()
        if any(differing[kind] for kind in side.exact):
            raise RuntimeError(f"{side.name} ended with wrong figures: {differing}")
        values = {"per_second": len(history) / seconds, "mb": memory, "intake_mb": intake_mb}
        notes = {"events": len(history), "differing": differing, "sums": _sums(database)}
        return Figures(values, notes)


def measure_latency(side: Side, stores: Stores, bodies: Sequence[Webhook], size: Size) -> Figures:
    """Send orders at a light, even pace; time from each answer until its order can be seen."""
    warm, counted = bodies[:25], bodies[25 : 25 + int(size.light_seconds * _LIGHT_PACE)]
    with stores.fresh() as database, side.services(), ExitStack() as stack:
        port, intake = stack.enter_context(side.intake(database))
        workers = stack.enter_context(side.workers(database))
        conn = stack.enter_context(database.connect())
        for part in (warm, counted):
            sent = send(port, [each.request(port) for each in part], per_second=_LIGHT_PACE)
            _all_accepted(sent)
            seen = _seen_at(conn, part, workers)
        waits = [seen[each.order_id] - sent.answered_at[n] for n, each in enumerate(counted)]
        values = {
            "answer_p50_ms": sent.wait_ms(0.5),
            "answer_p99_ms": sent.wait_ms(0.99),
            "seen_p50_ms": quantile(waits, 0.5) * 1000,
            "seen_p99_ms": quantile(waits, 0.99) * 1000,
            "intake_mb": intake.peak_mb(),
            "mb": workers.peak_mb(),
        }
        return Figures(values, {"orders": len(counted)})


def _send_timed(port: int, bodies: Sequence[Webhook], size: Size) -> Sent:
    requests = [each.request(port) for each in bodies]
    warm = min(_WARM_UP, len(requests) // 4)
    _all_accepted(send(port, requests[:warm]))
    sent = send(port, requests[warm:], seconds=size.intake_seconds)
    _all_accepted(sent)
    return sent


def _intake_figures(sent: Sent, process: Running) -> Figures:
    values = {
        "per_second": sent.per_second,
        "p50_ms": sent.wait_ms(0.5),
        "p99_ms": sent.wait_ms(0.99),
        "intake_mb": process.peak_mb(),
        "sender_busy": sent.busy,
    }
    return Figures(values, {"answers": len(sent.waits)})


def _all_accepted(sent: Sent) -> None:
    if set(sent.statuses) != {"200"}:
        raise RuntimeError(f"not every webhook was accepted: {dict(sent.statuses)}")


def _drained(conn: Connection[TupleRow], progress: str, events: int, workers: Running) -> float:
    """Wait until all events are done; give the seconds since the first was begun."""
    ended: list[float] = []

    def done() -> bool:
        row = conn.execute(_sql[f"{progress}_done"], {"events": events}).fetchone()
        ended[:] = [row[1]] if row else []
        return bool(row and row[0])

    wait_for(done, workers, _DRAIN_SECONDS)
    row = conn.execute(_sql[f"{progress}_begun"]).fetchone()
    if row is None or row[0] != events:
        raise RuntimeError(f"{row and row[0]} of {events} webhooks were applied")
    return ended[0] - float(row[1])


def _seen_at(
    conn: Connection[TupleRow], bodies: Sequence[Webhook], workers: Running
) -> dict[int | None, float]:
    """Wait until all orders are there; give the instant each could first be seen, by its id."""
    wanted = {"ids": [each.order_id for each in bodies]}
    found: dict[int | None, float] = {}

    def all_there() -> bool:
        found.update(conn.execute(_sql["orders_seen"], wanted).fetchall())
        return len(found) == len(bodies)

    wait_for(all_there, workers)
    return found


def _sums(database: Database) -> dict[str, str]:
    """Give what both sides must agree on after the same webhooks."""
    with database.connect() as conn:
        return dict(conn.execute(_sql["sums"]).fetchall())
