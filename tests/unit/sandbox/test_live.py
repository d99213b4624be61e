"""A live shop goes on where it was, after any kind of stop."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path

import pytest

from syncaty.sandbox.delivery import Delivery, Writer
from syncaty.sandbox.journal import Journal, JournalError, Step
from syncaty.sandbox.live import LiveShop
from syncaty.sandbox.shapes import ShapeName, renderer
from syncaty.sandbox.shop import Plan, Shop
from syncaty.sandbox.signing import Strategy

PLAN = Plan(seed=2, until=date(2025, 6, 1), customers=20, orders=50, products=15, days=40)
WRITER = Writer(renderer(ShapeName.SALLA, 1), Strategy.SIGNATURE, "demo-secret")
PAST = sum(1 for _ in Shop(PLAN).history())


class Ticking:
    """A clock that moves on by a second with every look."""

    def __init__(self, start: datetime) -> None:
        self.now = start

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def clock() -> Ticking:
    return Ticking(datetime(2025, 6, 2, 9, tzinfo=UTC))


def deliveries(journal: Journal, clock: Ticking) -> Iterator[Delivery]:
    return LiveShop(journal, WRITER, clock).deliveries()


def take(journal: Journal, clock: Ticking, count: int) -> list[Delivery]:
    """Take and settle so many deliveries, then stop cleanly."""
    taken = list(islice(deliveries(journal, clock), count))
    for delivery in taken:
        journal.settled(delivery.number)
    journal.close()
    return taken


def test_going_on_repeats_nothing_and_leaves_nothing_out(tmp_path: Path, clock: Ticking) -> None:
    path = tmp_path / "shop.jsonl"
    parts = [take(Journal(path, PLAN), clock, count) for count in (30, PAST, 25, 40)]
    numbers = [delivery.number for part in parts for delivery in part]
    assert numbers == list(range(30 + PAST + 25 + 40))
    bodies = [delivery.body for part in parts for delivery in part]
    assert len(set(bodies)) == len(bodies)


def test_replayed_life_is_the_same_to_the_byte(tmp_path: Path, clock: Ticking) -> None:
    path = tmp_path / "shop.jsonl"
    with closing(Journal(path, PLAN)) as journal:
        lost = list(islice(deliveries(journal, clock), PAST, PAST + 60))  # nothing settled
    with closing(Journal(path, PLAN)) as journal:
        again = list(islice(deliveries(journal, clock), PAST, PAST + 60))
    assert [delivery.body for delivery in again] == [delivery.body for delivery in lost]


def test_only_a_gapless_beginning_counts_as_sent(tmp_path: Path, clock: Ticking) -> None:
    path = tmp_path / "shop.jsonl"
    with closing(Journal(path, PLAN)) as journal:
        taken = list(islice(deliveries(journal, clock), 10))
        for place in (0, 1, 2, 4, 5, 9):
            journal.settled(taken[place].number)
    with closing(Journal(path, PLAN)) as journal:
        assert journal.sent == 3


def test_a_later_day_goes_on_with_the_first_days_plan(tmp_path: Path, clock: Ticking) -> None:
    path = tmp_path / "shop.jsonl"
    take(Journal(path, PLAN), clock, 5)
    tomorrow = Plan(2, date(2025, 6, 2), PLAN.customers, PLAN.orders, PLAN.products, PLAN.days)
    with closing(Journal(path, tomorrow)) as journal:
        assert journal.plan == PLAN


def test_a_half_written_last_line_is_forgotten(tmp_path: Path, clock: Ticking) -> None:
    path = tmp_path / "shop.jsonl"
    take(Journal(path, PLAN), clock, 5)
    with path.open("a") as file:
        file.write('{"step": "2025-06-0')
    with closing(Journal(path, PLAN)) as journal:
        journal.step(Step(datetime(2025, 6, 3, tzinfo=UTC)))
    with closing(Journal(path, PLAN)) as journal:
        assert journal.steps == [Step(datetime(2025, 6, 3, tzinfo=UTC))]


def test_another_shop_or_another_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "shop.jsonl"
    Journal(path, PLAN).close()
    other = Plan(seed=3, until=PLAN.until)
    with pytest.raises(JournalError, match="another shop"):
        Journal(path, other)
    path.write_text("hello\n")
    with pytest.raises(JournalError, match="no state file"):
        Journal(path, PLAN)


def test_life_brings_orders_that_move_on(clock: Ticking) -> None:
    shop = Shop(PLAN)
    list(shop.history())
    before = dict(shop.state.orders)
    events = [event for _ in range(600) for event in shop.step(clock())]
    names = {event.name for event in events}
    assert {"order.created", "order.status.updated", "customer.created"} <= names
    assert len(shop.state.orders) > len(before)
    new = [order for key, order in shop.state.orders.items() if key not in before]
    assert any(order.status.slug not in {"under_review", "payment_pending"} for order in new)
    instants = [event.at for event in events if event.order]
    assert instants == sorted(instants)
