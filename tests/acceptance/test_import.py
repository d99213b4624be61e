"""An import in real processes: killed again and again, with webhooks meanwhile, and by command."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from statistics import median

import psycopg
import pytest
from cryptography.fernet import Fernet
from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty import syncs
from syncaty.sandbox.server.store import Profile, Store
from syncaty.sandbox.shop import Plan
from syncaty.stores.secrets import Secret
from tests.acceptance.harness import Syncaty, wait_for
from tests.integration.stores.salla_app import App
from tests.integration.syncs.twin import assert_twin
from tests.salla_server import MERCHANT, SMALL, Salla, stand_in

KEY = Fernet.generate_key().decode()
SHOP = Plan(seed=8, until=SMALL.until, customers=150, orders=900, products=60, days=200)


@pytest.fixture
def salla() -> Iterator[Salla]:
    """A stand-in with a shop whose import takes some seconds."""
    with stand_in(Store(Profile(MERCHANT, plan="unlimited"), SHOP)) as running_one:
        yield running_one


@pytest.fixture
def shop(syncaty: Syncaty, database_url: str, dsn: str, salla: Salla) -> Iterator[App]:
    """A store connected by the real flow, and processes that will find it."""
    syncaty.environment |= {
        **salla.environment(),
        "DATABASE_URL": database_url,
        "SYNCATY_ENCRYPTION_KEYS": KEY,
        "SYNCATY_PUBLIC_URL": "http://127.0.0.1:1",
    }
    with App(dsn, salla, (KEY,)) as app:
        app.connect()
        yield app


def ask(conn: Connection[TupleRow]) -> int:
    made = syncs.create(conn, MERCHANT, "import", "asked")
    conn.commit()
    return made


def look(conn: Connection[TupleRow], number: int) -> syncs.Progress:
    found = syncs.progress(conn, MERCHANT, number)
    conn.rollback()
    assert found is not None
    return found


def test_a_killed_import_goes_on_without_a_doubled_or_missing_row(
    syncaty: Syncaty, shop: App, conn: Connection[TupleRow], salla: Salla
) -> None:
    made = ask(conn)
    for rows in (1, 130, 400, 700):
        # An order costs two calls: it cannot come to its end before it is killed.
        salla.faults.api_calls = 2 * (rows - look(conn, made).done) + 200
        process, _ = syncaty.begin("background")
        wait_for(lambda rows=rows: look(conn, made).done >= rows, f"{rows} rows", 60)  # type: ignore[misc]
        _kill(process)
    killed_at, before = time.monotonic(), look(conn, made).done
    assert look(conn, made).state == "running"
    salla.faults.clear()
    syncaty.begin("background")
    wait_for(lambda: look(conn, made).done > before, "it to go on by itself", 60)
    assert time.monotonic() - killed_at < 60
    done = wait_for(lambda: (p := look(conn, made)).state == "completed" and p, "the end", 120)
    assert done
    orders = next(part for part in done.parts if part.name == "orders")
    assert (orders.missing, orders.stale, orders.done) == (900, 0, 900)
    assert_twin(conn, MERCHANT, salla.store.ledger)


def _kill(process: "subprocess.Popen[str]") -> None:
    os.kill(process.pid, signal.SIGKILL)
    process.wait(60)


def test_webhooks_that_come_meanwhile_are_applied_at_once_and_nothing_is_lost(
    syncaty: Syncaty, shop: App, conn: Connection[TupleRow], salla: Salla
) -> None:
    up = syncaty.up()
    with conn.transaction():
        conn.execute("delete from store_secrets where store_id = %s", [MERCHANT])
        conn.execute(
            "insert into store_secrets (store_id, sealed) values (%s, %s)",
            [MERCHANT, shop.keys.seal(Secret("hook-secret"))],
        )
    _subscribe(salla, f"{up.address}/webhooks/salla", "hook-secret")
    salla.faults.api_calls = 200  # of the two thousand that the import makes
    made = ask(conn)
    wait_for(lambda: look(conn, made).done > 100, "the import to be under way", 60)
    known = list(salla.store.ledger.orders)
    delays = _delays(conn, salla, known[:25], calls=20)
    assert look(conn, made).state == "running"
    salla.faults.clear()
    wait_for(lambda: look(conn, made).state == "completed", "the end", 180)
    alone = _delays(conn, salla, known[25:50])  # what this machine makes of a webhook now
    assert median(delays) < max(1, 10 * median(alone)), (delays, alone)
    syncaty.run("drain")
    # The stand-in counts stock down with each order and tells nobody: a repair sees it.
    syncaty.run("import", "--store", str(MERCHANT), "--repair")
    assert_twin(conn, MERCHANT, salla.store.ledger)


def _delays(
    conn: Connection[TupleRow], salla: Salla, known: Sequence[int], calls: int = 0
) -> list[float]:
    """Let as much happen in the shop as orders are named, to some of these; gives the seconds
    until each was applied here. Before each the API answers so many calls more."""
    delays = []
    for turn in range(len(known)):
        if calls:
            salla.faults.api_calls = (salla.faults.api_calls or 0) + calls
        asked_at = time.monotonic()
        if turn % 5 == 4:
            order = salla.store.move_order(known[turn], "canceled")
        else:
            order = salla.store.place_order()
        wait_for(lambda order=order: _held(conn, order.id, order.status.slug), "the webhook")  # type: ignore[misc]
        delays.append(time.monotonic() - asked_at)
    return delays


def _subscribe(salla: Salla, url: str, secret: str) -> None:
    with salla.world.lock:
        for event in ("order.created", "order.updated", "order.status.updated", "order.cancelled",
                      "customer.created", "customer.updated", "product.updated"):  # fmt: skip
            webhook = salla.store.subscriptions.subscribe(event, url)
            webhook.secret, webhook.strategy = secret, "signature"


def _held(conn: Connection[TupleRow], order_id: int, status: str) -> bool:
    row = conn.execute(
        "select status from orders where store_id = %s and id = %s", [MERCHANT, order_id]
    ).fetchone()
    conn.rollback()
    return row is not None and row[0] == status


def test_the_command_does_the_work_itself_and_ctrl_c_pauses_it(
    syncaty: Syncaty, shop: App, dsn: str, salla: Salla
) -> None:
    salla.faults.api_calls = 300  # so that it is not done before anybody could press a key
    process, lines = syncaty.begin("import", "--store", str(MERCHANT))
    with psycopg.connect(dsn) as conn:
        wait_for(lambda: _rows(conn) > 100, "rows", 60)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 1
        salla.faults.clear()
        assert "Run this again to go on" in lines.rest()
        assert syncs.listing(conn, MERCHANT)[0].state == "paused"
        done = syncaty.run("import", "--store", str(MERCHANT), seconds=180)
        assert "Done: " in done.stdout
        assert_twin(conn, MERCHANT, salla.store.ledger)
        assert (
            "no import under way"
            in syncaty.run("import", "--store", str(MERCHANT), "--pause", code=1).stderr
        )
        salla.store.place_order()
        mended = syncaty.run(
            "import", "--store", str(MERCHANT), "--repair", "--since", "2025-05-01"
        )
        assert "1 missing" in mended.stdout
        conn.rollback()
        assert_twin(conn, MERCHANT, salla.store.ledger)


def _rows(conn: Connection[TupleRow]) -> int:
    found = syncs.listing(conn, MERCHANT)
    conn.rollback()
    return found[0].done if found else 0
