"""Works off what waits of a store's scores, a piece at a time.

Waiting are ranges of buyers that edges passed over in great number, customers of a day that left
the store's window, frozen edges that are to be found anew, and everybody where settings changed
(`anew`). Every buyer whose scores are not
those of the edges in force lies in the unworked part of a range: whoever is touched meanwhile is
scored by the edges in force, and so is each piece.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty import tasks
from syncaty.db.queries import load as load_queries
from syncaty.projections.recompute import revalue_orders
from syncaty.rfm import anew
from syncaty.rfm.columns import worded
from syncaty.rfm.cut import Cut
from syncaty.rfm.edges import StoreEdges, find_edges, load_edges
from syncaty.rfm.reach import TASK, Because, SegmentMap, score_anew
from syncaty.rfm.upkeep import Rescored, leave_window, move_to, score_recounted

_sql = load_queries("syncaty.rfm", "backlog.sql")

PIECE = 1_000
ORDERS = 5_000  # whose value is written in one piece
_FIRST, _LAST = -(2**63), 2**63 - 1  # before and after every customer


@dataclass(frozen=True, slots=True)
class Piece:
    """Who changed scores in one piece, and why; `own` are those whom time itself moved.

    `counted` are those whose orders have another value now.
    """

    rescored: Sequence[Rescored]
    because: Because
    own: frozenset[int] = frozenset()
    counted: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class _Waiting:
    """What has waited longest; see the table rfm_backlog."""

    id: int
    dimension: str
    low: Decimal
    after: int
    high: Decimal
    cause: str
    job_id: int | None


def waits(conn: Connection[TupleRow], store_id: int) -> bool:
    """Tell whether anything of a store waits."""
    return _next(conn, store_id) is not None


def look_ahead(conn: Connection[TupleRow], store_id: int, cut: Cut) -> StoreEdges | None:
    """Find frozen edges anew if they come next: all buyers are read for that.

    It is done before the lane is held, so that no webhook waits for it; edges that stand for a day
    are those of some moment after its beginning.
    """
    row = _next(conn, store_id)
    found = row is not None and row.dimension == "edges" and cut.kind == "frozen"
    return find_edges(conn, store_id, cut) if found else None


def begin_day(conn: Connection[TupleRow], store_id: int, cut: Cut) -> None:
    """Note what the beginning of a day asks for: orders that leave the window, edges anew."""
    rows: list[tuple[str, date | None, int, str]] = []
    if cut.outside is not None:
        rows.append(("day", cut.outside, _FIRST, "time"))
    if cut.kind == "frozen":
        rows.append(("edges", None, _LAST, "edges"))
    for dimension, day, after, cause in rows:
        row = {"store_id": store_id, "dimension": dimension, "day": day or date.min}
        conn.execute(_sql["backlog_later"], {**row, "after": after, "cause": cause})
    if rows:
        tasks.defer(conn, TASK, store_id=store_id)


def work_piece(
    conn: Connection[TupleRow],
    store_id: int,
    segments: SegmentMap,
    cut: Cut,
    found: StoreEdges | None = None,
) -> Piece | None:
    """Work the next piece of what has waited longest; None when nothing waits.

    `found` are frozen edges found ahead; without them they are found now.
    """
    row = _next(conn, store_id)
    if row is None:
        return None
    because = Because(row.cause, row.job_id)
    if row.dimension in {"values", "all", "one"}:
        return _work_anew(conn, store_id, row, segments, cut)
    if row.dimension == "edges":
        _end(conn, store_id, row)
        found = found or find_edges(conn, store_id, cut)
        standing = cut.kind == "frozen" and found is not None
        following = replace(cut, fixed=found.edges if found and standing else None)
        return Piece(move_to(conn, store_id, following, segments, because), because)
    customers = _take(conn, store_id, row, cut)
    if row.dimension == "day":
        rescored = leave_window(conn, store_id, customers, segments, cut)
        return Piece(rescored, Because(), frozenset(customers))
    edges = load_edges(conn, store_id)
    if edges is None or not customers:
        return Piece((), because)
    moved = score_anew(conn, store_id, (edges, cut), segments, customers)
    return Piece([Rescored(each, *scores) for each, scores in moved.items()], because)


def begin_anew(
    conn: Connection[TupleRow], store_id: int, target: StoreEdges | None, *, money: bool
) -> None:
    """Let everybody wait for settings that were changed, and nobody for anything before.

    `target` are the edges under them, `money` says whether orders have another value now. What of
    an earlier change was not worked stays to be done.
    """
    left = conn.execute(_sql["backlog_money"], {"store_id": store_id}).fetchone()
    clear(conn, store_id)
    anew.begin(conn, store_id, target, money=money or bool(left and left[0]))


def _work_anew(
    conn: Connection[TupleRow], store_id: int, row: _Waiting, segments: SegmentMap, cut: Cut
) -> Piece:
    """Work a piece of what changed settings ask for: orders' values, customers, or the end of it.

    It ends, with edges found anew, in a transaction of its own.
    """
    because = Because(row.cause, row.job_id)
    if row.dimension == "values":
        last = revalue_orders(conn, store_id, row.after, ORDERS)
        _go_on(conn, store_id, row, last)
        return Piece((), because)
    if row.dimension == "one":
        _end(conn, store_id, row)
        customers: Sequence[int] = [row.after]
    else:
        customers = anew.next_customers(conn, store_id, row.after, PIECE)
        _go_on(conn, store_id, row, customers[-1] if customers else None)
        if not customers:
            return Piece(anew.settle(conn, store_id, segments, because), because)
    rescored = score_recounted(conn, store_id, customers, segments, cut)
    return Piece(rescored, because, counted=customers if row.low else ())


def _go_on(conn: Connection[TupleRow], store_id: int, row: _Waiting, last: int | None) -> None:
    """Note what a range was worked up to; None: all of it."""
    if last is None:
        _end(conn, store_id, row)
    else:
        place = {"store_id": store_id, "id": row.id, "low": row.low, "after": last}
        conn.execute(_sql["backlog_advance"], place)


def clear(conn: Connection[TupleRow], store_id: int) -> None:
    """Forget what waits: everyone has been scored anew."""
    conn.execute(_sql["backlog_clear"], {"store_id": store_id})


def _next(conn: Connection[TupleRow], store_id: int) -> _Waiting | None:
    row = conn.execute(_sql["backlog_next"], {"store_id": store_id}).fetchone()
    return None if row is None else _Waiting(*row)


def _take(conn: Connection[TupleRow], store_id: int, row: _Waiting, cut: Cut) -> list[int]:
    """Give the next customers of a range, and note how far it is worked."""
    place: dict[str, Any] = {"store_id": store_id, "low": row.low, "after": row.after}
    statement = worded(f"piece_{row.dimension}", windowed=cut.windowed, file="backlog.sql")
    place |= {"high": row.high, "most": PIECE}
    found = conn.execute(statement, place, prepare=False).fetchall()
    if len(found) < PIECE:
        _end(conn, store_id, row)
    else:
        low, after = found[-1]
        place = {"store_id": store_id, "id": row.id, "low": low, "after": after}
        conn.execute(_sql["backlog_advance"], place)
    return [customer_id for _, customer_id in found]


def _end(conn: Connection[TupleRow], store_id: int, row: _Waiting) -> None:
    conn.execute(_sql["backlog_end"], {"store_id": store_id, "id": row.id})
