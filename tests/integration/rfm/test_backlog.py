"""An edge that jumps over many: they are scored piece by piece, and webhooks come in between."""

import itertools
import random
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syncaty.recompute import begin_day, check, set_rfm_settings, turn_day
from syncaty.rescoring import Rescoring, work_next
from syncaty.rfm import backlog, reach
from syncaty.rfm.limits import limits_of
from syncaty.rfm.settings import RfmSettings
from syncaty.segments.classic import CLASSIC
from tests.integration.pipeline.shop import Body, Shop, order
from tests.integration.rfm.histories import events
from tests.integration.rfm.reference import expected, held
from tests.integration.tasks.running import running, until

STORE_IDS = itertools.count(7000)
WAITING = "select count(*) from rfm_backlog where store_id = %s"
SCORED = "select f, count(*) from customer_rfm where store_id = %s group by f order by f"


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "AT_ONCE", 3)
    monkeypatch.setattr(backlog, "PIECE", 2)


def work(shop: Shop, pieces: int = 10_000) -> int:
    """Work some pieces, a transaction each; gives how many customers moved."""
    moved = 0
    for _ in range(pieces):
        with shop.conn.transaction():
            more = work_next(shop.conn, shop.id)
        if more is None:
            break
        moved += more
    return moved


@given(history=st.lists(events(), min_size=10, max_size=60), data=st.data())
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_pieces_between_webhooks_end_where_plain_python_does(
    dsn: str, small_pieces: None, history: list[Body], data: Any
) -> None:
    with Shop(dsn, next(STORE_IDS)) as shop:
        while history:
            cut = data.draw(st.integers(1, len(history)))
            shop.take(history[:cut], batch=data.draw(st.sampled_from([1, 5])))
            history = history[cut:]
            work(shop, data.draw(st.integers(0, 3)))
        work(shop)
        assert shop.rows(WAITING, shop.id) == [(0,)]
        assert held(shop.conn, shop.id) == expected(shop.conn, shop.id, CLASSIC, date(2024, 3, 1))
        with shop.conn.transaction():
            assert set(check(shop.conn, shop.id).values()) == {0}


def test_a_busy_store_whose_edges_jump_to_and_fro(dsn: str, small_pieces: None) -> None:
    chance = random.Random(5)
    with Shop(dsn, next(STORE_IDS)) as shop:
        shop.take(order(n, customer=n % 400, total=5 + n % 7) for n in range(500))
        waited = 0
        for turn in range(30):
            shop.take(any_order(chance, turn) for _ in range(chance.choice([1, 5, 40])))
            waited += shop.rows(WAITING, shop.id)[0][0]
            work(shop, chance.choice([0, 1, 5, 200]))
        assert waited > 10
        work(shop)
        assert held(shop.conn, shop.id) == expected(shop.conn, shop.id, CLASSIC, date(2024, 3, 1))
        with shop.conn.transaction():
            assert set(check(shop.conn, shop.id).values()) == {0}


def any_order(chance: random.Random, turn: int) -> Body:
    number = chance.randrange(900)
    return order(
        number,
        event=chance.choice(["order.created", "order.updated", "order.cancelled"]),
        at=f"2024-02-01T10:{turn:02d}:00Z",
        customer=number % 400,
        total=chance.choice([5, 6, 7, 8, 500]),
        date=f"2024-01-{chance.randrange(1, 20):02d}",
    )


@pytest.fixture
def balanced(shop: Shop, small_pieces: None) -> Shop:
    """A store whose last edge of F goes from 1 to 2 with the next second order.

    Of the 249, those who bought twice have R 4: others bought later.
    """
    shop.take(order(n, customer=n, date=f"2024-01-{15 if n < 190 else 20}") for n in range(1, 250))
    shop.take(order(1000 + n, customer=n) for n in range(1, 51))
    work(shop)
    assert shop.rows(SCORED, shop.id) == [(1, 199), (5, 50)]
    return shop


def test_who_orders_is_scored_at_once_the_many_by_the_task(balanced: Shop) -> None:
    (mark,) = balanced.rows("select max(id) from segment_moves")[0]
    (job_id,) = balanced.take([order(2000, customer=100)])
    assert balanced.rows(SCORED, balanced.id) == [(1, 198), (4, 1), (5, 50)]
    waits = balanced.rows("select dimension, low, high, cause, job_id from rfm_backlog")
    assert ("f", 1, 2, "edges", job_id) in waits

    with running(balanced.dsn, Rescoring(balanced.dsn).handlers()):
        until(lambda: balanced.rows(WAITING, balanced.id) == [(0,)], "the pieces")
    assert balanced.rows(SCORED, balanced.id) == [(1, 198), (4, 51)]
    moved = (
        "select cause, job_id, count(*) from segment_moves where id > %s group by 1, 2 order by 3"
    )
    assert balanced.rows(moved, mark) == [("ordered", job_id, 1), ("edges", job_id, 50)]


def test_an_edge_that_goes_to_and_fro_is_noted_once(balanced: Shop) -> None:
    for turn in range(6):
        event = "order.cancelled" if turn % 2 else "order.created"
        balanced.take([order(2000, customer=100, event=event, at=f"2024-02-01T10:0{turn}:00Z")])
    assert balanced.rows("select count(*) from rfm_backlog where dimension = 'f'") == [(1,)]
    work(balanced)
    assert balanced.rows(SCORED, balanced.id) == [(1, 199), (5, 50)]


def test_settings_that_change_leave_nothing_waiting(balanced: Shop) -> None:
    balanced.take([order(2000, customer=100)])
    with balanced.conn.transaction():
        set_rfm_settings(balanced.conn, balanced.id, RfmSettings(map="recency_fm"))
    assert balanced.rows(WAITING, balanced.id) == [(0,)]
    with balanced.conn.transaction():
        assert set(check(balanced.conn, balanced.id).values()) == {0}


def test_many_whom_midnight_moves_wait_too(shop: Shop, small_pieces: None) -> None:
    shop.take(order(n, customer=n, date=f"2024-01-{1 + n % 3:02d}") for n in range(1, 61))
    limits = limits_of({"r": [7, 30, 90, 365], "f": [1, 2, 3, 5], "m": [50, 100, 200, 400]})
    with shop.conn.transaction():
        set_rfm_settings(shop.conn, shop.id, RfmSettings(edges="fixed", limits=limits))
        turn_day(shop.conn, shop.id, date(2024, 1, 31))
        assert set(check(shop.conn, shop.id).values()) == {0}
        # From the 1st of January there are 31 days now.
        assert begin_day(shop.conn, shop.id, date(2024, 2, 1)) == 0
    assert shop.rows("select distinct dimension, cause from rfm_backlog") == [("r", "time")]
    assert work(shop) == 20
    assert shop.rows("select r, count(*) from customer_rfm group by 1 order by 1") == [
        (3, 20),
        (4, 40),
    ]
