"""An import brings a store's whole history, once, however often it is interrupted."""

from datetime import timedelta

import pytest

from syncaty.clock import utc_now
from syncaty.jobs.detail import job_detail
from syncaty.segments.reading import movers, segments
from tests.integration.syncs.conftest import Hand
from tests.integration.syncs.twin import assert_twin


@pytest.mark.parametrize("full", [False, True], ids=["light", "full"])
def test_the_whole_history_is_brought(hand: Hand, full: bool) -> None:
    hand.salla.settings.full_orders = full
    made = hand.ask()
    done = hand.work(made)
    assert done.state == "completed"
    ledger = hand.salla.store.ledger
    assert_twin(hand.conn, hand.store, ledger)
    parts = {part.name: part for part in done.parts}
    assert parts["orders"].missing == parts["orders"].total == len(ledger.orders)
    assert parts["customers"].missing == len(ledger.customers)
    assert parts["products"].missing == parts["products"].done
    assert all(part.finished and part.done == part.total for part in done.parts)
    detail = job_detail(hand.conn, hand.store, made)
    assert detail is not None
    assert (detail.job.state, detail.job.outcome) == ("completed", "applied")
    counts = {each["label"]: each["fields"] for each in detail.job.changes}
    assert counts["orders"]["missing"] == [None, str(len(ledger.orders))]


def test_what_an_import_moves_did_not_happen_today(hand: Hand) -> None:
    made = hand.ask()
    hand.work(made)
    seen = hand.conn.execute(
        "select distinct cause, job_id from segment_moves where store_id = %s", (hand.store,)
    ).fetchall()
    assert seen == [("imported", made)]
    day = utc_now() - timedelta(days=1), utc_now() + timedelta(days=1)
    assert movers(hand.conn, hand.store, *day) == 0
    held = segments(hand.conn, hand.store, day[1].date())
    assert sum(each.customers for each in held) > 0
    assert all((each.entered, each.left) == (0, 0) for each in held)
