"""A preview reads indexes of orders and lines, never their rows, whatever a rule asks of them."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg.sql import SQL

from syncaty.db.queries import load
from syncaty.segments.rules.compile import Compiler
from syncaty.segments.rules.fields import WHERE
from syncaty.segments.rules.parse import parse_line

RULES = load("syncaty.segments.rules", "rules.sql")
STORE, TODAY, ZONE = 1, date(2026, 6, 1), ZoneInfo("Asia/Riyadh")
SEED = """
insert into stores (id, lane) values (1, 1);
insert into customers (store_id, id, name, version, delivery_id)
select 1, n, 'C' || n, '1', 1 from generate_series(1, 2000) n;
insert into orders (store_id, id, placed_at, placed_on, counts, customer_id, version, delivery_id)
select 1, n, now(), date '2026-06-01' - n % 400, true, 1 + n % 2000, '1', n
  from generate_series(1, 8000) n;
insert into order_items (store_id, order_id, position, product_id, quantity, total)
select 1, n, 0, 1 + n % 50, 1, 10 from generate_series(1, 8000) n;
insert into products (store_id, id, brand_id, categories, version, delivery_id)
select 1, n, 1 + n % 5, '[{"id": 7, "name": "Tea"}]', '1', 1 from generate_series(1, 50) n;
analyze;
-- As vacuum would leave them.
update pg_class set relallvisible = relpages where relname in ('orders', 'order_items');
set enable_seqscan to off;
set enable_bitmapscan to off;
"""
ORDERS = (
    "bought anything at_least 2 last_days 60",
    "bought anything pieces at_least 2 last_days 60",
    "bought anything amount at_least 100 since 2026-01-01",
    *(f'bought anything at_least 1 where {name} ("x")' for name in WHERE),
    *(f'bought anything amount at_least 1 where {name} ("x")' for name in WHERE),
)
GOODS = tuple(
    f"bought {goods} 7 {measure} at_least 1{window}"
    for goods in ("product", "category", "brand")
    for measure in ("times", "pieces", "amount")
    for window in ("", " last_days 90", ' where city ("Riyadh")')
)


@pytest.fixture
def seeded(conn: Connection[TupleRow]) -> Connection[TupleRow]:
    conn.execute(SEED.encode())
    return conn


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from nodes(inner)


def steps_of(conn: Connection[TupleRow], line: str) -> list[dict[str, Any]]:
    compiler = Compiler(STORE, TODAY, ZONE, {"limit": 10})
    conn.execute(RULES["whole_store"])
    statement = SQL("explain (format json) " + RULES["preview"]).format(
        rule=compiler.rule(parse_line(line))
    )
    row = conn.execute(statement, compiler.parameters, prepare=False).fetchone()
    assert row is not None
    return list(nodes(row[0][0]["Plan"]))


def test_orders_and_lines_are_read_from_their_indexes_alone(seeded: Connection[TupleRow]) -> None:
    for line in ORDERS + GOODS:
        steps = steps_of(seeded, line)
        read = {
            step["Node Type"]
            for step in steps
            if step.get("Relation Name") in {"orders", "order_items"}
        }
        assert read == {"Index Only Scan"}, line


def test_no_loop_goes_over_orders_or_customers(seeded: Connection[TupleRow]) -> None:
    for line in ORDERS + GOODS:
        for loop in steps_of(seeded, line):
            if loop["Node Type"] == "Nested Loop":
                read = {step.get("Relation Name") for step in nodes(loop)}
                assert read <= {None, "products"}, line


def test_only_customers_shown_are_read_whole(seeded: Connection[TupleRow]) -> None:
    seeded.execute(RULES["few_rows"])
    wanted = {"store_id": STORE, "ids": list(range(1, 11))}
    statement = b"explain (analyze, format json) " + RULES["sample"].encode()
    row = seeded.execute(statement, wanted, prepare=False).fetchone()
    assert row is not None
    assert max(step["Actual Rows"] for step in nodes(row[0][0]["Plan"])) <= 10
