"""Order statuses: which of them count as a purchase, and the merchant's own word on it."""

from collections.abc import Mapping

from syncaty.db.pool import Conn
from syncaty.db.queries import load

KNOWN: Mapping[str, bool] = {
    "payment_pending": False,
    "under_review": True,
    "in_progress": True,
    "completed": True,
    "delivering": True,
    "delivered": True,
    "shipped": True,
    "closed": True,
    "restoring": True,
    "pending": True,  # the simple shape's
    "canceled": False,
    "cancelled": False,
    "restored": False,
    "deleted": False,
    "draft": False,
}
"""Statuses the product knows, and whether an order in them counts (salla reference, section 10)."""

_QUERIES = load("syncaty.stores")


def counts_by_default(status: str | None) -> bool:
    """Say whether a status counts before the merchant has said so; unknown ones do."""
    return status is None or KNOWN.get(status, True)


def classify(conn: Conn, store_id: int, status: str, *, counts: bool) -> bool:
    """Keep the merchant's word on whether a status counts; gives whether that changes anything.

    Only the row of the status is written: recounting the orders in it is for the caller.
    """
    row = {"store_id": store_id, "status": status, "counts": counts}
    held = conn.execute(_QUERIES["status_load"], row).fetchone()
    before = counts_by_default(status) if held is None else held[0]
    conn.execute(_QUERIES["status_classify"], row)
    return bool(before != counts)
