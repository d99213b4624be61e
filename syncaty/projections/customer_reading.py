"""Customers as pages, the API and exports read them: found, listed and one by one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from psycopg import Connection
from psycopg.rows import class_row, tuple_row

from syncaty.db.paging import PAGE, CursorError, Page, Part, cursor, place
from syncaty.db.queries import load as load_queries
from syncaty.projections import search
from syncaty.projections.figures import DEFAULT_CURRENCY

_sql = load_queries("syncaty.projections", "reading.sql")

CustomerSort = Literal["spent", "orders", "last_order", "name"]
_NO_ORDERS = "none"


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer in a list. Without a counting order: zero, None and no scores.

    `spent` is in the store's currency; days are the store's.
    """

    id: int
    name: str
    email: str | None
    mobile: str | None
    mobile_raw: str | None
    city: str | None
    country: str | None
    joined_at: datetime | None
    orders: int
    spent: Decimal
    first_order_on: date | None
    last_order_on: date | None
    r: int | None
    f: int | None
    m: int | None
    segment: str | None


@dataclass(frozen=True, slots=True)
class Customer:
    """One customer with everything held; `delivery_id` is the job that brought the newest of it.

    `frequency` and `monetary` are what F and M score: `orders` and `spent`, or those of the window.
    """

    id: int
    name: str
    first_name: str | None
    last_name: str | None
    email: str | None
    mobile: str | None
    mobile_raw: str | None
    gender: str | None
    birthday: date | None
    city: str | None
    country: str | None
    country_code: str | None
    currency: str | None
    language: str | None
    avatar: str | None
    joined_at: datetime | None
    orders: int
    spent: Decimal
    first_order_on: date | None
    last_order_on: date | None
    frequency: int
    monetary: Decimal
    r: int | None
    f: int | None
    m: int | None
    segment: str | None
    version: str
    delivery_id: int
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class CustomerOrder:
    """An order in its customer's list; `total` and `refunded` are in `currency`."""

    id: int
    reference: str | None
    placed_at: datetime | None
    placed_on: date | None
    status: str | None
    status_name: str | None
    status_custom: str | None
    counts: bool
    deleted: bool
    draft: bool
    currency: str
    total: Decimal
    refunded: Decimal
    units: Decimal
    payment_method: str | None


@dataclass(frozen=True, slots=True)
class CustomerFilter:
    """Which customers are wanted; what is left out does not limit. Scores are sets of 1 to 5.

    `fm` is the joint score of frequency and money: their mean, halves rounded up.
    """

    text: str = ""
    segment: str | None = None
    r: Sequence[int] = ()
    f: Sequence[int] = ()
    m: Sequence[int] = ()
    fm: Sequence[int] = ()

    @property
    def buyers_only(self) -> bool:
        """Whether only customers with a counting order can fit."""
        return bool(self.segment or self.r or self.f or self.m or self.fm)


def customers(
    conn: Connection[Any],
    store_id: int,
    wanted: CustomerFilter | None = None,
    *,
    sort: CustomerSort = "last_order",
    after: str | None = None,
    limit: int = PAGE,
) -> Page[CustomerRow]:
    """Give a page of customers: figures from the highest down, names from A on.

    Customers without a counting order come last, but for the sort by name. Raises CursorError for
    a cursor of another list or sort.
    """
    wanted = wanted or CustomerFilter()
    ids = _found(conn, store_id, wanted.text)
    if ids is not None and not ids:
        return Page((), None)
    key, last_id = _place(sort, after)
    row: dict[str, Any] = {
        "store_id": store_id,
        "ids": ids,
        "segment": wanted.segment,
        **{each: list(getattr(wanted, each)) or None for each in ("r", "f", "m", "fm")},
        "key": key,
        "id": last_id,
        "limit": limit + 1,
    }
    found: list[CustomerRow] = []
    if key != _NO_ORDERS or sort == "name":
        found = _rows(conn, f"customers_by_{sort}", row)
    if sort != "name" and len(found) <= limit and not wanted.buyers_only:
        start = last_id if key == _NO_ORDERS else None
        rest = {**row, "id": start, "limit": limit + 1 - len(found)}
        found += _rows(conn, "customers_without_orders", rest)
    return Page.cut(found, limit, lambda last: _cursor(sort, last))


def customer(conn: Connection[Any], store_id: int, customer_id: int) -> Customer | None:
    """Give one customer, or None when the store has none of this id."""
    with conn.cursor(row_factory=class_row(Customer)) as cur:
        return cur.execute(_sql["customer"], {"store_id": store_id, "id": customer_id}).fetchone()


def customer_orders(
    conn: Connection[Any],
    store_id: int,
    customer_id: int,
    *,
    currency: str = DEFAULT_CURRENCY,
    after: str | None = None,
    limit: int = PAGE,
) -> Page[CustomerOrder]:
    """Give a page of a customer's orders, newest day first, whether they count or not.

    `currency` is the store's, taken for orders that name none.
    """
    day, last_id = place(after, "customer_orders", str, int) if after else (None, None)
    row = {
        "store_id": store_id,
        "customer_id": customer_id,
        "currency": currency,
        "key": _checked(date.fromisoformat, day) if day else None,
        "id": last_id,
        "limit": limit + 1,
    }
    with conn.cursor(row_factory=class_row(CustomerOrder)) as cur:
        found = cur.execute(_sql["customer_orders"], row, prepare=False).fetchall()
    return Page.cut(
        found,
        limit,
        lambda last: cursor(
            "customer_orders", last.placed_on.isoformat() if last.placed_on else "", last.id
        ),
    )


def _found(conn: Connection[Any], store_id: int, text: str) -> list[int] | None:
    """Give the ids a search text may mean; None when there is nothing to search for."""
    needle = search.read(text)
    if needle is None:
        return None
    row = {
        "store_id": store_id,
        "text": needle.text,
        "words": needle.words,
        "mobile": needle.mobile,
        "digits": needle.digits,
        "number": needle.number,
        "references": list(needle.references),
        "fold_from": search.FOLD_FROM + search.FOLD_AWAY,
        "fold_to": search.FOLD_TO,
    }
    with conn.cursor(row_factory=tuple_row) as cur:
        named = {each for (each,) in cur.execute(_sql["customers_named"], row, prepare=False)}
        if named and needle.whole:
            return list(named)
        alike = {each for (each,) in cur.execute(_sql["customers_alike"], row, prepare=False)}
    return list(named | alike)


def _rows(conn: Connection[Any], statement: str, row: dict[str, Any]) -> list[CustomerRow]:
    # Planned for the values at hand: which filters are set decides the index.
    with conn.cursor(row_factory=class_row(CustomerRow)) as cur:
        return cur.execute(_sql[statement], row, prepare=False).fetchall()


def _cursor(sort: CustomerSort, last: CustomerRow) -> str:
    if sort == "name":
        return cursor("customers/name", last.name, last.id)
    if last.orders == 0:
        return cursor(f"customers/{sort}", _NO_ORDERS, last.id)
    keys: dict[str, object] = {
        "spent": last.spent,
        "orders": last.orders,
        "last_order": last.last_order_on,
    }
    return cursor(f"customers/{sort}", str(keys[sort]), last.id)


def _place(sort: CustomerSort, after: str | None) -> tuple[Any, Part]:
    if after is None:
        return None, None
    text, last_id = place(after, f"customers/{sort}", str, int)
    if sort == "name" or text == _NO_ORDERS:
        return text, last_id
    kinds: dict[str, Callable[[str], Any]] = {
        "spent": _amount,
        "orders": int,
        "last_order": date.fromisoformat,
    }
    return _checked(kinds[sort], text), last_id


def _checked(read: Callable[[str], Any], text: Part) -> Any:  # noqa: ANN401
    try:
        return read(str(text))
    except (ValueError, InvalidOperation) as error:
        raise CursorError from error


def _amount(text: str) -> Decimal:
    amount = Decimal(text)
    if not amount.is_finite():
        raise ValueError(text)
    return amount
