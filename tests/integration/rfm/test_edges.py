"""Edges that stand: only a customer's own orders move him until the store's midnight."""

import threading
from datetime import UTC, date, datetime
from typing import Any

from syncaty.midnight import Midnight
from syncaty.recompute import check, set_rfm_settings, turn_day
from syncaty.rfm.limits import limits_of
from syncaty.rfm.settings import RfmSettings
from syncaty.tasks import Task
from tests.integration.pipeline.shop import Shop, order

LIMITS = limits_of({"r": [7, 30, 90, 365], "f": [1, 2, 3, 5], "m": [50, 100, 200, 400]})
CODES = "select customer_id, r * 100 + f * 10 + m from customer_rfm order by customer_id"


def decide(shop: Shop, settings: RfmSettings, day: date) -> None:
    with shop.conn.transaction():
        set_rfm_settings(shop.conn, shop.id, settings)
        turn_day(shop.conn, shop.id, day)


def exact(shop: Shop) -> bool:
    with shop.conn.transaction():
        return set(check(shop.conn, shop.id).values()) == {0}


def codes(shop: Shop) -> dict[int, int]:
    return dict(shop.rows(CODES))


def moves(shop: Shop, mark: int = 0) -> list[Any]:
    return shop.rows(
        "select customer_id, from_code, to_code, cause from segment_moves where id > %s order by 1",
        mark,
    )


def test_fixed_limits_score_each_by_himself(shop: Shop) -> None:
    shop.take(order(n, customer=1, total=60, date="2024-01-10") for n in (1, 2))
    shop.take([order(3, customer=2, total=50, date="2023-12-01")])
    decide(shop, RfmSettings(edges="fixed", limits=LIMITS), date(2024, 1, 17))
    assert codes(shop) == {1: 523, 2: 311}
    shop.take(order(10 + n, customer=3 + n, total=900, date="2024-01-16") for n in range(40))
    assert {each: code for each, code in codes(shop).items() if each < 3} == {1: 523, 2: 311}
    assert exact(shop)


def test_days_that_pass_move_customers_with_fixed_limits(shop: Shop) -> None:
    shop.take([order(1, customer=1, total=60, date="2024-01-10")])
    decide(shop, RfmSettings(edges="fixed", limits=LIMITS), date(2024, 1, 17))
    ((mark,),) = shop.rows("select max(id) from segment_moves")
    wanted = {date(2024, 1, 17): 512, date(2024, 1, 18): 412, date(2024, 2, 9): 412}
    wanted |= {date(2024, 2, 10): 312, date(2024, 4, 10): 212, date(2025, 1, 10): 112}
    for day, code in wanted.items():
        with shop.conn.transaction():
            turn_day(shop.conn, shop.id, day)
        assert codes(shop) == {1: code}, day
        assert exact(shop)
    assert moves(shop, mark) == [
        (1, 412, 312, "time"),
        (1, 312, 212, "time"),
        (1, 212, 112, "time"),
    ]


def test_frozen_edges_move_at_midnight_only(shop: Shop) -> None:
    shop.take(order(n, customer=n, total=10 * n, date="2024-01-10") for n in range(1, 11))
    decide(shop, RfmSettings(edges="frozen"), date(2024, 1, 17))
    before = codes(shop)
    shop.take(order(20 + n, customer=20 + n, total=900, date="2024-01-16") for n in range(30))
    assert {each: codes(shop)[each] for each in before} == before
    assert exact(shop)
    with shop.conn.transaction():
        moved = turn_day(shop.conn, shop.id, date(2024, 1, 18))
    after = {each: codes(shop)[each] for each in before}
    assert after != before
    assert moved > 0
    assert exact(shop)
    assert sum(row[3] == "edges" for row in moves(shop)) >= moved
    assert "time" not in {row[3] for row in moves(shop)}


def test_a_store_without_buyers_waits_with_its_limits(shop: Shop) -> None:
    decide(shop, RfmSettings(edges="fixed", limits=LIMITS), date(2024, 1, 17))
    shop.take([order(1, customer=1, total=500, date="2024-01-10")])
    assert codes(shop) == {1: 515}
    shop.take([order(1, event="order.deleted", at="2024-01-16T10:30:00Z")])
    assert codes(shop) == {}
    assert exact(shop)


def test_the_clock_turns_the_days_of_each_zone_after_downtime_too(dsn: str) -> None:
    with Shop(dsn, 31) as riyadh, Shop(dsn, 32, "Pacific/Auckland") as auckland:
        for shop in (riyadh, auckland):
            shop.take([order(1, customer=1, total=60, date="2024-01-10")])
            decide(shop, RfmSettings(edges="fixed", limits=LIMITS), date(2024, 1, 17))
        # Noon by UTC on 17 January: the 18th in Auckland, still the 17th in Riyadh.
        now = datetime(2024, 1, 17, 12, tzinfo=UTC)
        look = Midnight(dsn, lambda: now)
        days = "select store_id, day from rfm_settings order by 1"
        task = Task("turn_days", 0, "", {}, threading.Event())
        look(task)
        assert riyadh.rows(days) == [(31, date(2024, 1, 17)), (32, date(2024, 1, 18))]
        assert riyadh.rows("select store_id, r from customer_rfm order by 1") == [(31, 5), (32, 4)]
        # A month away: the present day at once.
        now = datetime(2024, 2, 20, 12, tzinfo=UTC)
        look(task)
        assert riyadh.rows(days) == [(31, date(2024, 2, 20)), (32, date(2024, 2, 21))]
        assert riyadh.rows("select store_id, r from customer_rfm order by 1") == [(31, 3), (32, 3)]
        assert exact(riyadh)
        assert exact(auckland)
