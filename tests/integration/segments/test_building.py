"""A large store is judged by a new rule while its webhooks go on being applied."""

import threading

import pytest

from syncaty.recompute import check
from syncaty.segments import building, stored
from syncaty.segments.building import Builder
from syncaty.segments.rules.parse import parse_line
from syncaty.segments.stored import Draft
from syncaty.tasks import Task
from tests.integration.pipeline.shop import Shop, order

CUSTOMERS = 80


@pytest.fixture
def large(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """A store that takes many steps to judge."""
    shop.take(order(n, customer=1 + n % CUSTOMERS) for n in range(1, 121))
    monkeypatch.setattr(building, "FIRST", 3)
    monkeypatch.setattr(building, "STEP", 3)
    for key, line in (("two", "orders at_least 2"), ("others", 'not member_of "two"')):
        with shop.conn.transaction():
            stored.create(shop.conn, shop.id, Draft(key, parse_line(line), key), "Amina")
    return shop


def task(shop: Shop, stop: threading.Event) -> Task:
    return Task("build_segments", shop.id, "", {}, stop)


def differing(shop: Shop) -> dict[str, int]:
    with shop.conn.transaction():
        return {kind: count for kind, count in check(shop.conn, shop.id).items() if count}


def test_webhooks_come_in_between_the_steps(large: Shop) -> None:
    failed: list[BaseException] = []

    def build() -> None:
        try:
            Builder(large.dsn).build(task(large, threading.Event()))
        except BaseException as error:
            failed.append(error)
            raise

    builder = threading.Thread(target=build)
    builder.start()
    in_between = 0
    for number in range(1_000, 1_040):
        large.take([order(number, customer=1 + number * 7 % (CUSTOMERS + 9))])
        in_between += builder.is_alive()
    builder.join()
    assert failed == []
    assert in_between > 0
    assert differing(large) == {}
    assert large.rows("select count(*) from segments where building_from is not null") == [(0,)]
    sizes = dict(large.rows("select key, members from segments"))
    customers = large.rows("select count(*) from customers")[0][0]
    assert sizes["two"] + sizes["others"] == customers
    often = "select customer_id from orders where counts group by 1 having count(*) > 1"
    assert sizes["two"] == len(large.rows(often))


def test_building_that_was_stopped_goes_on(large: Shop) -> None:
    stop = threading.Event()
    stop.set()
    Builder(large.dsn).build(task(large, stop))
    assert large.rows("select count(*) from segments where building_from is not null") == [(2,)]
    assert differing(large) == {}
    Builder(large.dsn).build(task(large, threading.Event()))
    assert large.rows("select count(*) from segments where building_from is not null") == [(0,)]
    assert differing(large) == {}


def test_a_rule_changed_while_it_is_built_is_judged_from_the_start(large: Shop) -> None:
    with large.conn.transaction():
        draft = Draft("two", parse_line("orders at_most 1"))
        stored.change(large.conn, large.id, "two", draft, "Omar")
    Builder(large.dsn).build(task(large, threading.Event()))
    assert differing(large) == {}
    seldom = "select customer_id from orders where counts group by 1 having count(*) = 1"
    assert large.rows("select members from segments where key = 'two'") == [
        (len(large.rows(seldom)),)
    ]
