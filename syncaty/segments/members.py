"""What pages and the API read of the merchant's own segments: members, moves, sizes, overlap."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row, tuple_row

from syncaty.db.paging import PAGE, Page, cursor, place
from syncaty.db.queries import load as load_queries
from syncaty.segments.moves import Cause
from syncaty.segments.stored import Kind, StoredSegment, find, unknown

_sql = load_queries("syncaty.segments", "members.sql")


@dataclass(frozen=True, slots=True)
class StoredMember:
    """A customer in a segment since an instant; the RFM segment is None before an order."""

    id: int
    name: str
    email: str | None
    mobile: str | None
    city: str | None
    orders: int
    spent: Decimal
    last_order_on: date | None
    segment: str | None
    since: datetime


@dataclass(frozen=True, slots=True)
class MembershipMove:
    """A customer who entered a segment, or left it, on a day of the store, and why.

    `key` and `segment` are those of the segment, `name` is the customer's.
    """

    id: int
    at: datetime
    day: date
    key: str
    segment: str
    customer_id: int
    name: str
    entered: bool
    cause: Cause
    job_id: int | None


@dataclass(frozen=True, slots=True)
class MembershipOf:
    """A segment that a customer is in, since an instant."""

    key: str
    name: str
    kind: Kind
    since: datetime


@dataclass(frozen=True, slots=True)
class DaySize:
    """How many members a segment had at the end of a day, and who came and went on it."""

    day: date
    members: int
    entered: int
    left: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many are in each of two segments, and in both."""

    first: int
    second: int
    both: int


def members(
    conn: Connection[Any],
    store_id: int,
    key: str,
    *,
    after: str | None = None,
    limit: int = PAGE,
) -> Page[StoredMember]:
    """Give a page of a segment's members by id; raises SegmentError for an unknown key.

    Ids never change, so paging through misses nobody who stays, whatever happens meanwhile.
    """
    segment = _found(conn, store_id, key)
    name = f"stored_members/{segment.id}"
    (last_id,) = place(after, name, int) if after else (None,)
    row = {"store_id": store_id, "segment_id": segment.id, "id": last_id, "limit": limit + 1}
    with conn.cursor(row_factory=class_row(StoredMember)) as cur:
        found = cur.execute(_sql["members"], row, prepare=False).fetchall()
    return Page.cut(found, limit, lambda last: cursor(name, last.id))


def membership_moves(
    conn: Connection[Any],
    store_id: int,
    *,
    key: str | None = None,
    customer_id: int | None = None,
    job_id: int | None = None,
    after: str | None = None,
    limit: int = PAGE,
) -> Page[MembershipMove]:
    """Give a page of who entered and left segments, newest first; what is None does not limit.

    Raises SegmentError for an unknown key.
    """
    segment_id = None if key is None else _found(conn, store_id, key).id
    (last_id,) = place(after, "membership_moves", int) if after else (None,)
    row: Mapping[str, object] = {
        "store_id": store_id,
        "segment_id": segment_id,
        "customer_id": customer_id,
        "job_id": job_id,
        "id": last_id,
        "limit": limit + 1,
    }
    with conn.cursor(row_factory=class_row(MembershipMove)) as cur:
        found = cur.execute(_sql["moves"], row, prepare=False).fetchall()
    return Page.cut(found, limit, lambda last: cursor("membership_moves", last.id))


def of_customer(conn: Connection[Any], store_id: int, customer_id: int) -> tuple[MembershipOf, ...]:
    """Give the segments that a customer is in, by name."""
    row = {"store_id": store_id, "customer_id": customer_id}
    with conn.cursor(row_factory=class_row(MembershipOf)) as cur:
        return tuple(cur.execute(_sql["of_customer"], row))


def sizes(
    conn: Connection[Any], store_id: int, key: str, first: date, last: date
) -> tuple[DaySize, ...]:
    """Give the size of a segment on each day from first to last; SegmentError for no such key."""
    segment = _found(conn, store_id, key)
    row = {"store_id": store_id, "segment_id": segment.id, "first": first, "last": last}
    with conn.cursor(row_factory=class_row(DaySize)) as cur:
        return tuple(cur.execute(_sql["sizes"], row))


def overlap(conn: Connection[Any], store_id: int, first: str, second: str) -> Overlap:
    """Count the members of two segments and of both; raises SegmentError for an unknown key."""
    one, other = _found(conn, store_id, first), _found(conn, store_id, second)
    row = {"store_id": store_id, "first": one.id, "second": other.id}
    with conn.cursor(row_factory=tuple_row) as cur:
        both = cur.execute(_sql["both"], row, prepare=False).fetchone() or (0,)
    return Overlap(one.members, other.members, both[0])


def _found(conn: Connection[Any], store_id: int, key: str) -> StoredSegment:
    found = find(conn, store_id, key)
    if found is None:
        raise unknown(key)
    return found
