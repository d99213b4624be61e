"""Questions to a store's figures: the summary of a period, its days, its products."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Literal
from zoneinfo import ZoneInfo

from psycopg import Connection
from psycopg.rows import class_row, dict_row

from syncaty.analytics.metrics import METRICS, Metric, Sums
from syncaty.analytics.period import DAYS, PeriodError, Query
from syncaty.db.paging import PAGE, CursorError, Page, cursor, place
from syncaty.db.queries import load as load_queries
from syncaty.projections.figures import DEFAULT_CURRENCY

__all__ = [
    "METRICS",
    "Day",
    "Metric",
    "PeriodError",
    "ProductSales",
    "ProductSort",
    "Query",
    "Summary",
    "Sums",
    "daily",
    "days",
    "products",
    "query",
    "summary",
]

_sql = load_queries("syncaty.analytics", "query.sql")

ProductSort = Literal["gross", "units", "orders"]


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of a period, and the sums of orders in other currencies, held apart.

    Customers are counted over all currencies, and only in `figures`.
    """

    query: Query
    figures: Sums
    other_currencies: tuple[Sums, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """The figures of one local day. A customer of two days counts on both."""

    day: date
    figures: Sums


@dataclass(frozen=True, slots=True)
class ProductSales:
    """What was sold of a product in a period; `gross` in the store's currency."""

    id: int
    name: str | None
    sku: str | None
    deleted: bool
    orders: int
    units: Decimal
    gross: Decimal
    rank: Decimal


def query(
    conn: Connection[Any],
    store_id: int,
    now: datetime,
    first: date | None = None,
    last: date | None = None,
) -> Query:
    """Make the question about a store's days; by default the thirty that end with its today.

    Raises LookupError for an unknown store, PeriodError for days that make no period.
    """
    with conn.cursor(row_factory=dict_row) as cur:
        row = cur.execute(_sql["store"], {"store_id": store_id}).fetchone()
    if row is None:
        raise LookupError(f"store {store_id} is not connected")
    zone = ZoneInfo(row["timezone"])
    first, last = days(first, last, now.astimezone(zone).date())
    return Query(store_id, first, last, row["currency"] or DEFAULT_CURRENCY, zone, now)


def days(first: date | None, last: date | None, today: date) -> tuple[date, date]:
    """Complete a period whose ends may be left out.

    Without an end it ends today, or has thirty days when it begins later; without a beginning it
    has thirty days.
    """
    length = timedelta(days=DAYS - 1)
    try:
        if last is None:
            last = today if first is None or first <= today else first + length
        return (last - length if first is None else first), last
    except OverflowError as error:
        raise PeriodError(
            "period_too_long", "The calendar ends before the period does. Name both its ends."
        ) from error


def summary(conn: Connection[Any], asked: Query) -> Summary:
    """Give the figures of a period."""
    key = _key(asked)
    with conn.cursor(row_factory=dict_row) as cur:
        rows = cur.execute(_sql["sums"], key, prepare=False).fetchall()
        buyers = cur.execute(_sql["buyers"], key, prepare=False).fetchone() or {}
    held = {row["currency"]: row for row in rows}
    own = held.pop(asked.currency, {"currency": asked.currency})
    return Summary(
        query=asked,
        figures=Sums(**own, **buyers),
        other_currencies=tuple(Sums(**row) for row in held.values() if row["orders"]),
    )


def daily(conn: Connection[Any], asked: Query) -> tuple[Day, ...]:
    """Give the figures of every day of a period, days without orders too, oldest first."""
    with conn.cursor(row_factory=dict_row) as cur:
        rows = cur.execute(_sql["daily"], _key(asked), prepare=False).fetchall()
    return tuple(Day(row.pop("day"), Sums(currency=asked.currency, **row)) for row in rows)


def products(
    conn: Connection[Any],
    asked: Query,
    *,
    sort: ProductSort = "gross",
    after: str | None = None,
    limit: int = PAGE,
) -> Page[ProductSales]:
    """Give a page of the products sold in a period, highest first.

    Raises CursorError for a cursor of another list or sort.
    """
    name = f"sold/{sort}"
    rank, last_id = place(after, name, str, int) if after else (None, None)
    key = {
        **_key(asked),
        "sort": sort,
        "rank": None if rank is None else _rank(str(rank)),
        "id": last_id,
        "limit": limit + 1,
    }
    with conn.cursor(row_factory=class_row(ProductSales)) as cur:
        found = cur.execute(_sql["products"], key, prepare=False).fetchall()
    return Page.cut(found, limit, lambda last: cursor(name, str(last.rank), last.id))


def _key(asked: Query) -> dict[str, Any]:
    return {
        "store_id": asked.store_id,
        "first": asked.first,
        "last": asked.last,
        "currency": asked.currency,
    }


def _rank(text: str) -> Decimal:
    try:
        rank = Decimal(text)
    except InvalidOperation as error:
        raise CursorError from error
    if not rank.is_finite():
        raise CursorError
    return rank
