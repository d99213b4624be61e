"""What may be made to happen in an invented shop, and that a journal repeats it."""

from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from syncaty.sandbox.journal import Journal
from syncaty.sandbox.server.store import Profile, Store
from syncaty.sandbox.shop import Plan

PLAN = Plan(seed=8, until=date(2025, 6, 1), customers=20, orders=60, products=15, days=40)
START = datetime(2025, 6, 2, 9, tzinfo=UTC)


class Ticking:
    """A clock that moves on by a second with every look."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def store() -> Store:
    return Store(Profile(1), PLAN, clock=Ticking())


def test_an_order_is_placed_by_whom_it_is_said_to_be(store: Store) -> None:
    customer = next(iter(store.ledger.customers))
    order = store.place_order(customer)
    assert order.customer_id == customer
    assert store.ledger.orders[order.id] == order
    assert abs(order.placed_at - START) < timedelta(seconds=5)


def test_an_order_that_was_moved_goes_on_from_there(store: Store) -> None:
    order = store.place_order()
    store.move_order(order.id, "canceled")
    for _ in range(300):
        store.step()
    assert store.ledger.orders[order.id].status.slug == "canceled"  # its planned life is over


def test_a_refund_in_part_and_in_full(store: Store) -> None:
    part = store.refund_order(store.place_order().id)
    assert 0 < part.refunded <= part.total
    whole = store.move_order(store.place_order().id, "restored")
    assert whole.refunded == whole.total


def test_amending_raises_the_first_line(store: Store) -> None:
    order = store.place_order()
    more = store.amend_order(order.id)
    assert more.lines[0].quantity == order.lines[0].quantity + 1
    assert more.total > order.total


def test_who_or_what_is_named_is_changed(store: Store) -> None:
    newcomer = store.register_customer()
    assert store.change_customer(newcomer.id).id == newcomer.id
    product = next(iter(store.ledger.products))
    assert store.change_product(product).id == product


def test_there_is_no_acting_on_what_is_not(store: Store) -> None:
    with pytest.raises(KeyError):
        store.move_order(1, "canceled")


def test_a_journal_repeats_what_was_wanted(tmp_path: Path) -> None:
    path = tmp_path / "shop.jsonl"
    with closing(Journal(path, PLAN)) as journal:
        store = Store(Profile(1), PLAN, journal, Ticking())
        order = store.place_order()
        store.step()
        store.move_order(order.id, "in_progress")
        store.register_customer()
        store.step()
        before = store.ledger
    with closing(Journal(path, PLAN)) as journal:
        again = Store(Profile(1), PLAN, journal, Ticking())
        assert again.ledger.orders == before.orders
        assert again.ledger.customers == before.customers
        assert len(again.untold) >= 5  # nobody settled them


def test_what_was_settled_is_not_told_again(tmp_path: Path) -> None:
    path = tmp_path / "shop.jsonl"
    with closing(Journal(path, PLAN)) as journal:
        store = Store(Profile(1), PLAN, journal, Ticking())
        store.tell = lambda teller, number, _: teller.settled(number)
        store.place_order()
    with closing(Journal(path, PLAN)) as journal:
        assert Store(Profile(1), PLAN, journal, Ticking()).untold == []
