"""A repair finds what webhooks should have told and did not, restores it, and counts it rightly."""

from datetime import timedelta

import pytest

from syncaty import syncs
from syncaty.clock import utc_now
from syncaty.jobs.detail import job_detail
from tests.integration.intake.running import until
from tests.integration.syncs.conftest import Hand
from tests.integration.syncs.twin import assert_twin


@pytest.fixture
def imported(hand: Hand) -> Hand:
    """A store whose history is here."""
    assert hand.work(hand.ask()).state == "completed"
    # Salla's clock is the Date header, which goes by the second: of two answers within one, the
    # digest decides. A repair comes later than that.
    ended = utc_now()
    until(utc_now, lambda now: now > ended + timedelta(seconds=2))
    return hand


def repaired(hand: Hand, hours: float = 24) -> syncs.Progress:
    return hand.work(hand.ask("repair", since=utc_now() - timedelta(hours=hours)))


def counts(done: syncs.Progress, part: str) -> dict[str, int]:
    found = next(each for each in done.parts if each.name == part)
    return {name: getattr(found, name) for name in ("missing", "stale", "equal", "gone")}


def test_nothing_lost_is_all_equal(imported: Hand) -> None:
    shop = imported.salla.store
    done = repaired(imported, hours=24 * 365 * 3)
    assert done.state == "completed"
    orders = counts(done, "orders")
    assert orders == {"missing": 0, "stale": 0, "equal": len(shop.ledger.orders), "gone": 0}
    assert counts(done, "customers")["stale"] == counts(done, "products")["stale"] == 0
    assert_twin(imported.conn, imported.store, shop.ledger)


@pytest.mark.parametrize("full", [False, True], ids=["light", "full"])
def test_what_an_outage_swallowed_is_restored_and_counted(imported: Hand, full: bool) -> None:
    imported.salla.settings.full_orders = full
    shop = imported.salla.store
    old = list(shop.ledger.orders)
    fresh = [shop.place_order() for _ in range(7)]
    for each in old[10:14]:
        shop.amend_order(each)
    shop.move_order(old[20], "canceled")
    shop.remove_order(old[30])
    shop.register_customer()
    known = [each for each in shop.ledger.customers if each != fresh[0].customer_id]
    shop.change_customer(known[0])
    shop.change_product(next(iter(shop.ledger.products)))
    done = repaired(imported)
    assert done.state == "completed"
    found = counts(done, "orders")
    assert (found["missing"], found["stale"], found["gone"]) == (7, 5, 1)
    assert_twin(imported.conn, imported.store, shop.ledger)
    detail = job_detail(imported.conn, imported.store, done.id)
    assert detail is not None
    named = [each for each in detail.job.changes if each["kind"] == "order"]
    assert {each["id"] for each in named if each["new"]} == {str(each.id) for each in fresh}
    again = repaired(imported)
    assert (again.missing, again.stale, again.gone) == (0, 0, 0)


def test_an_order_of_the_window_that_is_gone(imported: Hand) -> None:
    shop = imported.salla.store
    shop.remove_order(list(shop.ledger.orders)[40])
    pages: list[int] = []
    imported.before = lambda what, number: pages.append(number) if what == "orders" else None
    assert counts(repaired(imported, hours=24 * 365 * 3), "orders")["gone"] == 1
    assert pages == [1, 2, 3]
    assert_twin(imported.conn, imported.store, shop.ledger)


def test_a_quiet_repair_makes_few_calls(imported: Hand) -> None:
    calls: list[str] = []
    imported.before = lambda what, number: calls.append(what)
    repaired(imported)
    assert calls.count("orders") == 1
    assert calls.count("order") == 60
    assert calls.count("items") == 0


def test_a_window_that_grew_meanwhile_is_looked_at_too(imported: Hand) -> None:
    shop = imported.salla.store
    made = imported.ask("repair", since=utc_now() - timedelta(hours=1))
    asked: list[int] = []

    def ask_for_more(what: str, number: int) -> None:
        if what == "orders" and not asked:
            asked.append(imported.ask("repair", since=utc_now() - timedelta(hours=30)))
            shop.place_order()

    imported.before = ask_for_more
    done = imported.work(made)
    assert asked == [made]
    assert done.state == "completed"
    assert counts(done, "orders")["missing"] == 1
    assert done.since is not None
    assert utc_now() - done.since > timedelta(hours=29)
