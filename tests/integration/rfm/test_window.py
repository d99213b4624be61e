"""A window of days: who has no order in it leaves the map at the store's midnight, exactly."""

import itertools
import random
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syncaty.recompute import begin_day, check, day_ahead, set_rfm_settings, turn_day
from syncaty.rescoring import work_next
from syncaty.rfm import backlog, reach
from syncaty.rfm.limits import limits_of
from syncaty.rfm.settings import RfmSettings, RfmSettingsError, load_row
from syncaty.segments.classic import CLASSIC
from syncaty.segments.would_move import would_move
from tests.integration.pipeline.shop import Body, Shop, order
from tests.integration.rfm.histories import events
from tests.integration.rfm.reference import expected, held

STORE_IDS = itertools.count(9000)
LIMITS = limits_of({"r": [7, 20, 40, 100], "f": [1, 2, 3, 5], "m": [50, 100, 200, 400]})
RFM = "select customer_id, frequency, monetary, r * 100 + f * 10 + m from customer_rfm order by 1"


def decide(shop: Shop, settings: RfmSettings, day: date) -> None:
    with shop.conn.transaction():
        set_rfm_settings(shop.conn, shop.id, settings)
        turn_day(shop.conn, shop.id, day)


def turn(shop: Shop, day: date) -> int:
    with shop.conn.transaction():
        return turn_day(shop.conn, shop.id, day)


def exact(shop: Shop) -> bool:
    with shop.conn.transaction():
        return set(check(shop.conn, shop.id).values()) == {0}


@pytest.mark.parametrize("days", [0, -1, 6, 3_661, 10_000])
def test_a_window_that_cannot_be_used_is_refused(days: int) -> None:
    with pytest.raises(RfmSettingsError, match="A window has 7 to 3,660 days") as refused:
        RfmSettings(window_days=days)
    assert refused.value.place == "window"


def test_orders_leave_at_the_beginning_of_a_day_and_totals_stay(shop: Shop) -> None:
    shop.take(
        [
            order(1, customer=1, total=60, date="2024-01-10"),
            order(2, customer=1, total=40, date="2024-01-12"),
            order(3, customer=2, total=70, date="2024-01-16"),
        ]
    )
    decide(shop, RfmSettings(window_days=7), date(2024, 1, 16))
    assert shop.rows(RFM) == [(1, 2, 100, 155), (2, 1, 70, 511)]
    ((mark,),) = shop.rows("select max(id) from segment_moves")
    turn(shop, date(2024, 1, 17))
    assert shop.rows(RFM) == [(1, 1, 40, 111), (2, 1, 70, 515)]
    turn(shop, date(2024, 1, 18))
    assert shop.rows(RFM)[0] == (1, 1, 40, 111)
    assert turn(shop, date(2024, 1, 19)) == 2
    assert shop.rows(RFM) == [(1, None, None, None), (2, 1, 70, 511)]
    totals = "select orders, spent, last_order_on, segment from customer_rfm order by customer_id"
    assert shop.rows(totals)[0] == (2, 100, date(2024, 1, 12), None)
    moves = "select customer_id, from_segment, to_segment, cause from segment_moves where id > %s"
    assert (1, "lost", None, "time") in shop.rows(moves, mark)
    assert exact(shop)
    # He comes back with an order, and the day after the other one has left, too.
    shop.take([order(4, customer=1, total=5, date="2024-01-18")])
    assert shop.rows(RFM)[0] == (1, 1, 5, 511)
    assert shop.rows(totals)[0][:2] == (3, 105)
    turn(shop, date(2024, 1, 30))
    assert shop.rows(RFM) == [(1, None, None, None), (2, None, None, None)]
    assert shop.rows("select * from rfm_edges") == []
    assert exact(shop)


def test_days_that_passed_while_nothing_ran_are_taken_one_by_one(shop: Shop) -> None:
    shop.take(order(n, customer=n, total=10 * n, date=f"2024-01-{n:02d}") for n in range(1, 29))
    decide(shop, RfmSettings(window_days=10), date(2024, 1, 28))
    ((mark,),) = shop.rows("select max(id) from segment_moves")
    turn(shop, date(2024, 3, 1))
    gone = "select customer_id from segment_moves where id > %s and to_segment is null order by id"
    assert [row[0] for row in shop.rows(gone, mark)] == list(range(19, 29))
    assert exact(shop)


def test_a_store_that_moves_to_an_earlier_day_has_its_orders_back(shop: Shop) -> None:
    shop.take([order(1, customer=1, total=60, date="2024-01-10")])
    decide(shop, RfmSettings(window_days=7), date(2024, 1, 17))
    assert shop.rows(RFM) == [(1, None, None, None)]
    turn(shop, date(2024, 1, 16))
    assert shop.rows(RFM) == [(1, 1, 60, 511)]
    assert exact(shop)


def test_a_preview_tells_who_would_leave(shop: Shop) -> None:
    shop.take(order(n, customer=n, total=10 * n, date=f"2024-01-{n:02d}") for n in range(1, 5))
    with shop.conn.transaction():
        seen = would_move(shop.conn, shop.id, RfmSettings(window_days=30))
        assert {each.to_segment for each in seen.ways} == {None}
        assert seen.moved == 4
        set_rfm_settings(shop.conn, shop.id, RfmSettings(window_days=30))
        assert would_move(shop.conn, shop.id, RfmSettings()).moved == 4
    assert shop.rows("select count(segment) from customer_rfm") == [(0,)]


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "AT_ONCE", 3)
    monkeypatch.setattr(backlog, "PIECE", 2)


@given(
    history=st.lists(events(), min_size=5, max_size=60),
    window=st.sampled_from([7, 10, 20, 45]),
    kind=st.sampled_from(["live", "frozen", "fixed"]),
    data=st.data(),
)
@settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_webhooks_between_the_pieces_of_a_day_end_where_plain_python_does(
    dsn: str, small_pieces: None, history: list[Body], window: int, kind: Any, data: Any
) -> None:
    limits = LIMITS if kind == "fixed" else None
    chosen = RfmSettings(edges=kind, limits=limits, window_days=window)
    with Shop(dsn, next(STORE_IDS)) as shop:
        cut = data.draw(st.integers(0, len(history)))
        shop.take(history[:cut])
        day = date(2024, 1, 20)
        decide(shop, chosen, day)
        for body in history[cut:]:
            _some_time_passes(shop, data.draw(st.integers(0, 4)))
            shop.take([body])
        day = date.fromisoformat(load_row(shop.conn, shop.id)["day"])
        assert exact(shop)
        if kind != "frozen":
            assert held(shop.conn, shop.id) == expected(
                shop.conn, shop.id, CLASSIC, day, limits, window
            )
        turn(shop, day + timedelta(days=1))
        if kind == "frozen":  # Edges of this very moment.
            wanted = expected(shop.conn, shop.id, CLASSIC, day + timedelta(days=1), None, window)
            assert held(shop.conn, shop.id) == wanted
        assert exact(shop)


def _some_time_passes(shop: Shop, steps: int) -> None:
    """Work some of what waits; when nothing does, the next day begins."""
    for _ in range(steps):
        with shop.conn.transaction():
            if work_next(shop.conn, shop.id) is None:
                following = day_ahead(load_row(shop.conn, shop.id), date(2025, 1, 1))
                assert following is not None
                begin_day(shop.conn, shop.id, following)


def test_a_busy_store_whose_days_pass_among_its_orders(dsn: str, small_pieces: None) -> None:
    """Enough buyers that edges move along their indexes while days leave the window."""
    chance, day = random.Random(3), date(2024, 3, 1)
    with Shop(dsn, next(STORE_IDS)) as shop:
        shop.take(
            order(n, customer=1 + n % 500, total=5 + n % 9, date=str(day - timedelta(n % 35)))
            for n in range(900)
        )
        decide(shop, RfmSettings(window_days=30), day)
        for number in range(60):
            _some_time_passes(shop, chance.choice([0, 1, 3, 12]))
            today = date.fromisoformat(load_row(shop.conn, shop.id)["day"])
            shop.take(
                order(
                    10_000 + 10 * number + n,
                    customer=chance.randrange(1, 500),
                    total=chance.choice([5, 7, 9, 300]),
                    date=str(today - timedelta(chance.choice([0, 0, 1, 29, 30]))),
                )
                for n in range(chance.choice([1, 9]))
            )
        assert exact(shop)
        today = date.fromisoformat(load_row(shop.conn, shop.id)["day"])
        assert today > day
        assert held(shop.conn, shop.id) == expected(shop.conn, shop.id, CLASSIC, today, None, 30)
        assert any(row[-1] is None for row in held(shop.conn, shop.id).values())
