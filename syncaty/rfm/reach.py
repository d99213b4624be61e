"""Scores anew those whom an edge passed over: at once, or piece by piece where they are many."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty import tasks
from syncaty.db.arrays import BigInts
from syncaty.db.planned import planned_once
from syncaty.db.queries import load as load_queries
from syncaty.rfm.columns import worded
from syncaty.rfm.cut import Cut
from syncaty.rfm.edges import StoreEdges
from syncaty.rfm.scoring import DIMENSIONS, EPOCH, Dimension
from syncaty.rfm.totals import Scores

_backlog = load_queries("syncaty.rfm", "backlog.sql")

AT_ONCE = 2_000
"""Buyers who are scored anew in the transaction that moves an edge; more of them wait."""

TASK = "rescore"

SegmentMap = Sequence[str]
"""The segment of each of the 125 codes, in the order 111, 112, ... 555."""

Ranges = Mapping[Dimension, Sequence[tuple[Decimal, Decimal]]]
"""Ranges (low, high] of the numbers that stand for a dimension."""

Moved = dict[int, tuple[Scores, Scores]]
"""Scores before and after of customers whose scores changed."""


@dataclass(frozen=True, slots=True)
class Because:
    """Why edges move, and by which job: kept with the moves that come of it."""

    cause: str = "edges"
    job_id: int | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """How those are named whom an edge reaches, and why it does."""

    segments: SegmentMap
    because: Because


def rescore_reached(
    conn: Connection[TupleRow],
    store_id: int,
    edges: tuple[StoreEdges | None, StoreEdges | None],
    cut: Cut,
    reach: Reach,
    own: Collection[int] = (),
) -> Moved:
    """Rescore those between an edge's old place and its new one; everyone where there was none.

    Those of the batch (`own`) were scored by the old edges, so they need it only where they lie
    there. Where more lie there than `AT_ONCE`, only they are scored; the others are noted and the
    task is asked for that works them off (`backlog`).
    """
    before, after = edges
    if after is None:
        return {}
    if before is None:
        return score_anew(conn, store_id, (after, cut), reach.segments, None)
    ranges = passed(before, after)
    if not any(ranges.values()):
        return {}
    reached = _reached(conn, store_id, ranges, cut)
    if len(reached) > AT_ONCE:
        _note(conn, store_id, ranges, reach.because)
        reached = sorted(own)
    return score_anew(conn, store_id, (after, cut), reach.segments, reached) if reached else {}


def score_anew(
    conn: Connection[TupleRow],
    store_id: int,
    by: tuple[StoreEdges, Cut],
    segments: SegmentMap,
    customers: Sequence[int] | None,
) -> Moved:
    """Score customers (None: all buyers) by edges, and write those whose scores change.

    Whoever is not scored, because he has no order in the store's window, is left as he is.
    """
    edges, cut = by
    parameters: dict[str, Any] = {"store_id": store_id, "segments": list(segments)}
    for each in DIMENSIONS:
        parameters[each] = [_column_of(each)(edge.value) for edge in edges.edges[each]]
    if customers is None:
        everybody = worded("rescore", windowed=cut.windowed, everybody=True)
        rows = conn.execute(everybody, parameters, prepare=False).fetchall()
    else:
        parameters["customers"] = BigInts(customers)
        with planned_once(conn):
            cursor = conn.execute(worded("rescore", windowed=cut.windowed), parameters)
        rows = cursor.fetchall()
    return {row[0]: (Scores(*row[1:5]), Scores(*row[5:9])) for row in rows}


def passed(before: StoreEdges, after: StoreEdges) -> Ranges:
    """Give the ranges (low, high] of values whose bin an edge's movement changed."""
    return {
        each: [
            (min(old.value, new.value), max(old.value, new.value))
            for old, new in zip(before.edges[each], after.edges[each], strict=True)
            if old.value != new.value
        ]
        for each in DIMENSIONS
    }


def _reached(conn: Connection[TupleRow], store_id: int, ranges: Ranges, cut: Cut) -> list[int]:
    """Give the buyers within ranges, the batch's own among them; of too many not all."""
    parameters: dict[str, Any] = {"store_id": store_id, "most": AT_ONCE + 1}
    for each in DIMENSIONS:
        low = [_column_of(each)(edge) for edge, _ in ranges[each]]
        high = [_column_of(each)(edge) for _, edge in ranges[each]]
        # Days run against the numbers that stand for R.
        parameters[f"{each}_low"], parameters[f"{each}_high"] = (
            (high, low) if each == "r" else (low, high)
        )
    with planned_once(conn):
        rows = conn.execute(worded("reached", windowed=cut.windowed), parameters)
    return [row[0] for row in rows]


def _note(conn: Connection[TupleRow], store_id: int, ranges: Ranges, because: Because) -> None:
    """Keep ranges to be worked off, and ask for the task that does it."""
    wide = {(each, *_columns(each, *pair)) for each in DIMENSIONS for pair in ranges[each]}
    dimensions, lows, highs = zip(*sorted(wide), strict=True)
    row = {"store_id": store_id, "cause": because.cause, "job_id": because.job_id}
    row |= {"dimensions": list(dimensions), "lows": list(lows), "highs": list(highs)}
    conn.execute(_backlog["backlog_add"], row)
    tasks.defer(conn, TASK, store_id=store_id)


def _columns(dimension: Dimension, low: Decimal, high: Decimal) -> tuple[Decimal, Decimal]:
    """Give a range in the numbers of its column: of R day numbers, which run the other way."""
    return (-high - 1, -low - 1) if dimension == "r" else (low, high)


def _column_of(dimension: Dimension) -> Callable[[Decimal], Any]:
    """Give what turns a dimension's number into a value of its column."""
    return _day if dimension == "r" else int if dimension == "f" else Decimal


def _day(value: Decimal) -> date:
    return EPOCH - timedelta(days=int(value))
