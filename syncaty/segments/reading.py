"""What pages and the API read of segments: sizes, members, and the moves between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row, tuple_row

from syncaty.db.paging import PAGE, Page, cursor, place
from syncaty.db.queries import load as load_queries
from syncaty.rfm.map import CodeGroup, share, total
from syncaty.rfm.reading import codes
from syncaty.segments.classic import SEGMENTS, Segment
from syncaty.segments.history import Moved, moved
from syncaty.segments.moves import Cause

_sql = load_queries("syncaty.segments", "reading.sql")


@dataclass(frozen=True, slots=True)
class SegmentSize:
    """One of the eleven segments as it stands; money in the store's currency.

    `share` is of all buyers. `mean_days` is the mean of days since the last order, `mean_orders`
    and `mean_spent` are exact quotients; all three None without members. `entered` and `left`
    count moves in the asked time.
    """

    key: Segment
    customers: int
    share: Decimal
    orders: int
    revenue: Decimal
    revenue_share: Decimal
    mean_days: Decimal | None
    mean_orders: Decimal | None
    mean_spent: Decimal | None
    entered: int
    left: int


@dataclass(frozen=True, slots=True)
class Member:
    """A customer in a segment; `since` is the instant of the move that brought him there."""

    id: int
    name: str
    email: str | None
    mobile: str | None
    city: str | None
    orders: int
    spent: Decimal
    first_order_on: date
    last_order_on: date
    r: int
    f: int
    m: int
    segment: Segment
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Move:
    """A customer's move between segments (None: no order yet, or none left), and its cause.

    Codes are three scores as one number: 541. `job_id` is the job that caused it. `back` tells of
    somebody who comes out of no segment, but not with his first order.
    """

    id: int
    at: datetime
    customer_id: int
    name: str
    from_segment: Segment | None
    to_segment: Segment | None
    from_code: int | None
    to_code: int | None
    cause: Cause
    job_id: int | None
    back: bool


@dataclass(frozen=True, slots=True)
class MoveFilter:
    """Which moves are wanted; what is left out does not limit. `since` is in, `until` is out."""

    customer_id: int | None = None
    into: Segment | None = None
    out_of: Segment | None = None
    cause: Cause | None = None
    job_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None


def segments(
    conn: Connection[Any],
    store_id: int,
    today: date,
    days: int = 30,
    groups: Sequence[CodeGroup] | None = None,
) -> tuple[SegmentSize, ...]:
    """Give all eleven segments, empty ones too, in their usual order.

    Days since the last order are counted to `today` (the store's local day), moves in as many
    `days` that end with it. `groups` are the store's codes, if at hand.
    """
    lately = moved(conn, store_id, today - timedelta(days=days - 1), today)
    return sizes(codes(conn, store_id) if groups is None else groups, lately, today)


def sizes(
    groups: Sequence[CodeGroup], lately: Sequence[Moved], today: date
) -> tuple[SegmentSize, ...]:
    """Work the sizes of segments out of the buyers of each code. Pure."""
    whole = total(groups)
    happened = [flow for flow in lately if flow.cause != "imported"]
    found = []
    for key in SEGMENTS:
        sums = total(each for each in groups if each.segment == key)
        count = sums.customers
        found.append(
            SegmentSize(
                key=key,
                customers=count,
                share=share(count, whole.customers),
                orders=sums.orders,
                revenue=sums.revenue,
                revenue_share=share(sums.revenue, whole.revenue),
                mean_days=sums.mean_days(today),
                mean_orders=Decimal(sums.orders) / count if count else None,
                mean_spent=sums.revenue / count if count else None,
                entered=sum(flow.moves for flow in happened if flow.to_segment == key),
                left=sum(flow.moves for flow in happened if flow.from_segment == key),
            )
        )
    return tuple(found)


def movers(conn: Connection[Any], store_id: int, since: datetime, until: datetime) -> int:
    """Count the customers who moved in a time, each once."""
    span = {"store_id": store_id, "since": since, "until": until}
    row = conn.cursor(row_factory=tuple_row).execute(_sql["movers"], span).fetchone()
    return row[0] if row else 0


def members(
    conn: Connection[Any],
    store_id: int,
    segment: Segment,
    *,
    after: str | None = None,
    limit: int = PAGE,
) -> Page[Member]:
    """Give a page of a segment's members by id.

    Ids never change, so paging through misses nobody who stays, whatever is ordered meanwhile.
    For members by spending see `projections.reading.customers`.
    """
    name = f"members/{segment}"
    (last_id,) = place(after, name, int) if after else (None,)
    row = {"store_id": store_id, "segment": segment, "id": last_id, "limit": limit + 1}
    with conn.cursor(row_factory=class_row(Member)) as cur:
        found = cur.execute(_sql["members"], row, prepare=False).fetchall()
    return Page.cut(found, limit, lambda last: cursor(name, last.id))


def moves(
    conn: Connection[Any],
    store_id: int,
    wanted: MoveFilter | None = None,
    *,
    after: str | None = None,
    limit: int = PAGE,
) -> Page[Move]:
    """Give a page of moves between segments, newest first."""
    wanted = wanted or MoveFilter()
    row = {
        "customer_id": wanted.customer_id,
        "into": wanted.into,
        "out_of": wanted.out_of,
        "cause": wanted.cause,
        "job_id": wanted.job_id,
        "since": wanted.since,
        "until": wanted.until,
    }
    return _moves(conn, "moves", store_id, row, after, limit)


def moves_touching(
    conn: Connection[Any],
    store_id: int,
    segment: Segment,
    *,
    after: str | None = None,
    limit: int = PAGE,
) -> Page[Move]:
    """Give a page of the moves into or out of one segment, newest first."""
    return _moves(conn, "moves_touching", store_id, {"segment": segment}, after, limit)


def _moves(
    conn: Connection[Any],
    statement: str,
    store_id: int,
    wanted: dict[str, Any],
    after: str | None,
    limit: int,
) -> Page[Move]:
    (last_id,) = place(after, "moves", int) if after else (None,)
    row = {**wanted, "store_id": store_id, "id": last_id, "limit": limit + 1}
    with conn.cursor(row_factory=class_row(Move)) as cur:
        found = cur.execute(_sql[statement], row, prepare=False).fetchall()
    return Page.cut(found, limit, lambda last: cursor("moves", last.id))
