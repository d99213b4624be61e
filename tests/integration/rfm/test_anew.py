"""Settings that change reach a store piece by piece, with webhooks in between."""

import itertools
import threading
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syncaty import recompute as matter
from syncaty.recompute import check, set_rfm_settings
from syncaty.rescoring import Rescoring, work_next
from syncaty.rfm import backlog, reach, totals
from syncaty.rfm.anew import under_way
from syncaty.rfm.settings import RfmSettings, load_rfm_settings
from syncaty.tasks import Task
from tests.integration.pipeline.shop import Body, Shop, order
from tests.integration.rfm.histories import decisions, events
from tests.integration.tasks.running import running, until

STORE_IDS = itertools.count(8200)
WAITING = "select count(*) from rfm_backlog where store_id = %s"
LAST = "select coalesce(max(id), 0) from segment_moves where store_id = %s"
TAXED = RfmSettings(tax=False, window_days=30)


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matter, "AT_ONCE", 0)
    monkeypatch.setattr(reach, "AT_ONCE", 3)
    monkeypatch.setattr(backlog, "PIECE", 2)
    monkeypatch.setattr(backlog, "ORDERS", 3)


def work(shop: Shop, pieces: int = 10_000) -> None:
    """Work some pieces, a transaction each."""
    for _ in range(pieces):
        with shop.conn.transaction():
            if work_next(shop.conn, shop.id) is None:
                break


def change(shop: Shop, chosen: RfmSettings) -> bool:
    with shop.conn.transaction():
        return set_rfm_settings(shop.conn, shop.id, chosen)


@given(
    history=st.lists(events(), min_size=10, max_size=40),
    changes=st.lists(decisions(), min_size=1, max_size=3),
    data=st.data(),
)
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_pieces_between_webhooks_end_where_a_recomputation_does(
    dsn: str, small_pieces: None, history: list[Body], changes: list[RfmSettings], data: Any
) -> None:
    with Shop(dsn, next(STORE_IDS)) as shop:
        for chosen in changes:
            cut = data.draw(st.integers(0, len(history)))
            shop.take(history[:cut], batch=data.draw(st.sampled_from([1, 5])))
            history = history[cut:]
            change(shop, chosen)
            assert load_rfm_settings(shop.conn, shop.id) == chosen
            work(shop, data.draw(st.integers(0, 5)))
        shop.take(history, batch=2)
        work(shop)
        assert shop.rows(WAITING, shop.id) == [(0,)]
        assert under_way(shop.conn, shop.id) is None
        with shop.conn.transaction():
            assert set(check(shop.conn, shop.id).values()) == {0}
        shop.take(order(90 + n, customer=n, total=10 * n) for n in range(9))
        with shop.conn.transaction():
            assert set(check(shop.conn, shop.id).values()) == {0}


@pytest.fixture
def shop_of_many(shop: Shop, small_pieces: None) -> Shop:
    """Forty customers; each paid a tax of their own."""
    for n in range(1, 41):
        body = order(n, customer=n, total=100 + n, date=f"2024-01-{1 + n % 28:02d}")
        body["data"]["amounts"]["tax"] = {"percent": "15.00", "amount": {"amount": n * 2}}
        shop.take([body])
    work(shop)
    return shop


def test_everybody_is_reached_and_moves_but_once(shop_of_many: Shop) -> None:
    shop, ((mark,),) = shop_of_many, shop_of_many.rows(LAST, shop_of_many.id)
    assert change(shop, RfmSettings(tax=False))
    seen = under_way(shop.conn, shop.id)
    assert seen is not None
    assert (seen.reached, seen.customers, seen.percent) == (0, 40, 0)
    work(shop, 20)
    half = under_way(shop.conn, shop.id)
    assert half is not None
    assert 0 < half.reached < 40
    with running(shop.dsn, Rescoring(shop.dsn).handlers()):
        until(lambda: under_way(shop.conn, shop.id) is None, "the settings")
    spent = "select spent from customer_rfm order by customer_id"
    assert [row[0] for row in shop.rows(spent)] == [100 - n for n in range(1, 41)]
    moved = "select cause, customer_id, count(*) from segment_moves where id > %s group by 1, 2"
    found = shop.rows(moved, mark)
    assert found
    assert {(cause, times) for cause, _, times in found} == {("settings", 1)}
    with shop.conn.transaction():
        assert set(check(shop.conn, shop.id).values()) == {0}
    assert not change(shop, RfmSettings(tax=False))


def test_what_a_process_left_undone_is_done_by_the_next(shop_of_many: Shop) -> None:
    shop, stop = shop_of_many, threading.Event()
    change(shop, TAXED)
    work(shop, 7)
    stop.set()
    Rescoring(shop.dsn)(Task("rescore", shop.id, "", {}, stop))
    assert under_way(shop.conn, shop.id) is not None
    change(shop, RfmSettings(tax=False, map="recency_fm"))
    Rescoring(shop.dsn)(Task("rescore", shop.id, "", {}, threading.Event()))
    assert under_way(shop.conn, shop.id) is None
    with shop.conn.transaction():
        assert set(check(shop.conn, shop.id).values()) == {0}


def test_who_orders_meanwhile_is_scored_by_the_new_settings_at_once(shop_of_many: Shop) -> None:
    shop = shop_of_many
    change(shop, RfmSettings(window_days=30))
    assert shop.rows("select count(*) from customer_rfm where frequency is not null") == [(0,)]
    shop.take([order(99, customer=40, date=date.today().isoformat())])  # noqa: DTZ011
    held = "select frequency, orders, segment is null from customer_rfm where customer_id = 40"
    assert shop.rows(held) == [(1, 2, False)]
    work(shop)
    scored = "select customer_id from customer_rfm where segment is not null"
    assert shop.rows(scored) == [(40,)]


def test_a_customer_of_a_file_who_becomes_known_meanwhile_is_reached(shop_of_many: Shop) -> None:
    """He passes his totals to an id that the pieces are past already."""
    shop = shop_of_many
    change(shop, RfmSettings(tax=False))
    work(shop, 25)
    reached = under_way(shop.conn, shop.id)
    assert reached is not None
    assert 5 < reached.reached < 40
    with shop.conn.transaction():
        shop.conn.execute("update orders set customer_id = 0 where customer_id = 40")
        assert totals.hand_over(shop.conn, shop.id, {40: 0}) == {40: 0}
    assert shop.rows("select count(*) from rfm_backlog where dimension = 'one'") == [(1,)]
    work(shop)
    assert shop.rows("select spent from customer_rfm where customer_id = 0") == [(60,)]
    with shop.conn.transaction():
        assert check(shop.conn, shop.id)["customer_totals"] == 0
