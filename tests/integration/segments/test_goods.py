"""A product of very many buyers changes its category: the store's webhooks must not wait for it."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

import pytest

from syncaty.midnight import Midnight
from syncaty.recompute import check, recompute
from syncaty.segments import clock, membership, stored
from syncaty.segments.building import Builder
from syncaty.segments.clock import judge_due
from syncaty.segments.proof import check_members
from syncaty.segments.rules.parse import parse_line
from syncaty.segments.stored import Draft
from syncaty.tasks import Task
from tests.integration.pipeline.shop import Body, Shop, order
from tests.integration.rfm.test_jump import SIZES, nobody_waited, working
from tests.integration.tasks.running import until

SEED = """
insert into customers (store_id, id, name, version, delivery_id)
select 77, n, 'C' || n, '0', 0 from generate_series(1, %(buyers)s) n;
insert into orders (store_id, id, reference, placed_at, placed_on, status, counts, customer_id,
                    currency, total, version, delivery_id)
select 77, n, n::text, date '2023-01-01' + n %% 700, date '2023-01-01' + n %% 700, 'completed',
       true, 1 + n %% %(buyers)s, 'SAR', 50 + n %% 400, '0', 0
  from generate_series(1, %(buyers)s * 3 / 2) n;
insert into order_items (store_id, order_id, position, product_id, name, quantity, total)
select 77, n, 1, 501, 'Sweets', 1, 50 from generate_series(1, %(buyers)s * 3 / 2) n;
insert into products (store_id, id, name, version, delivery_id) values (77, 501, 'Sweets', '0', 0);
"""
DUE = """select (select count(*) from segment_due) + (select count(*) from segment_due_goods)"""
MEMBERS = "select members from segments where key = 'sweets'"


def changed(category: int, second: int = 0) -> Body:
    data = {"id": 501, "name": "P", "categories": [{"id": category, "name": "Sweets"}]}
    at = f"2026-02-01T00:00:{second:02d}Z"
    return {"event": "product.updated", "merchant": 77, "created_at": at, "data": data}


def make(shop: Shop, line: str = "bought category 7 at_least 1") -> None:
    with shop.conn.transaction():
        stored.create(shop.conn, shop.id, Draft("sweets", parse_line(line), "sweets"), "Amina")


@contextmanager
def turning(shop: Shop) -> Iterator[None]:
    """Look for days and customers that are due, over and over."""
    stop = threading.Event()

    def look() -> None:
        while not stop.is_set():
            Midnight(shop.dsn)(Task("turn_days", 0, "", {}, stop))
            stop.wait(0.1)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(20)


@SIZES
def test_webhooks_never_wait_for_a_popular_product(shop: Shop, buyers: int, capsys: Any) -> None:
    shop.conn.execute("update stores set currency = 'SAR'")
    for statement in SEED.split(";")[:-1]:
        shop.conn.execute(statement.encode(), {"buyers": buyers})
    with shop.conn.transaction():
        recompute(shop.conn, shop.id)
    make(shop)
    Builder(shop.dsn).build(Task("build_segments", shop.id, "", {}, threading.Event()))
    for table in ("customers", "orders", "order_items", "customer_rfm", "products"):
        shop.conn.execute(f"vacuum analyze {table}".encode())
    began, sent = monotonic(), 0
    with working(shop), turning(shop):
        shop.keep([changed(7)])
        while sent < 40 or shop.rows(MEMBERS) != [(buyers,)]:
            shop.keep([order(9_000_000 + sent, customer=1 + sent % 1000, items=())])
            shop.conn.execute("select pg_notify('jobs', '')")
            sent += 1
            assert monotonic() - began < 300
            threading.Event().wait(0.05)
        until(lambda: shop.rows(DUE) == [(0,)], "those due")
    with capsys.disabled():
        sys.stdout.write(f"{buyers} buyers of a product: ")
        nobody_waited(shop, monotonic() - began, sent + 1)
    with shop.conn.transaction():
        assert set(check(shop.conn, shop.id).values()) == {0}


@pytest.fixture
def few(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """Nine buyers of one product, two orders each; four lines are many here."""
    shop.take(
        order(n, customer=1 + n % 9, items=((501, 1, 100), (502 + n, 1, 5))) for n in range(18)
    )
    make(shop)
    monkeypatch.setattr(membership, "MOST_LINES", 4)
    monkeypatch.setattr(clock, "LINES", 5)
    return shop


def test_a_product_waits_and_its_buyers_are_judged_some_at_a_time(few: Shop) -> None:
    few.take([changed(7)])
    assert few.rows(MEMBERS) == [(4,)]
    assert few.rows("select product_id from segment_due_goods") == [(501,)]
    with few.conn.transaction():
        assert check_members(few.conn, few.id) == (0, 0)
    steps = 0
    while True:
        with few.conn.transaction():
            if not judge_due(few.conn, few.id):
                break
        steps += 1
        # One who orders meanwhile is judged at once, by all he bought.
        few.take([order(100 + steps, customer=9, items=())])
    assert steps > 4
    assert few.rows(MEMBERS) == [(9,)]
    assert few.rows(DUE) == [(0,)]
    assert few.rows("select distinct cause from membership_moves where customer_id < 9") == [
        ("goods",)
    ]
    with few.conn.transaction():
        assert set(check(few.conn, few.id).values()) == {0}


def test_a_product_that_changes_again_begins_anew(few: Shop) -> None:
    few.take([changed(7)])
    with few.conn.transaction():
        assert judge_due(few.conn, few.id)
    few.take([changed(8, 1)])
    while True:
        with few.conn.transaction():
            if not judge_due(few.conn, few.id):
                break
    assert few.rows(MEMBERS) == [(0,)]
    with few.conn.transaction():
        assert set(check(few.conn, few.id).values()) == {0}


def test_a_store_without_segments_forgets_what_waits(few: Shop) -> None:
    few.take([changed(7)])
    with few.conn.transaction():
        stored.remove(few.conn, few.id, "sweets")
    assert few.rows(DUE) == [(0,)]
