"""Reads what happened: in a store, and to one customer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, get_args

from psycopg import Connection
from psycopg.rows import class_row

from syncaty.db.queries import load as load_queries

_sql = load_queries("syncaty.segments", "activity.sql")

LOOK = 240  # jobs looked through for what is worth telling

EntryKind = Literal["order", "move", "score", "member", "webhook"]
KINDS: tuple[EntryKind, ...] = get_args(EntryKind)


@dataclass(frozen=True, slots=True)
class Happening:
    """A job that changed something or failed, and the move between segments it made, if any.

    `changes` is the job's own record (see projections/changes.py); `total` is the order's now.
    """

    job_id: int
    at: datetime
    state: str
    event: str
    entity: str | None
    entity_id: int | None
    reference: str | None
    customer_id: int | None
    error: str | None
    changes: Sequence[dict[str, Any]]
    customer: str | None
    city: str | None
    total: Decimal | None
    currency: str | None
    moved: bool
    from_segment: str | None
    to_segment: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a customer's timeline; what its fields hold depends on `kind`.

    An order has `label` (its number), `amount`, `counts` and `word` (its status); a move has its
    `cause`, segments and codes; a score that changed within a segment its `cause` and codes; a
    segment of the merchant's own that was entered (`counts`) or left has `label` (its name), `word`
    (its key) and `cause`; a webhook has `event`, `cause` (its state), `word` (its error) and
    `changes`. `job_id` is the webhook behind it; `back` is that of a move.
    """

    at: datetime
    kind: EntryKind
    id: int
    job_id: int | None
    label: str | None
    event: str | None
    amount: Decimal | None
    currency: str | None
    counts: bool | None
    word: str | None
    cause: str | None
    from_segment: str | None
    to_segment: str | None
    from_code: int | None
    to_code: int | None
    changes: Sequence[dict[str, Any]] | None
    back: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a timeline: the last entry that was shown."""

    at: datetime
    kind: EntryKind
    id: int


def happened(conn: Connection[Any], store_id: int) -> list[Happening]:
    """Give what the store's newest jobs changed, newest first."""
    cursor = conn.cursor(row_factory=class_row(Happening))
    return cursor.execute(_sql["happened"], {"store_id": store_id, "look": LOOK}).fetchall()


def timeline(
    conn: Connection[Any],
    store_id: int,
    customer_id: int,
    *,
    kinds: Sequence[EntryKind] = KINDS,
    after: Place | None = None,
    limit: int = 30,
) -> list[Entry]:
    """Give what happened to a customer, newest first, beginning after a place in the list."""
    parameters: dict[str, Any] = {
        "store_id": store_id,
        "customer_id": customer_id,
        "orders": "order" in kinds,
        "moves": "move" in kinds,
        "scores": "score" in kinds,
        "members": "member" in kinds,
        "webhooks": "webhook" in kinds,
        "at": after and after.at,
        "kind": after and after.kind,
        "id": after and after.id,
        "limit": limit,
    }
    cursor = conn.cursor(row_factory=class_row(Entry))
    return cursor.execute(_sql["timeline"], parameters, prepare=False).fetchall()
