"""Keeps every move of a customer between segments, and why it happened."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import msgspec
from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.db.queries import load as load_queries
from syncaty.projections.changes import OrderChange
from syncaty.rfm.upkeep import Rescored

Cause = Literal[
    "ordered",
    "refunded",
    "cancelled",
    "edited",
    "edges",
    "settings",
    "imported",
    "time",
    "changed",
    "goods",
    "rule",
    "list",
]
"""Why a customer moved: a new order that counts, a refund, an order that no longer counts, another
change of his orders, other customers' orders that moved an edge, a change of the store's settings,
history that was brought in: nothing of that happened now; days that passed. Between segments of the
merchant's own also: the customer's own data changed, a product's categories or brand did, the
segment's rule was made or edited, somebody put him on a list or took him off.
"""

_sql = load_queries("syncaty.segments")


def record_moves(
    conn: Connection[TupleRow],
    store_id: int,
    rescored: Iterable[Rescored],
    causes: Mapping[int, tuple[Cause, int | None]],
    last_job: int | None,
    *,
    otherwise: Cause = "edges",
) -> int:
    """Write a move for everyone whose segment changed, and count it; gives how many.

    `causes` holds, for customers whose own orders changed, why and by which job; all others moved
    for the reason `otherwise` with the batch's last job. Scores that changed within a segment are
    kept, too, but for those that passed by while history was brought in.
    """
    rows: list[dict[str, object]] = []
    moved = 0
    for each in rescored:
        before, after = each.before, each.after
        if (before and before.code) == (after and after.code) and (
            (before and before.segment) == (after and after.segment)
        ):
            continue
        cause, job_id = causes.get(each.customer_id, (otherwise, last_job))
        if (before and before.segment) != (after and after.segment):
            moved += 1
        elif cause == "imported":
            continue
        rows.append(
            {
                "customer_id": each.customer_id,
                "from_segment": before and before.segment,
                "to_segment": after and after.segment,
                "from_code": before and before.code,
                "to_code": after and after.code,
                "cause": cause,
                "job_id": job_id,
            }
        )
    if rows:
        document = msgspec.json.encode(rows).decode()
        conn.execute(_sql["moves_write"], {"store_id": store_id, "rows": document})
    return moved


def hand_over(conn: Connection[TupleRow], store_id: int, same: Mapping[int, int]) -> None:
    """Give the moves of customers to those they turned out to be."""
    if same:
        pairs = {"store_id": store_id, "old": list(same), "new": list(same.values())}
        conn.execute(_sql["moves_hand_over"], pairs)
        conn.execute(_sql["scores_hand_over"], pairs)


def causes_of(changes: Sequence[OrderChange]) -> dict[int, tuple[Cause, int]]:
    """Give per customer why his figures changed, and the job of the last such change."""
    causes: dict[int, tuple[Cause, int]] = {}
    for each in sorted(changes, key=lambda change: change.job_id):
        for figures in (each.before, each.after):
            if figures is not None and figures.customer_id is not None:
                causes[figures.customer_id] = (_cause(each), each.job_id)
    return causes


def _cause(change: OrderChange) -> Cause:
    before, after = change.before, change.after
    counted = before is not None and before.counts
    if after.counts and not counted:
        return "ordered"
    if before is not None and after.refunded > before.refunded:
        return "refunded"
    if counted and not after.counts:
        return "refunded" if change.status in {"restored", "restoring"} else "cancelled"
    return "edited"
