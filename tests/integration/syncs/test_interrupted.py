"""An import goes on where it was, whatever stopped it: nothing doubled, nothing left out."""

import operator
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from syncaty import syncs
from syncaty.clock import utc_now
from syncaty.salla.errors import SallaError
from syncaty.syncs.work import work
from tests.integration.intake.running import until
from tests.integration.syncs.conftest import Hand, nothing
from tests.integration.syncs.twin import assert_twin


def test_a_stop_in_the_middle_of_a_page_costs_no_call_twice(hand: Hand) -> None:
    asked: list[int] = []

    def stop_at_the_hundredth(what: str, number: int) -> None:
        if what == "items":
            asked.append(number)
            if len(asked) == 100:
                hand.stop.set()

    hand.before = stop_at_the_hundredth
    hand.salla.faults.api_seconds = 0.02
    hand.pace = replace(hand.pace, batch=10)
    made = hand.ask()
    left = hand.work(made)
    assert left.state == "running"
    parts = {part.name: part for part in left.parts}
    assert (parts["orders"].total, 30 <= parts["orders"].done < 130) == (130, True)
    written = parts["orders"].missing
    hand.stop.clear()
    until(
        lambda: [each for each in threading.enumerate() if "sync-row" in each.name], operator.not_
    )
    before = len(asked)  # calls that were under way have come to their end
    done = hand.work(made)
    assert done.state == "completed"
    assert len(asked) - before == 130 - written
    assert_twin(hand.conn, hand.store, hand.salla.store.ledger)
    assert {part.name: part.missing for part in done.parts}["orders"] == 130


def test_one_who_lists_may_be_far_ahead_of_the_one_who_writes(
    hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = threading.Thread.start

    def begin_and_rest(thread: threading.Thread) -> None:
        begin(thread)
        if thread.name == "sync-list":  # as on a busy machine: it runs, and we do not
            thread.join(0.5)

    monkeypatch.setattr(threading.Thread, "start", begin_and_rest)
    patience = threading.Timer(30, hand.stop.set)
    patience.start()
    done = hand.work(hand.ask())
    patience.cancel()
    assert done.state == "completed"


def test_pause_resume_and_cancel_are_heeded_between_pages(hand: Hand) -> None:
    made = hand.ask()

    def pause_at_the_second(what: str, number: int) -> None:
        if (what, number) == ("orders", 2):
            with hand.conn.transaction():
                syncs.pause(hand.conn, hand.store, made, "me")

    hand.before = pause_at_the_second
    hand.pace = replace(hand.pace, patience=0.01)
    paused = hand.work(made)
    assert paused.state == "paused"
    rows = paused.done
    hand.before = nothing
    assert hand.work(made).done == rows
    syncs.resume(hand.conn, hand.store, made, "me")
    hand.conn.commit()
    assert hand.work(made).state == "completed"
    assert_twin(hand.conn, hand.store, hand.salla.store.ledger)
    other = hand.ask()
    hand.before = lambda what, number: _cancel(hand, other)
    assert hand.work(other).state == "cancelled"


def _cancel(hand: Hand, made: int) -> None:
    held = syncs.progress(hand.conn, hand.store, made)
    if held is not None and held.open:
        syncs.cancel(hand.conn, hand.store, made, "me")
    hand.conn.commit()


def test_two_never_work_one_sync_at_once(hand: Hand) -> None:
    made = hand.ask()
    inside, outside = threading.Event(), threading.Event()

    def wait_inside(what: str, number: int) -> None:
        inside.set()
        assert outside.wait(20)

    hand.before = wait_inside
    first = threading.Thread(target=hand.work, args=[made])
    first.start()
    assert inside.wait(20)
    assert not work(hand.dsn, hand.store, made, hand.stop, hand.api, hand.pace)
    outside.set()
    first.join(60)
    assert hand.look(made).state == "completed"


def test_pages_that_shift_lose_nothing(hand: Hand) -> None:
    """Orders come and go at the top while the walk is in the middle."""
    shop = hand.salla.store

    def shift(what: str, number: int) -> None:
        if what != "orders" or number not in {2, 3}:
            return
        with hand.salla.world.lock:
            newest = list(shop.ledger.orders)[-40:]
            for each in newest[: 7 * number]:
                shop.remove_order(each)
            for _ in range(4 - number):
                shop.place_order()

    hand.salla.settings.full_orders = True
    hand.before = shift
    made = hand.ask()
    assert hand.work(made).state == "completed"
    ended = utc_now()  # Salla's clock goes by the second
    until(utc_now, lambda now: now > ended + timedelta(seconds=2))
    repaired = hand.ask("repair", since=hand.look(made).created_at)
    hand.before = nothing
    assert hand.work(repaired).state == "completed"
    assert_twin(hand.conn, hand.store, shop.ledger)


def test_needs_reconnect_rests_with_a_sentence_and_goes_on(hand: Hand) -> None:
    def refuse(_: str | None) -> str:
        raise SallaError("invalid_grant")

    hand.access = refuse
    made = hand.ask()
    rests = hand.work(made)
    assert (rests.state, rests.error_code) == ("paused", "needs_reconnect")
    assert rests.error is not None
    assert "Reconnect the store" in rests.error
    assert syncs.wake(hand.conn) == 0
    hand.conn.execute("update stores set state_at = now() + interval '1 second'")
    assert syncs.wake(hand.conn) == 1
    hand.conn.commit()
    hand.access = None
    assert hand.work(made).state == "completed"


def test_a_missing_scope_leaves_its_part_out_and_says_so(hand: Hand) -> None:
    scopes = "offline_access orders.read products.read"
    hand.token = hand.salla.tokens(scopes)["access_token"]
    done = hand.work(hand.ask())
    assert done.state == "completed"
    assert len(done.notes) == 1
    assert "customers.read" in done.notes[0]
    hand.token = hand.salla.tokens("offline_access webhooks.read")["access_token"]
    failed = hand.work(hand.ask())
    assert (failed.state, failed.error_code) == ("failed", "scope_missing")
