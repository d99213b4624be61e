"""A full recomputation costs by the size of the store, also while statistics do not know it.

Time would say little on a busy machine, so what is counted is the rows that plans touch.
"""

from collections.abc import Iterator
from typing import Any, Self

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty import recompute
from tests.integration.pipeline.shop import Shop

ORDERS, BUYERS = 6_000, 1_500
MOST = 100  # rows that all nodes of all plans touch, per order: each goes through some 40 of them
TABLES = ("orders", "order_items", "customer_rfm", "daily_sales", "daily_products")


class Counting(psycopg.Cursor[TupleRow]):
    """Explains each statement before it runs, and adds up the rows that its plan touched."""

    touched: dict[str, int]

    def execute(self, query: Any, params: Any = None, **more: Any) -> Self:
        connection: Any = self.connection
        text = query.encode() if isinstance(query, str) else query
        if not _words(text).startswith((b"select", b"with", b"insert", b"update", b"delete")):
            return super().execute(query, params, **more)
        with connection.transaction(force_rollback=True):
            super().execute(b"explain (analyze, format json) " + text, params, prepare=False)
            (plans,) = self.fetchone() or ([],)
        self.touched[_words(text)[:60].decode()] = sum(_touched(each["Plan"]) for each in plans)
        return super().execute(query, params, **more)


def _words(statement: bytes) -> bytes:
    """Give a statement without the comments before it."""
    lines = statement.strip().splitlines()
    return b" ".join(line.strip() for line in lines if not line.strip().startswith(b"--"))


def _touched(plan: dict[str, Any]) -> int:
    own = plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)
    own += plan.get("Rows Removed by Join Filter", 0)
    inner = sum(_touched(each) for each in plan.get("Plans", ()))
    return int(own * plan["Actual Loops"]) + inner


@pytest.fixture
def counted(shop: Shop) -> Iterator[tuple[Connection[TupleRow], dict[str, int]]]:
    """A connection whose statements are counted, and the counts."""
    touched: dict[str, int] = {}
    factory = type("Counted", (Counting,), {"touched": touched})
    with psycopg.connect(shop.dsn, cursor_factory=factory) as conn:
        yield conn, touched


@pytest.fixture
def unknown(shop: Shop, dsn: str) -> Shop:
    """A store whose rows came after the last look of the server at its tables."""
    for table in TABLES:  # it would look again in the middle of the test, or not
        shop.conn.execute(f"alter table {table} set (autovacuum_enabled = off)".encode())
    with Shop(dsn, store_id=78) as known:
        fill(known)
        known.conn.execute("analyze")
    fill(shop)
    return shop


def test_comparing_a_store_the_statistics_do_not_know_touches_each_row_some_times(
    unknown: Shop, counted: tuple[Connection[TupleRow], dict[str, int]]
) -> None:
    conn, touched = counted
    found = recompute.check(conn, unknown.id)
    assert found["orders"] == ORDERS, "what was put in has no derived columns"
    assert ORDERS < sum(touched.values()) < MOST * ORDERS, (sum(touched.values()), touched)


def test_so_does_writing_it_anew(
    unknown: Shop, counted: tuple[Connection[TupleRow], dict[str, int]]
) -> None:
    conn, touched = counted
    assert recompute.recompute(conn, unknown.id)["orders"] == ORDERS
    assert ORDERS < sum(touched.values()) < 2 * MOST * ORDERS, touched
    assert not any(recompute.check(conn, unknown.id).values())


def fill(shop: Shop) -> None:
    """Put orders of one line each straight into the tables."""
    row = {"store_id": shop.id, "orders": ORDERS, "buyers": BUYERS}
    shop.conn.execute(
        "insert into orders (store_id, id, placed_at, placed_on, counts, customer_id, total,"
        " version, delivery_id)"
        " select %(store_id)s, n, now(), '2000-01-01', true, n %% %(buyers)s, n, '', 0"
        " from generate_series(1, %(orders)s) n",
        row,
    )
    shop.conn.execute(
        "insert into order_items (store_id, order_id, position, product_id, quantity, total)"
        " select %(store_id)s, n, 0, n %% 500, 1, n from generate_series(1, %(orders)s) n",
        row,
    )
