"""Customers' totals, kept from the differences that a batch made to their orders."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import msgspec
from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.db.queries import load as load_queries
from syncaty.projections.changes import OrderChange
from syncaty.projections.figures import NOTHING, OrderFigures

_sql = load_queries("syncaty.rfm")


@dataclass(frozen=True, slots=True)
class Totals:
    """F, M and the days R is counted from, of one customer with counting orders.

    `refunds` is what was given back on them, in the store's currency; `discounts` how many of them
    had a discount or a coupon.
    """

    orders: int
    spent: Decimal
    first_order_on: date
    last_order_on: date
    refunds: Decimal
    discounts: int


@dataclass(frozen=True, slots=True)
class Scores:
    """The three scores of a buyer and the segment they make."""

    r: int
    f: int
    m: int
    segment: str

    @property
    def code(self) -> int:
        """The scores as one number: 5, 4, 1 is 541."""
        return self.r * 100 + self.f * 10 + self.m


@dataclass(frozen=True, slots=True)
class Standing:
    """What is held of a customer before or after a batch."""

    totals: Totals
    scores: Scores


@dataclass(slots=True)
class Delta:
    """By how much a customer's totals change; the days may change with all of it at nothing."""

    orders: int = 0
    spent: Decimal = NOTHING
    refunds: Decimal = NOTHING
    discounts: int = 0

    def add(self, sign: int, figures: OrderFigures) -> None:
        """Count an order in (1) or out (-1)."""
        self.orders += sign
        self.spent += sign * figures.value
        self.refunds += sign * figures.given_back
        self.discounts += sign * figures.discounted


@dataclass(frozen=True, slots=True)
class Retotalled:
    """A customer whose orders changed: what was held, and the totals now (None: no order left)."""

    customer_id: int
    before: Standing | None
    after: Totals | None


def retotal(
    conn: Connection[TupleRow], store_id: int, changes: Iterable[OrderChange]
) -> list[Retotalled]:
    """Work out the new totals of every customer whose counting orders changed; writes nothing.

    Orders and money move by their difference; the days come from the ends of an index, since the
    last order may have been the one that fell away.
    """
    deltas = order_deltas(changes)
    if not deltas:
        return []
    rows = conn.execute(
        _sql["totals_load"], {"store_id": store_id, "customers": list(deltas)}
    ).fetchall()
    return [_retotalled(row, deltas[row[0]]) for row in rows]


def order_deltas(changes: Iterable[OrderChange]) -> dict[int, Delta]:
    """Give per customer by how much his totals change; those whose orders say the same are none."""
    deltas: dict[int, Delta] = {}
    for each in changes:
        before, after = _part(each.before), _part(each.after)
        if before == after:
            continue
        for sign, part, figures in ((-1, before, each.before), (1, after, each.after)):
            if part is not None and figures is not None:
                deltas.setdefault(part[0], Delta()).add(sign, figures)
    return deltas


def write_totals(conn: Connection[TupleRow], store_id: int, rows: Mapping[int, Standing]) -> None:
    """Write totals and scores of buyers."""
    document = [
        {
            "customer_id": customer_id,
            "orders": row.totals.orders,
            "spent": row.totals.spent,
            "first_order_on": row.totals.first_order_on,
            "last_order_on": row.totals.last_order_on,
            "refunds": row.totals.refunds,
            "discounts": row.totals.discounts,
            "r": row.scores.r,
            "f": row.scores.f,
            "m": row.scores.m,
            "segment": row.scores.segment,
        }
        for customer_id, row in rows.items()
    ]
    if document:
        encoded = msgspec.json.encode(document).decode()
        conn.execute(_sql["totals_write"], {"store_id": store_id, "rows": encoded})


def hand_over(conn: Connection[TupleRow], store_id: int, same: Mapping[int, int]) -> dict[int, int]:
    """Give the standing of customers to those they turned out to be, who have none themselves.

    Gives those who did; the standing of the others is left for their orders to change.
    """
    if not same:
        return {}
    pairs = {"store_id": store_id, "old": list(same), "new": list(same.values())}
    return dict(conn.execute(_sql["totals_hand_over"], pairs).fetchall())


def remove_totals(conn: Connection[TupleRow], store_id: int, customers: Sequence[int]) -> None:
    """Take away customers that have no counting order left."""
    if customers:
        conn.execute(_sql["totals_remove"], {"store_id": store_id, "customers": list(customers)})


def _part(order: OrderFigures | None) -> tuple[int, date, Decimal, Decimal, bool] | None:
    """Give what an order means to its customer's totals; None while it means nothing."""
    if order is None or not order.counts or order.customer_id is None or order.placed_on is None:
        return None
    return (order.customer_id, order.placed_on, order.value, order.given_back, order.discounted)


def _retotalled(row: TupleRow, delta: Delta) -> Retotalled:
    customer_id, orders, spent, first, last, refunds, discounts, *scores, first_on, last_on = row
    before = None
    if orders is not None:
        totals = Totals(orders, spent, first, last, refunds, discounts)
        before = Standing(totals, Scores(*scores))
    now = (orders or 0) + delta.orders
    if now <= 0 or first_on is None:
        return Retotalled(customer_id, before, None)
    after = Totals(
        now,
        (spent or NOTHING) + delta.spent,
        first_on,
        last_on,
        (refunds or NOTHING) + delta.refunds,
        (discounts or 0) + delta.discounts,
    )
    return Retotalled(customer_id, before, after)
