"""One order as pages and the API read it: amounts, lines and the way of its status."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row

from syncaty.db.queries import load as load_queries
from syncaty.projections.figures import DEFAULT_CURRENCY

_sql = load_queries("syncaty.projections", "reading.sql")


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line of an order; money in the order's currency, `total` as Salla gives it."""

    position: int
    id: int | None
    product_id: int | None
    name: str | None
    sku: str | None
    quantity: Decimal
    unit_price: Decimal | None
    discount: Decimal
    tax: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class StatusChange:
    """The instant an order was first seen in a status, and the job that said so."""

    at: datetime
    status: str
    name: str | None
    note: str | None
    delivery_id: int


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order's own row; money in `currency`, but `value` (what enters M) in the store's.

    `delivery_id` is the job that brought the newest of it, `version` how new that is.
    """

    id: int
    reference: str | None
    placed_at: datetime | None
    placed_on: date | None
    status: str | None
    status_id: int | None
    status_name: str | None
    status_custom: str | None
    counts: bool
    draft: bool
    deleted: bool
    customer_id: int | None
    customer_name: str
    currency: str
    sub_total: Decimal | None
    discount: Decimal | None
    shipping: Decimal | None
    cash_on_delivery: Decimal | None
    tax: Decimal | None
    total: Decimal | None
    gross: Decimal
    items_total: Decimal
    refunded: Decimal
    refund_all: bool
    value: Decimal
    units: Decimal
    exchange_rate: Decimal | None
    exchange_currency: str | None
    payment_method: str | None
    source: str | None
    coupon: str | None
    city: str | None
    country: str | None
    version: str
    delivery_id: int
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Order:
    """An order with its lines and each change of its status, oldest first."""

    row: OrderRow
    items: tuple[OrderLine, ...]
    history: tuple[StatusChange, ...]


def order(
    conn: Connection[Any], store_id: int, order_id: int, *, currency: str = DEFAULT_CURRENCY
) -> Order | None:
    """Give one order, or None when the store has none of this id.

    `currency` is the store's, taken for an order that names none.
    """
    key = {"store_id": store_id, "id": order_id, "currency": currency}
    with conn.cursor(row_factory=class_row(OrderRow)) as cur:
        row = cur.execute(_sql["order"], key).fetchone()
    if row is None:
        return None
    with conn.cursor(row_factory=class_row(OrderLine)) as lines:
        items = tuple(lines.execute(_sql["order_items"], key))
    with conn.cursor(row_factory=class_row(StatusChange)) as seen:
        history = collapse(seen.execute(_sql["order_history"], key))
    return Order(row, items, history)


def collapse(seen: Iterable[StatusChange]) -> tuple[StatusChange, ...]:
    """Keep of statuses seen one after the other those that differ from the one before.

    A note said later in the same run of one status is kept when the first had none.
    """
    changes: list[StatusChange] = []
    for each in seen:
        if changes and changes[-1].status == each.status:
            last = changes[-1]
            changes[-1] = replace(last, name=last.name or each.name, note=last.note or each.note)
        else:
            changes.append(each)
    return tuple(changes)
