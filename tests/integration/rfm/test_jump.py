"""An edge of F that jumps over tens of thousands must not hold up the store's webhooks."""

import os
import sys
import threading
from datetime import datetime
from time import monotonic
from typing import Any

import pytest

from syncaty import wiring
from syncaty.jobs.worker import Worker
from syncaty.recompute import check, recompute
from syncaty.rescoring import Rescoring
from tests.integration.pipeline.shop import Shop, order
from tests.integration.tasks.running import running, until

LONGEST = 1.0  # seconds that a webhook may wait on a machine that has nothing else to do
SEED = """
insert into customers (store_id, id, name, version, delivery_id)
select 77, n, 'C' || n, '0', 0 from generate_series(1, %(buyers)s) n;
insert into orders (store_id, id, reference, placed_at, placed_on, status, counts, customer_id,
                    currency, total, version, delivery_id)
select 77, n, n::text, date '2023-01-01' + n %% 700, date '2023-01-01' + n %% 700, 'completed',
       true, 1 + (n - 1) %% %(buyers)s, 'SAR', 50 + n %% 400, '0', 0
  from generate_series(1, %(orders)s) n;
"""
WAITING = "select count(*) from rfm_backlog"
WAITS = """
select extract(epoch from finished_at - received_at)::float from jobs where id > %s
"""


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


@pytest.mark.parametrize("buyers", [20_000, pytest.param(300_000, marks=pytest.mark.long)])
def test_webhooks_never_wait_for_an_edge_that_jumps(shop: Shop, buyers: int, capsys: Any) -> None:
    seed(shop, buyers)
    scored = "select f, count(*) from customer_rfm group by 1 order by 1"
    once = (buyers - 1) * 4 // 5 + 1
    assert shop.rows(scored) == [(1, once), (5, buyers - once)]

    stop = threading.Event()
    worker = Worker(shop.dsn, wiring.apply)
    thread = threading.Thread(target=worker.run, args=(stop,))
    thread.start()
    try:
        with running(shop.dsn, Rescoring(shop.dsn).handlers()):
            took, sent = _orders_until_done(shop, buyers)
    finally:
        stop.set()
        thread.join(20)
    waits = [row[0] for row in shop.rows(WAITS, 0)]
    assert len(waits) == sent
    said = f"{took:.1f} s, {sent} webhooks, longest wait {max(waits):.3f} s"
    with capsys.disabled():
        sys.stdout.write(f"{buyers - once} of {buyers} buyers scored anew in {said}\n")
    crowd = os.getloadavg()[0] / (os.cpu_count() or 1)
    assert max(waits) < LONGEST * max(1.0, crowd)
    assert shop.rows(scored)[-1][0] == 4
    with shop.conn.transaction():
        assert set(check(shop.conn, shop.id).values()) == {0}


def _orders_until_done(shop: Shop, buyers: int) -> tuple[float, int]:
    """Send an order of somebody else every 50 ms until all are scored anew; the first moves the
    edge. Gives the seconds it took and the orders sent."""
    began, sent, pause = monotonic(), 0, threading.Event()
    while sent < 40 or shop.rows(WAITING) != [(0,)]:
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
