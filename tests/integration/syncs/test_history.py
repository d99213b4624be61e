"""An import brings a store's whole history, once, however often it is interrupted."""

import pytest

from syncaty.jobs.detail import job_detail
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
