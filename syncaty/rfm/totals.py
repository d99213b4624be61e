"""Customers' totals, kept from the differences that a batch made to their orders."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.db.queries import load as load_queries
from syncaty.projections.changes import OrderChange
from syncaty.projections.figures import NOTHING, OrderFigures
from syncaty.rfm.cut import LIVE, Cut

_sql = load_queries("syncaty.rfm")
_anew = load_queries("syncaty.rfm", "anew.sql")


@dataclass(frozen=True, slots=True)
class Totals:
    """What all counting orders of a customer make together, and what he is scored by.

    `refunds` is what was given back on them, in the store's currency; `discounts` how many of them
    had a discount or a coupon. `frequency` and `monetary` are F and M: `orders` and `spent`, or
    those of the store's window; None for who has no order in it, and so no scores.
    """

    orders: int
    spent: Decimal
    first_order_on: date
    last_order_on: date
    refunds: Decimal
    discounts: int
    frequency: int | None
    monetary: Decimal | None


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
    scores: Scores | None


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
    conn: Connection[TupleRow], store_id: int, deltas: Mapping[int, Delta], cut: Cut = LIVE
) -> list[Retotalled]:
    """Work out the new totals of customers whose counting orders changed; writes nothing.

    Orders and money move by their difference; the days come from the ends of an index, since the
    last order may have been the one that fell away. What lies in the store's window, if it has one,
    is counted anew from the customer's orders in it.
    """
    if not deltas:
        return []
    rows = conn.execute(
        _sql["totals_load"],
        {"store_id": store_id, "customers": list(deltas), "outside": cut.outside},
    ).fetchall()
    return [_retotalled(row, deltas[row[0]], windowed=cut.windowed) for row in rows]


def recount(
    conn: Connection[TupleRow], store_id: int, customers: Sequence[int], cut: Cut
) -> list[Retotalled]:
    """Count what the counting orders of customers make now, whatever is held of them.

    What was given back and discounted is as held: no setting of scores changes it.
    """
    asked = {"store_id": store_id, "customers": list(customers), "outside": cut.outside}
    if not cut.windowed:
        conn.execute(_anew["anew_leftovers"], asked, prepare=False)
    rows = conn.execute(_anew["anew_totals"], asked, prepare=False).fetchall()
    return [_recounted(row, windowed=cut.windowed) for row in rows]


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


def write_totals(
    conn: Connection[TupleRow], store_id: int, rows: Mapping[int, Standing], cut: Cut = LIVE
) -> None:
    """Write totals and scores of buyers."""
    document = [
        {"customer_id": customer_id, **_row(row, windowed=cut.windowed)}
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


def _row(row: Standing, *, windowed: bool) -> dict[str, Any]:
    """Give the columns of a buyer; without a window F and M are not kept twice."""
    own = {**asdict(row.totals), **dict.fromkeys(("r", "f", "m", "segment"))}
    if not windowed:
        own["frequency"] = own["monetary"] = None
    return own if row.scores is None else {**own, **asdict(row.scores)}


def _retotalled(row: TupleRow, delta: Delta, *, windowed: bool) -> Retotalled:
    customer_id, orders, spent, _, _, refunds, discounts = row[:7]
    first_on, last_on, orders_within, spent_within = row[13:]
    before = None if orders is None else _held(row, windowed=windowed)
    now = (orders or 0) + delta.orders
    if now <= 0 or first_on is None:
        return Retotalled(customer_id, before, None)
    money = (spent or NOTHING) + delta.spent
    within = (orders_within or None, spent_within) if windowed else (now, money)
    after = Totals(
        now,
        money,
        first_on,
        last_on,
        (refunds or NOTHING) + delta.refunds,
        (discounts or 0) + delta.discounts,
        *within,
    )
    return Retotalled(customer_id, before, after)


def _recounted(row: TupleRow, *, windowed: bool) -> Retotalled:
    before = _held(row, windowed=windowed)
    orders, spent, first_on, last_on, *within = row[13:]
    if not orders:
        return Retotalled(row[0], before, None)
    f_and_m = within if windowed else (orders, spent)
    kept = (before.totals.refunds, before.totals.discounts)
    return Retotalled(row[0], before, Totals(orders, spent, first_on, last_on, *kept, *f_and_m))


def _held(row: TupleRow, *, windowed: bool) -> Standing:
    _, orders, spent, first, last, refunds, discounts, frequency, monetary, r, f, m, segment = row[
        :13
    ]
    f_and_m = (frequency, monetary) if windowed else (orders, spent)
    totals = Totals(orders, spent, first, last, refunds, discounts, *f_and_m)
    return Standing(totals, None if r is None else Scores(r, f, m, segment))
