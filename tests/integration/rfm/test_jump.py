"""What moves tens of thousands at once must not hold up the store's webhooks."""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

import psycopg
import pytest

from syncaty import wiring
from syncaty.jobs.worker import Worker
from syncaty.midnight import Midnight
from syncaty.recompute import check, recompute, set_rfm_settings
from syncaty.rescoring import Rescoring
from syncaty.rfm.limits import limits_of
from syncaty.rfm.settings import RfmSettings
from syncaty.tasks import Task
from tests.integration.pipeline.shop import Shop, order
from tests.integration.tasks.running import running, until

LONGEST = 1.0  # seconds that a webhook may wait on a machine that has nothing else to do
SEED = """
insert into customers (store_id, id, name, version, delivery_id)
select 77, n, 'C' || n, '0', 0 from generate_series(1, %(buyers)s) n;
insert into orders (store_id, id, reference, placed_at, placed_on, status, counts, customer_id,
                    currency, total, tax, version, delivery_id)
select 77, n, n::text, date '2023-01-01' + n %% 700, date '2023-01-01' + n %% 700, 'completed',
       true, 1 + (n - 1) %% %(buyers)s, 'SAR', 50 + n %% 400, n %% 30, '0', 0
  from generate_series(1, %(orders)s) n;
"""
WAITING = "select count(*) from rfm_backlog"
WAITS = "select extract(epoch from finished_at - received_at)::float from jobs"
SCORED = "select f, count(*) from customer_rfm group by 1 order by 1"
CODES = "select r, f, m, count(*) from customer_rfm group by 1, 2, 3 order by 1, 2, 3"
LIMITS = limits_of({"r": [800, 1000, 1200, 1400], "f": [1, 2, 3, 5], "m": [100, 200, 300, 400]})


def seed(shop: Shop, buyers: int) -> None:
    """A store of which exactly four fifths bought once: the next second order moves the edge."""
    shop.conn.execute("update stores set currency = 'SAR'")
    repeat = buyers - ((buyers - 1) * 4 // 5 + 1)
    for statement in SEED.split(";")[:-1]:
        shop.conn.execute(statement.encode(), {"buyers": buyers, "orders": buyers + repeat})
    with shop.conn.transaction():
        recompute(shop.conn, shop.id)
    for table in ("customers", "orders", "customer_rfm"):
        shop.conn.execute(f"vacuum analyze {table}".encode())


SIZES = pytest.mark.parametrize("buyers", [20_000, pytest.param(300_000, marks=pytest.mark.long)])


@SIZES
def test_webhooks_never_wait_for_an_edge_that_jumps(shop: Shop, buyers: int, capsys: Any) -> None:
    seed(shop, buyers)
    once = (buyers - 1) * 4 // 5 + 1
    assert shop.rows(SCORED) == [(1, once), (5, buyers - once)]
    with working(shop), running(shop.dsn, Rescoring(shop.dsn).handlers()):
        took, sent = _orders_until(shop, buyers, lambda: shop.rows(WAITING) == [(0,)])
    with capsys.disabled():
        sys.stdout.write(f"{buyers - once} of {buyers} buyers: ")
        nobody_waited(shop, took, sent)
    assert shop.rows(SCORED)[-1][0] == 4
    with shop.conn.transaction():
        assert set(check(shop.conn, shop.id).values()) == {0}


@SIZES
@pytest.mark.parametrize(
    "chosen",
    [
        RfmSettings(edges="frozen"),
        RfmSettings(edges="fixed", limits=LIMITS),
        RfmSettings(window_days=1000),
    ],
    ids=["frozen", "fixed", "window"],
)
def test_webhooks_never_wait_for_midnight(
    shop: Shop, chosen: RfmSettings, buyers: int, capsys: Any
) -> None:
    """The present day follows after a month in which nothing ran."""
    seed(shop, buyers)
    with shop.conn.transaction():
        set_rfm_settings(shop.conn, shop.id, chosen)
    later = datetime.now(UTC) + timedelta(days=30)
    done, before = threading.Event(), shop.rows(CODES)

    def turn() -> None:
        Midnight(shop.dsn, lambda: later)(Task("turn_days", 0, "", {}, threading.Event()))
        done.set()

    night = threading.Thread(target=turn)
    with working(shop):
        shop.take([order(9_999_999, customer=1)])
        night.start()
        took, sent = _orders_until(shop, buyers, done.is_set)
    night.join(20)
    with capsys.disabled():
        sys.stdout.write(f"{buyers} buyers, midnight, {chosen.edges} {chosen.window_days or ''}: ")
        nobody_waited(shop, took, sent + 1)
    assert shop.rows(CODES) != before
    assert shop.rows(WAITING) == [(0,)]
    with shop.conn.transaction():
        assert set(check(shop.conn, shop.id).values()) == {0}


@SIZES
@pytest.mark.parametrize(
    "chosen",
    [RfmSettings(tax=False, window_days=1000), RfmSettings(map="recency_fm")],
    ids=["money", "map"],
)
def test_webhooks_never_wait_for_changed_settings(
    shop: Shop, chosen: RfmSettings, buyers: int, capsys: Any
) -> None:
    seed(shop, buyers)
    done, before = threading.Event(), shop.rows(CODES)

    def change() -> None:
        with psycopg.connect(shop.dsn) as conn:
            set_rfm_settings(conn, shop.id, chosen)
        done.set()

    saving = threading.Thread(target=change)
    with working(shop), running(shop.dsn, Rescoring(shop.dsn).handlers()):
        saving.start()
        took, sent = _orders_until(
            shop, buyers, lambda: done.is_set() and shop.rows(WAITING) == [(0,)]
        )
    saving.join(20)
    with capsys.disabled():
        sys.stdout.write(f"{buyers} buyers, settings, map {chosen.map}: ")
        nobody_waited(shop, took, sent)
    assert shop.rows(CODES) != before
    with shop.conn.transaction():
        assert set(check(shop.conn, shop.id).values()) == {0}


@contextmanager
def working(shop: Shop) -> Iterator[None]:
    """Let a worker of its own apply what comes."""
    stop = threading.Event()
    thread = threading.Thread(target=Worker(shop.dsn, wiring.apply).run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(20)


def nobody_waited(shop: Shop, took: float, sent: int) -> None:
    waits = [row[0] for row in shop.rows(WAITS)]
    assert len(waits) == sent
    longest = max(waits)
    sys.stdout.write(f"{took:.1f} s, {sent} webhooks, longest wait {longest:.3f} s\n")
    crowd = os.getloadavg()[0] / (os.cpu_count() or 1)
    assert longest < LONGEST * max(1.0, crowd)


def _orders_until(shop: Shop, buyers: int, done: Callable[[], bool]) -> tuple[float, int]:
    """Send an order every 50 ms, the first of which moves the edge of F, until all is done.

    Gives the seconds it took and the orders sent.
    """
    began, sent, pause = monotonic(), 0, threading.Event()
    while sent < 40 or not done():
        number = 10_000_000 + sent
        shop.keep([order(number, customer=buyers - sent % 1000, at=_now(sent))])
        shop.conn.execute("select pg_notify('jobs', '')")
        sent += 1
        assert monotonic() - began < 300
        pause.wait(0.05)
    until(lambda: shop.rows("select count(*) from jobs where state = 'pending'") == [(0,)], "jobs")
    return monotonic() - began, sent


def _now(sent: int) -> str:
    return datetime(2024, 12, 1, 10, sent // 60 % 60, sent % 60).isoformat() + "Z"  # noqa: DTZ001
