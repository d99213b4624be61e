"""Totals, scores and segments of a store in plain Python, from its orders alone."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from psycopg import Connection

from syncaty.rfm.limits import Limits

ORDERS = (
    "select customer_id, placed_on, value, coalesce(discount, 0), coupon"
    " from orders where store_id = %s and counts and customer_id is not null"
)
HELD = (
    "select customer_id, orders, spent, first_order_on, last_order_on, discounts, frequency,"
    " monetary, r, f, m, segment"
    " from customer_rfm where store_id = %s"
)


@dataclass(frozen=True)
class Buyer:
    """What a customer's counting orders say, and those of them in the window."""

    orders: int
    spent: Decimal
    first: date
    last: date
    discounts: int
    within: list[Decimal]


def buyers(conn: Connection[Any], store_id: int, since: date | None) -> dict[int, Buyer]:
    """Add up the orders of each customer; the window begins on a day, or ever."""
    of: dict[int, list[Any]] = defaultdict(list)
    for customer_id, *order in conn.execute(ORDERS, (store_id,)):
        of[customer_id].append(order)
    return {
        each: Buyer(
            len(orders),
            sum((order[1] for order in orders), Decimal(0)),
            min(order[0] for order in orders),
            max(order[0] for order in orders),
            sum(order[2] > 0 or bool(order[3]) for order in orders),
            [order[1] for order in orders if since is None or order[0] >= since],
        )
        for each, orders in of.items()
    }


def fifths(values: Sequence[Any]) -> list[Any]:
    """Give the four edges of values: those at the places (n - 1) * k // 5 in order."""
    ordered = sorted(values)
    return [ordered[(len(ordered) - 1) * k // 5] for k in (1, 2, 3, 4)]


def scores(
    numbers: Mapping[int, tuple[int, int, Decimal]], limits: Limits | None
) -> dict[int, tuple[int, int, int]]:
    """Score customers by their days since, orders and money."""
    if not numbers:
        return {}
    edges: list[Sequence[Any]] = [
        fifths([each[at] for each in numbers.values()]) for at in range(3)
    ]
    if limits is not None:
        edges = [limits.r, limits.f, limits.m]
    found = {}
    for customer_id, values in numbers.items():
        r, f, m = (bisect_left(edge, value) for edge, value in zip(edges, values, strict=True))
        found[customer_id] = (5 - r, 1 + f, 1 + m)
    return found


def expected(
    conn: Connection[Any],
    store_id: int,
    segments: Sequence[str],
    today: date,
    limits: Limits | None = None,
    window_days: int | None = None,
) -> dict[int, tuple[Any, ...]]:
    """Give what must be held of each buyer, as `held` gives it."""
    since = None if window_days is None else today - timedelta(days=window_days - 1)
    all_of = buyers(conn, store_id, since)
    numbers = {
        c: ((today - b.last).days, len(b.within), sum(b.within, Decimal(0)))
        for c, b in all_of.items()
        if b.within
    }
    codes = scores(numbers, limits)
    found: dict[int, tuple[Any, ...]] = {}
    for c, b in all_of.items():
        f_and_m: tuple[Any, Any] = (None, None)
        if since is not None and c in numbers:
            f_and_m = numbers[c][1:]
        code: tuple[Any, ...] = (None, None, None, None)
        if c in codes:
            code = (*codes[c], _named(segments, *codes[c]))
        found[c] = (b.orders, b.spent, b.first, b.last, b.discounts, *f_and_m, *code)
    return found


def held(conn: Connection[Any], store_id: int) -> dict[int, tuple[Any, ...]]:
    """Give what is held of each buyer."""
    return {row[0]: tuple(row[1:]) for row in conn.execute(HELD, (store_id,))}


def _named(segments: Sequence[str], r: int, f: int, m: int) -> str:
    return segments[(r - 1) * 25 + (f - 1) * 5 + m - 1]
