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
from syncaty.projections.figures import OrderFigures

_sql = load_queries("syncaty.rfm")


@dataclass(frozen=True, slots=True)
class Totals:
    """F, M and the days R is counted from, of one customer with counting orders."""

    orders: int
    spent: Decimal
    first_order_on: date
    last_order_on: date


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


def order_deltas(changes: Iterable[OrderChange]) -> dict[int, tuple[int, Decimal]]:
    """Give per customer by how much orders and money change; days may change with both at zero."""
    deltas: dict[int, tuple[int, Decimal]] = {}
    for each in changes:
        before, after = _part(each.before), _part(each.after)
        if before == after:
            continue
        for sign, part in ((-1, before), (1, after)):
            if part is not None:
                customer_id, value, _ = part
                orders, spent = deltas.get(customer_id, (0, Decimal(0)))
                deltas[customer_id] = (orders + sign, spent + sign * value)
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


def _part(order: OrderFigures | None) -> tuple[int, Decimal, date] | None:
    if order is None or not order.counts or order.customer_id is None or order.placed_on is None:
        return None
    return order.customer_id, order.value, order.placed_on


def _retotalled(row: TupleRow, delta: tuple[int, Decimal]) -> Retotalled:
    customer_id, orders, spent, first, last, r, f, m, segment, first_on, last_on = row
    before = None
    if orders is not None:
        before = Standing(Totals(orders, spent, first, last), Scores(r, f, m, segment))
    now = (orders or 0) + delta[0]
    if now <= 0 or first_on is None:
        return Retotalled(customer_id, before, None)
    after = Totals(now, (spent or Decimal(0)) + delta[1], first_on, last_on)
    return Retotalled(customer_id, before, after)
