"""An import against a Salla that fails, limits, delays and talks nonsense ends as it should."""

import threading
from dataclasses import replace

import pytest

from syncaty.salla.errors import SallaError
from tests.integration.syncs.conftest import Hand
from tests.integration.syncs.twin import assert_twin


@pytest.mark.parametrize("status", [500, 503, 0], ids=["500", "503", "cut"])
def test_faults_that_come_and_go(hand: Hand, status: int) -> None:
    hand.salla.faults.api_status = status
    hand.salla.faults.api_fail_share = 0.2
    done = hand.work(hand.ask())
    assert done.state == "completed"
    assert done.refused == 0
    assert_twin(hand.conn, hand.store, hand.salla.store.ledger)


def test_what_it_waits_for_is_told_and_forgotten(hand: Hand) -> None:
    """While Salla is down the sync says so; once it answers again the sync goes on by itself."""
    hand.salla.faults.api_fail_next = 10**6
    hand.pace = replace(hand.pace, delays=(0.05,))
    made = hand.ask()
    runner = threading.Thread(target=hand.work, args=[made])
    with hand.salla.world.lock:
        runner.start()
    while hand.look(made).error_code != "salla_failed":
        assert runner.is_alive()
    hand.salla.faults.clear()
    runner.join(60)
    done = hand.look(made)
    assert (done.state, done.error_code) == ("completed", None)


def test_limits_of_a_plan_are_kept(hand: Hand) -> None:
    hand.salla.settings.full_orders = True
    hand.salla.settings.window = 2
    hand.salla.settings.customers_window = 2
    object.__setattr__(hand.salla.store.profile, "plan", "plus")
    done = hand.work(hand.ask())
    assert done.state == "completed"
    assert hand.salla.world.limits.refused == 0
    assert_twin(hand.conn, hand.store, hand.salla.store.ledger)


def test_a_token_that_expires_in_the_middle_is_renewed(hand: Hand) -> None:
    held: dict[str, str] = {"token": hand.token}
    lock = threading.Lock()
    renewed: list[str] = []

    def access(refused: str | None) -> str:
        with lock:
            if refused is not None and refused == held["token"]:
                held["token"] = hand.salla.tokens()["access_token"]
                renewed.append(refused)
            return held["token"]

    hand.access = access
    made = hand.ask()
    hand.salla.world.grants.revoke(hand.store)
    assert hand.work(made).state == "completed"
    assert len(renewed) == 1
    assert_twin(hand.conn, hand.store, hand.salla.store.ledger)


def test_one_order_that_is_nonsense_is_left_out_and_named(hand: Hand) -> None:
    orders = hand.salla.store.ledger.orders
    bad = list(orders)[40]

    def spoil(what: str, number: int) -> None:
        if (what, number) == ("order", bad):
            raise SallaError("bad_answer")

    hand.before = spoil
    done = hand.work(hand.ask())
    assert done.state == "completed"
    parts = {part.name: part for part in done.parts}
    assert (parts["orders"].refused, parts["orders"].missing) == (1, len(orders) - 1)
    row = hand.conn.execute("select entity_id, code, error from sync_errors").fetchone()
    assert row is not None
    assert row[:2] == (str(bad), "salla_unreadable")
