"""What a reader touches follows what it shows, never the size of the store."""

import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from psycopg import Connection
from psycopg.conninfo import make_conninfo

from syncaty.analytics import query as analytics
from syncaty.db.pool import domain_dsn
from syncaty.projections import reading as projections
from syncaty.segments import history
from syncaty.segments import reading as segments
from syncaty.segments.growth import growth

STORE = 1
BUYERS = 100_000
PAGE = 50
NOW = datetime(2025, 12, 31, 12, tzinfo=UTC)
SEED = """
insert into stores (id, lane, currency) values (1, 1, 'SAR'), (2, 2, 'SAR');

insert into customers (store_id, id, name, mobile, version, delivery_id)
select s, n, 'Customer ' || n, '+9665' || lpad(n::text, 8, '0'), '1', 1
  from (values (1, 100000), (2, 2000)) as t(s, size), generate_series(1, size) n;

-- Everyone orders once within two years, every fourth twice.
insert into orders (store_id, id, reference, placed_at, placed_on, counts, customer_id, currency,
                    gross, value, version, delivery_id)
select c.store_id, c.id + 1000000 * k, 'R' || c.id || '-' || k, day, day, true, c.id, 'SAR',
       10 + c.id % 500, 10 + c.id % 500, '1', 1
  from customers c, generate_series(0, (c.id % 4 = 0)::integer) k,
       lateral (select date '2024-01-01' + (c.id * 7919 + k * 331)::integer % 730 as day) d;

insert into customer_rfm (store_id, customer_id, orders, spent, first_order_on, last_order_on,
                          r, f, m, segment)
select store_id, customer_id, count(*), sum(value), min(placed_on), max(placed_on),
       1 + customer_id % 5, 1 + customer_id / 5 % 5, 1 + customer_id / 25 % 5,
       (array['loyal', 'new', 'lost', 'promising', 'at_risk'])[1 + customer_id % 5]
  from orders group by store_id, customer_id;

insert into segment_moves (store_id, at, customer_id, to_segment, to_code, cause)
select store_id, timestamptz '2025-01-01Z' + customer_id * interval '1 minute', customer_id,
       segment, 111, 'ordered'
  from customer_rfm;

insert into rfm_days (store_id, day, from_segment, to_segment, cause, moves)
select store_id, at::date, from_segment, to_segment, cause, count(*)
  from segment_moves group by 1, 2, 3, 4, 5;

insert into rfm_sizes (store_id, segment, customers)
select store_id, segment, count(*) from customer_rfm group by 1, 2;

insert into daily_sales (store_id, day, currency, orders, gross, discounts, shipping, tax, refunds,
                         units)
select store_id, placed_on, 'SAR', count(*), sum(gross), 0, 0, 0, 0, count(*)
  from orders group by store_id, placed_on;
"""
TABLES = ("customers", "orders", "customer_rfm", "segment_moves", "daily_sales")
COUNTS = ("rfm_days", "rfm_sizes")

Plan = dict[str, Any]


@pytest.fixture(scope="module")
def big(postgres: str, template: str) -> Iterator[Connection[Any]]:
    """A store of 100,000 buyers beside a smaller one."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres, autocommit=True) as admin:
        admin.execute(f"create database {name} template {template} strategy file_copy".encode())
    dsn = domain_dsn(make_conninfo(postgres, dbname=name), "syncaty", synchronous_commit="off")
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute(SEED.encode())
        # Vacuumed, as a store at rest is: index-only scans need the visibility map.
        for table in TABLES + COUNTS:
            conn.execute(f"vacuum (analyze) {table}".encode())
        yield conn
    with psycopg.connect(postgres, autocommit=True) as admin:
        admin.execute(f"drop database {name} with (force)".encode())


@pytest.fixture
def explained(
    big: Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> Callable[[Callable[[], object]], list[Plan]]:
    """Run a reader, then every statement it ran once more under EXPLAIN; gives all plan nodes."""
    execute = psycopg.Cursor.execute

    def explain(read: Callable[[], object]) -> list[Plan]:
        ran: list[tuple[str, Any]] = []

        def noted(self: Any, query: Any, params: Any = None, **named: Any) -> Any:
            ran.append((query, params))
            return execute(self, query, params, **named)

        with monkeypatch.context() as patch:
            patch.setattr(psycopg.Cursor, "execute", noted)
            read()
        found: list[Plan] = []
        for query, params in ran:
            statement = f"explain (analyze, format json) {query}".encode()
            row = big.execute(statement, params, prepare=False).fetchone()
            assert row is not None
            found.extend(nodes(row[0][0]["Plan"]))
        return found

    return explain


def nodes(plan: Plan) -> Iterator[Plan]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from nodes(inner)


def indexes(plan: list[Plan]) -> set[str]:
    """Give the indexes used; fails when a large table is read from end to end."""
    for node in plan:
        assert not (node["Node Type"] == "Seq Scan" and node["Relation Name"] in TABLES), node
    return {node["Index Name"] for node in plan if "Index Name" in node}


def read_rows(plan: list[Plan]) -> int:
    """Give how many rows the scans gave and threw away together."""
    scans = [node for node in plan if "Relation Name" in node]
    return sum(
        (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
        for node in scans
    )


def asked(big: Connection[Any], first: date, last: date) -> analytics.Query:
    return analytics.query(big, STORE, NOW, first, last)


@pytest.mark.parametrize("reader", [analytics.summary, analytics.daily])
def test_figures_read_only_the_days_of_their_period(
    big: Connection[Any], explained: Any, reader: Callable[..., object]
) -> None:
    week = asked(big, date(2025, 3, 1), date(2025, 3, 7))
    plan = explained(lambda: reader(big, week))
    assert {"orders_by_day", "customer_rfm_by_first"} <= indexes(plan)
    placed = big.execute(
        "select count(*) from orders where store_id = 1 and placed_on between %s and %s",
        (week.first, week.last),
    ).fetchone()
    assert placed is not None
    assert placed[0] > 1000
    # Each order once, each new buyer once, a row a day.
    assert read_rows(plan) <= 2 * placed[0] + 100


def test_a_page_of_members_reads_a_page(big: Connection[Any], explained: Any) -> None:
    first = segments.members(big, STORE, "loyal")
    assert first.next is not None
    for after in (None, first.next):
        plan = explained(lambda after=after: segments.members(big, STORE, "loyal", after=after))
        assert {"customer_rfm_by_segment", "segment_moves_of_customer"} <= indexes(plan)
        assert read_rows(plan) <= 4 * (PAGE + 1)


@pytest.mark.parametrize(
    ("sort", "index"),
    [
        ("spent", "customer_rfm_by_spent"),
        ("orders", "customer_rfm_by_orders"),
        ("last_order", "customer_rfm_by_last"),
    ],
)
def test_a_page_of_customers_reads_a_page(
    big: Connection[Any], explained: Any, sort: projections.CustomerSort, index: str
) -> None:
    first = projections.customers(big, STORE, sort=sort)
    for after in (None, first.next):
        plan = explained(
            lambda after=after: projections.customers(big, STORE, sort=sort, after=after)
        )
        assert index in indexes(plan)
        assert read_rows(plan) <= 4 * (PAGE + 1)


def test_a_customers_page_reads_one_customer(big: Connection[Any], explained: Any) -> None:
    def read() -> None:
        assert projections.customer(big, STORE, 77_777) is not None
        assert projections.customer_orders(big, STORE, 77_777).items
        assert segments.moves(big, STORE, segments.MoveFilter(customer_id=77_777)).items

    plan = explained(read)
    assert {"orders_of_customer", "segment_moves_of_customer"} <= indexes(plan)
    assert read_rows(plan) < 20


def test_moves_newest_first_read_a_page(big: Connection[Any], explained: Any) -> None:
    plan = explained(lambda: segments.moves(big, STORE))
    assert "segment_moves_pkey" in indexes(plan)
    assert read_rows(plan) <= 4 * (PAGE + 1)
    plan = explained(lambda: segments.moves_touching(big, STORE, "loyal"))
    assert "segment_moves_into" in indexes(plan)
    assert read_rows(plan) <= 4 * (PAGE + 1)


def test_history_reads_counts_and_never_customers_or_moves(
    big: Connection[Any], explained: Any
) -> None:
    first, last = date(2025, 1, 10), date(2025, 2, 8)

    def read() -> None:
        assert len(history.compositions(big, STORE, first, last)) == 30
        assert history.moved(big, STORE, first, last)
        assert growth(big, STORE, date(2025, 12, 31))["loyal"].now == BUYERS / 5

    plan = explained(read)
    assert {node["Relation Name"] for node in plan if "Relation Name" in node} <= set(COUNTS)
    kept = big.execute("select count(*) from rfm_days where store_id = 1").fetchone()
    assert kept is not None
    assert read_rows(plan) <= 4 * kept[0] + 100


def test_flows_read_the_moves_between_two_days(big: Connection[Any], explained: Any) -> None:
    first, last = date(2025, 2, 1), date(2025, 2, 3)
    found = history.flows(big, STORE, ZoneInfo("UTC"), first, last)
    moved = sum(each.customers for each in found)
    assert moved == 2 * 24 * 60
    plan = explained(lambda: history.flows(big, STORE, ZoneInfo("UTC"), first, last))
    assert indexes(plan) == {"segment_moves_by_time"}
    assert read_rows(plan) == moved


def test_a_whole_phone_is_found_by_index(big: Connection[Any], explained: Any) -> None:
    wanted = projections.CustomerFilter("0500077777")
    found = projections.customers(big, STORE, wanted)
    assert [each.id for each in found.items] == [77_777]
    plan = explained(lambda: projections.customers(big, STORE, wanted))
    assert {"customers_by_mobile", "orders_by_reference"} <= indexes(plan)
    assert read_rows(plan) < 20
