"""Order statuses: Salla's base statuses by slug and id, and what is told of any other (X24)."""

from typing import NamedTuple

from syncaty.salla.ids import as_id
from syncaty.salla.values import is_empty, read_text

BASE_STATUSES = {
    1473353380: "payment_pending",
    566146469: "under_review",
    1939592358: "in_progress",
    1298199463: "completed",
    349994915: "delivering",
    1723506348: "delivered",
    814202285: "shipped",
    525144736: "canceled",
    989286562: "restored",
    1548352431: "restoring",
}
"""Slug by id; the ids are the same in every store (salla reference, section 10)."""

CANCELED = "canceled"
CANCELED_ID = 525144736
NO_LONGER_OPEN = frozenset({"canceled", "cancelled", "restored", "restoring"})
"""Statuses that `order.cancelled` leaves as they are: they already say as much or more."""


class Status(NamedTuple):
    """An order's status: the key it is counted by, and the names the merchant sees."""

    key: str
    id: int | None
    name: str | None
    custom: str | None


def read_status(value: object) -> Status | None:
    """Read a status object, text or id; None when empty, ValueError when it is none of these.

    The key is the slug, else the slug known for the id, else the name in lower case. A status
    never seen before is taken as it is.
    """
    if is_empty(value):
        return None
    if isinstance(value, dict):
        return _from_object(value)
    if isinstance(value, str | int) and not isinstance(value, bool):
        return _from_parts(slug=None, status_id=as_id(value), name=read_text(value, 100))
    raise ValueError("is not a status")


def _from_object(value: dict[str, object]) -> Status | None:
    custom, name = value.get("customized"), _text(value.get("name"))
    called = _text(custom.get("name") if isinstance(custom, dict) else custom)
    return _from_parts(
        slug=_text(value.get("slug")),
        status_id=as_id(value.get("id")),
        name=name,
        # Where the merchant renamed nothing, full orders repeat the name and activities have null.
        custom=None if called == name else called,
    )


def _from_parts(
    *, slug: str | None, status_id: int | None, name: str | None, custom: str | None = None
) -> Status | None:
    key = slug or BASE_STATUSES.get(status_id or 0) or name
    if key is None and status_id is not None:
        key = str(status_id)
    return None if key is None else Status(key.lower(), status_id, name, custom)


def _text(value: object) -> str | None:
    return read_text(value, 100) if isinstance(value, str | int) else None
