"""A day in which Syncaty was down and Salla gave every webhook up: all of it is fetched back."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypeVar

import pytest
from cryptography.fernet import Fernet
from msgspec.structs import replace
from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty import syncs, tasks
from syncaty.clock import utc_now
from syncaty.jobs.detail import job_detail
from syncaty.sandbox.model import Order
from syncaty.sandbox.server.store import Profile, Store
from syncaty.sandbox.shop import Plan
from syncaty.stores.gaps import gaps
from syncaty.stores.watches import watch_state
from tests.acceptance.harness import Syncaty, wait_for
from tests.integration.stores.salla_app import App
from tests.integration.syncs.twin import assert_twin
from tests.salla_server import MERCHANT, SMALL, Salla, stand_in

T = TypeVar("T")
KEY = Fernet.generate_key().decode()
SHOP = Plan(seed=21, until=SMALL.until, customers=80, orders=300, products=40, days=90)
OUTAGE = timedelta(hours=24)


@dataclass
class Late:
    """A clock that goes behind ours by so much."""

    behind: timedelta = OUTAGE + timedelta(hours=1)

    def __call__(self) -> datetime:
        return utc_now() - self.behind


@dataclass
class Done:
    """What happened in the shop while nobody heard of it: numbers of what is new or changed."""

    placed: set[int] = field(default_factory=set)
    changed: set[int] = field(default_factory=set)
    removed: set[int] = field(default_factory=set)


@pytest.fixture
def late() -> Late:
    return Late()


@pytest.fixture
def salla(late: Late) -> Iterator[Salla]:
    """A stand-in with a shop that lives by the late clock."""
    with stand_in(Store(Profile(MERCHANT, plan="unlimited"), SHOP, clock=late)) as running_one:
        yield running_one


@pytest.fixture
def port() -> int:
    """A port that was free a moment ago, so that the address is known before the start."""
    with socket.create_server(("127.0.0.1", 0)) as sock:
        number: int = sock.getsockname()[1]
    return number


@pytest.fixture
def shop(syncaty: Syncaty, database_url: str, dsn: str, salla: Salla, port: int) -> Iterator[App]:
    """A store connected by the real flow, whose history is asked for as it is then."""
    syncaty.environment |= {
        **salla.environment(),
        "DATABASE_URL": database_url,
        "SYNCATY_ENCRYPTION_KEYS": KEY,
        "SYNCATY_PUBLIC_URL": f"http://127.0.0.1:{port}",
    }
    with App(dsn, salla, (KEY,)) as app:
        connected = app.connect().connected
        with app.open() as conn:
            syncs.begin_history(conn, connected)
        yield app


def test_everything_that_changed_in_an_outage_of_a_day_is_restored_and_reported(
    syncaty: Syncaty, shop: App, conn: Connection[TupleRow], salla: Salla, late: Late, port: int
) -> None:
    conn.autocommit = True
    up = syncaty.up("--port", str(port))
    _until_connected(conn, salla)
    order = salla.store.place_order()
    wait_for(lambda: _knows(conn, order.id), "the webhook")
    _until_alive(conn)
    assert up.stop() == 0
    _let_pass(conn, OUTAGE)
    done = _live_unheard(salla, late)
    assert salla.world.lost > len(done.placed | done.changed)

    up = syncaty.up("--port", str(port))
    repair = _until_repaired(conn)
    _agree(conn, syncaty, salla)
    _reports(conn, repair, done)
    after = salla.store.place_order()
    wait_for(lambda: _knows(conn, after.id), "the first webhook afterwards")
    assert _look_until(conn, lambda: all(gap.closed_by for gap in gaps(conn, MERCHANT)))
    state = watch_state(conn, MERCHANT)
    assert state is not None
    assert state.unsure_since is None
    assert up.stop() == 0


def _until_connected(conn: Connection[TupleRow], salla: Salla) -> None:
    """Wait for what follows a connection by itself: webhooks and history."""

    def ready() -> bool:
        state = watch_state(conn, MERCHANT)
        (sync,) = syncs.listing(conn, MERCHANT, kind="import")
        return state is not None and state.intact_at is not None and sync.state == "completed"

    wait_for(ready, "webhooks and history", 120)
    assert_twin(conn, MERCHANT, salla.store.ledger)


def _knows(conn: Connection[TupleRow], order_id: int) -> bool:
    row = [MERCHANT, order_id]
    return conn.execute("select from orders where store_id = %s and id = %s", row).rowcount == 1


def _let_pass(conn: Connection[TupleRow], time: timedelta) -> None:
    """Move what intake and the background process left behind into the past."""
    conn.execute("update intake_minutes set minute = minute - %s", [time])
    conn.execute("update store_watches set intact_at = intact_at - %s", [time])
    conn.execute("update stores set authorized_at = authorized_at - %s", [time])


def _live_unheard(salla: Salla, late: Late) -> Done:
    """Let a day pass in the shop, an hour after the other, while every webhook is given up."""
    done, store = Done(), salla.store
    old = list(store.ledger.orders)
    salla.faults.webhooks_dropped = True
    for hour in range(24):
        late.behind = OUTAGE - timedelta(hours=hour)
        done.placed |= {store.place_order().id, store.place_order().id}
        turn = old[hour * 10 : hour * 10 + 6]
        before = [_content(store.ledger.orders[number]) for number in turn[:3]]
        store.move_order(turn[0], ("canceled", "delivered", "restored")[hour % 3])
        store.amend_order(turn[1])
        store.refund_order(turn[2])
        after = [_content(store.ledger.orders[number]) for number in turn[:3]]
        ends = zip(turn, before, after, strict=False)
        done.changed |= {number for number, one, other in ends if one != other}
        if hour % 6 == 0:
            store.remove_order(turn[3])
            done.removed.add(turn[3])
            store.register_customer()
        store.change_customer()
        store.change_product()
    late.behind = timedelta(0)
    salla.faults.webhooks_dropped = False
    return done


def _content(order: Order) -> Order:
    """Give an order without when it last changed: one moved to where it was is no news."""
    return replace(order, updated_at=order.placed_at)


def _until_alive(conn: Connection[TupleRow]) -> None:
    fresh = "select from intake_minutes where minute > now() - interval '10 minutes'"
    wait_for(lambda: conn.execute(fresh.encode()).rowcount, "intake's sign of life", 90)


def _until_repaired(conn: Connection[TupleRow]) -> syncs.Progress:
    """Wait for the repair that the product asks for by itself."""
    _until_alive(conn)

    def repaired() -> list[syncs.Progress]:
        found = syncs.listing(conn, MERCHANT, kind="repair")
        return found if found and found[0].state == "completed" else []

    (repair,) = _look_until(conn, repaired)
    return repair


def _look_until(conn: Connection[TupleRow], get: Callable[[], T]) -> T:
    """Have the product look now, not within five minutes, and wait for what comes of it."""
    tasks.defer(conn, "look", store_id=0)
    return wait_for(get, "what comes of a look", 120)


def _agree(conn: Connection[TupleRow], syncaty: Syncaty, salla: Salla) -> None:
    """Hold every row and all figures against the shop's own."""
    syncaty.run("drain")
    assert_twin(conn, MERCHANT, salla.store.ledger)
    assert syncaty.run("recompute", "--check").returncode == 0
    own = salla.figures()
    sums = "orders", "gross", "discounts", "refunds", "shipping", "tax", "units"
    (ours,) = conn.execute(
        "select sum(orders), sum(gross), sum(discounts), sum(refunds), sum(shipping), sum(tax),"
        " sum(units) from daily_sales where store_id = %s",
        [MERCHANT],
    ).fetchall()
    assert dict(zip(sums, ours, strict=True)) == {name: Decimal(own[name]) for name in sums}
    per_customer = conn.execute(
        "select customer_id, orders, spent, last_order_on from customer_rfm"
        " where store_id = %s and orders > 0",
        [MERCHANT],
    ).fetchall()
    assert {
        str(customer): (orders, spent, str(last)) for customer, orders, spent, last in per_customer
    } == {
        customer: (each["orders"], Decimal(each["spent"]), each["last_order_on"])
        for customer, each in own["per_customer"].items()
    }


def _reports(conn: Connection[TupleRow], repair: syncs.Progress, done: Done) -> None:
    """Hold the report against what happened."""
    assert repair.reason == "outage"
    assert repair.since is not None
    assert utc_now() - repair.since > OUTAGE
    orders = next(part for part in repair.parts if part.name == "orders")
    changed = done.changed - done.removed
    assert (orders.missing, orders.stale, orders.gone) == (
        len(done.placed),
        len(changed),
        len(done.removed),
    )
    assert repair.missing > orders.missing  # customers, too
    detail = job_detail(conn, MERCHANT, repair.id)
    assert detail is not None
    assert detail.job.state == "completed"
    named = {each["id"]: each["new"] for each in detail.job.changes if each["kind"] == "order"}
    assert set(named) <= {str(number) for number in done.placed | changed | done.removed}
    assert len(named) > 20
    told = conn.execute("select kind from store_events where store_id = %s", [MERCHANT])
    assert {"gap_outage", "webhooks_subscribed"} <= {kind for (kind,) in told}
