"""Following a batch must read the customers of the batch, never the store."""

import uuid
from collections.abc import Iterator
from datetime import date
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg.conninfo import make_conninfo
from psycopg.rows import TupleRow

from syncaty.db.pool import domain_dsn
from syncaty.segments import stored
from syncaty.segments.book import open_book
from syncaty.segments.rules.parse import parse_line
from syncaty.segments.stored import Draft
from tests.kept_plan import explain_kept

STORE, CUSTOMERS, EACH = 1, 20_000, 3
RULES = (
    'city is "Riyadh" and age at_least 30',
    "r at_least 4 or orders at_least 3",
    "not bought anything at_least 1 last_days 60",
    'bought anything amount at_least 100 where coupon ("SAVE1") where city ("Riyadh")',
    "bought product 501, 502 at_least 2",
    "bought category 701 pieces at_least 1 last_days 90",
    "bought brand 900 at_least 1 and not bought brand 901 at_least 1",
)
SEED = f"""
insert into stores (id, lane) values ({STORE}, 7);
insert into customers (store_id, id, name, city, birthday, version, delivery_id)
select {STORE}, n, 'C', case n % 3 when 0 then 'Riyadh' end, date '1980-01-01' + n % 9000, '1', 0
from generate_series(1, {CUSTOMERS}) n;
insert into products (store_id, id, brand_id, categories, version, delivery_id)
select {STORE}, 500 + n, 900 + n % 4, jsonb_build_array(jsonb_build_object('id', 700 + n % 9)),
       '1', 0
from generate_series(1, 200) n;
insert into orders (store_id, id, placed_at, placed_on, status, counts, customer_id, value, units,
                    coupon, version, delivery_id)
select {STORE}, n, date '2024-01-01' + n % 360, date '2024-01-01' + n % 360, 'completed', true,
       1 + n % {CUSTOMERS}, 10, 1, case when n % 9 = 0 then 'SAVE1' end, '1', 0
from generate_series(1, {CUSTOMERS} * {EACH}) n;
insert into order_items (store_id, order_id, position, product_id, quantity, total)
select {STORE}, n, position, 501 + (n + position) % 200, 1, 10
from generate_series(1, {CUSTOMERS} * {EACH}) n, generate_series(1, 2) position;
insert into customer_rfm (store_id, customer_id, orders, spent, first_order_on, last_order_on, r, f,
                          m, segment)
select {STORE}, customer_id, count(*), sum(value), min(placed_on), max(placed_on), 3, 3, 3, 'loyal'
from orders group by customer_id;
insert into segment_clocks values ({STORE}, '2024-12-26');
analyze;
"""  # noqa: S608
TABLES = ("customers", "customer_rfm", "orders", "order_items", "segment_members")


@pytest.fixture(scope="module")
def seeded(postgres: str, template: str) -> Iterator[Connection[TupleRow]]:
    name = f"follow_plans_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(postgres, autocommit=True) as admin:
        admin.execute(f"create database {name} template {template} strategy file_copy".encode())
    with psycopg.connect(domain_dsn(make_conninfo(postgres, dbname=name), "syncaty")) as conn:
        conn.execute(SEED.encode())
        for number, line in enumerate(RULES):
            stored.create(conn, STORE, Draft(f"S{number}", parse_line(line)), "a@b.example")
        conn.execute("analyze segment_members")
        conn.commit()
        yield conn
    with psycopg.connect(postgres, autocommit=True) as admin:
        admin.execute(f"drop database {name} with (force)".encode())


def nodes(conn: Connection[TupleRow], customers: list[int]) -> list[dict[str, Any]]:
    """Judge customers by all rules, and give the nodes of the kept plan with what they read."""
    book = open_book(conn, STORE)
    assert book is not None
    assert book.day == date(2024, 12, 26)
    statement = book.rules.differing(conn, book.rules.segments)
    given = {**statement.parameters, "today": book.day, "zone": str(book.zone)}
    return explain_kept(conn, statement.text, {**given, "customers": customers})


@pytest.mark.parametrize("size", [1, 50, 500])
def test_a_batch_reads_what_its_customers_have(seeded: Connection[TupleRow], size: int) -> None:
    plan = nodes(seeded, list(range(1, 20 * size, 20)))
    for table in TABLES:
        found = [node for node in plan if node.get("Relation Name") == table]
        assert found, table
        assert "Seq Scan" not in {node["Node Type"] for node in found}
        read = sum(
            (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
            for node in found
        )
        most = {"orders": EACH, "order_items": 2 * EACH, "segment_members": len(RULES)}
        assert read <= size * most.get(table, 1), table
        assert len(found) == 1, f"{table} is read more than once"


def test_what_is_read_of_products_is_read_once(seeded: Connection[TupleRow]) -> None:
    plan = nodes(seeded, [1, 2, 3])
    assert len([node for node in plan if node.get("Relation Name") == "products"]) == 1
