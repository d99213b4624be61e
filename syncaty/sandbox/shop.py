"""An invented Saudi shop: its history from a seed, and its life from then on."""

import heapq
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from syncaty.sandbox.catalogue import Catalogue
from syncaty.sandbox.checkout import Checkout
from syncaty.sandbox.crowd import Crowd
from syncaty.sandbox.ids import Ids
from syncaty.sandbox.life import AMEND, PARTIAL_REFUND, moved, next_step, partly_refunded
from syncaty.sandbox.model import Customer, Event, Order
from syncaty.sandbox.people import People
from syncaty.sandbox.seasons import order_times
from syncaty.sandbox.shelf import Shelf
from syncaty.sandbox.state import ShopState

ORDER, NEWCOMER, CUSTOMER, PRODUCT = "order", "newcomer", "customer", "product"
_DELETION = "deletion"
_SECOND = timedelta(seconds=1)  # the grain of Salla's envelope times
_TELLING = 2 * _SECOND  # an order is told a little after it was placed


@dataclass(frozen=True, slots=True)
class Plan:
    """What a shop is made from; equal plans give byte-identical histories.

    `orders` are placed by `customers` people (some of whom only register) over the `days` days
    that end at midnight before `until`.
    """

    seed: int
    until: date
    customers: int = 1000
    orders: int = 3000
    products: int = 120
    days: int = 400
    timezone: str = "Asia/Riyadh"


class Shop:
    """Plays the plan: `history()` once to its end, then `step()` as often as wanted."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.state = ShopState()
        self.zone = ZoneInfo(plan.timezone)
        self._end = datetime.combine(plan.until, time(), self.zone)
        self._opening = self._end - timedelta(days=plan.days)
        self._clock = self._opening - timedelta(days=2)
        seed = plan.seed
        self._chance = chance = random.Random(seed)
        catalogue = Catalogue(chance, Ids(seed, "product"), seed)
        self._shelf = Shelf(chance, catalogue, self.state)
        self._crowd = Crowd(chance, People(chance, Ids(seed, "customer")), self.state)
        self._checkout = Checkout(chance, Ids(seed, "order"), Ids(seed, "line"))
        self._activities = Ids(seed, "activity", long=True)
        self._due: list[tuple[datetime, int, str, int]] = []
        self._planned = 0

    def history(self) -> Iterator[Event]:
        """Give everything that happened, in order, each event as soon as it has happened."""
        plan = self.plan
        for _ in range(plan.products):
            yield self._shelf.add(self._tick(self._clock))
        self._plan_changes()
        newcomers = plan.customers
        placed = order_times(self._chance, plan.orders, plan.days, plan.until, self.zone)
        for number, at in enumerate(placed):
            yield from self._until(at)
            share = newcomers / (len(placed) - number)
            arriving = int(share) + (self._chance.random() < share % 1)
            newest = None
            for _ in range(arriving if self._crowd else max(arriving, 1)):
                newcomers -= 1
                registered = self._crowd.register(self._tick(at))
                newest = registered.customer
                yield registered
            yield self._purchase(self._tick(at + _TELLING), newest)
        yield from self._until(self._end)

    def step(self, at: datetime) -> list[Event]:
        """Let the next thing happen at `at`: a purchase, an order moving on, a change."""
        at = self._clock = max(at.astimezone(self.zone), self._clock)
        pick = self._chance.random()
        if pick < 0.45 and self._due and self._rested(at):
            _, _, what, subject = heapq.heappop(self._due)
            return list(self._happen(at, what, subject))
        if pick > 0.93:
            return [self._shelf.change(at)]
        if pick > 0.88 and self._crowd:
            return [self._crowd.change(at)]
        if self._crowd and self._chance.random() < 0.75:
            return [self._purchase(at, None)]
        registered = self._crowd.register(at - 2 * _TELLING)
        return [registered, self._purchase(at, registered.customer)]

    def act(self, what: str, at: datetime, subject: int = 0) -> list[Event]:
        """Let one wanted thing happen at `at`, once the past is told.

        `what` is ORDER (by customer `subject`, or by anybody), NEWCOMER, CUSTOMER or PRODUCT (a
        change of `subject`, or of any), or for the order `subject` a status slug, AMEND or
        PARTIAL_REFUND. Raises KeyError when there is no such order, customer or product.
        """
        at = self._clock = max(at.astimezone(self.zone), self._clock)
        if what == NEWCOMER:
            return [self._crowd.register(at)]
        if what == CUSTOMER:
            return [self._crowd.change(at, subject)]
        if what == PRODUCT:
            return [self._shelf.change(at, subject)]
        if what == ORDER:
            return [self._purchase(at, self.state.customers[subject] if subject else None)]
        order = self.state.orders[subject]
        self._due = [due for due in self._due if due[3] != subject]  # it goes another way now
        heapq.heapify(self._due)
        return list(self._move(order, what, at))

    def _tick(self, at: datetime) -> datetime:
        """Give `at`, but at least a second after what was told last, so that order is plain."""
        self._clock = max(at, self._clock + _SECOND)
        return self._clock

    def _rested(self, at: datetime) -> bool:
        """Say whether the order that is due first has been as it is for a few seconds."""
        order = self.state.orders.get(self._due[0][3])
        return order is None or at - order.updated_at >= 2 * _TELLING

    def _until(self, end: datetime) -> Iterator[Event]:
        """Give what falls due before `end`."""
        while self._due and self._due[0][0] < end:
            at, _, what, subject = heapq.heappop(self._due)
            yield from self._happen(self._tick(at), what, subject)

    def _happen(self, at: datetime, what: str, subject: int) -> Iterator[Event]:
        if what == PRODUCT:
            yield self._shelf.change(at)
        elif what == CUSTOMER:
            if self._crowd:
                yield self._crowd.change(at)
        elif what == _DELETION:
            deleted = self._shelf.delete(at)
            if deleted:
                yield deleted
        else:
            yield from self._move(self.state.orders[subject], what, at)

    def _move(self, order: Order, what: str, at: datetime) -> Iterator[Event]:
        tell = self.state.order_event
        if what == AMEND:
            after = self._checkout.amend(order, at)
            yield tell("order.updated", after, at)
        elif what == PARTIAL_REFUND:
            after = partly_refunded(order, at)
            yield tell("order.refunded", after, at)
        else:
            after = moved(order, what, at)
            note = "تم تحديث حالة الطلب" if self._chance.random() < 0.3 else ""
            number = self._activities.next()
            yield tell("order.status.updated", after, at, activity_id=number, note=note)
            also = {"canceled": "order.cancelled", "restored": "order.refunded"}.get(what)
            if also or self._chance.random() < 0.4:  # one change often sends two events
                yield tell(also or "order.updated", after, at)
        self._plan_next(after)

    def _purchase(self, at: datetime, newest: Customer | None) -> Event:
        """Let the newcomer, or somebody known, have bought something that is told at `at`."""
        customer = newest or self._crowd.returning()
        order = self._checkout.order(customer, self._shelf.for_sale(), at - _TELLING)
        self._crowd.bought(customer)
        for line in order.lines:
            self._shelf.sell(line)
        self._plan_next(order)
        return self.state.order_event("order.created", order, at)

    def _plan_changes(self) -> None:
        """Spread the merchant's and the customers' changes over the history."""
        kinds = (
            (PRODUCT, self.plan.products * 3),
            (_DELETION, self.plan.products // 25),
            (CUSTOMER, self.plan.customers // 10),
        )
        microseconds = self.plan.days * 86_400_000_000
        for what, count in kinds:
            for _ in range(count):
                into = timedelta(microseconds=self._chance.randrange(microseconds))
                self._plan_at(self._opening + into, what, 0)

    def _plan_next(self, order: Order) -> None:
        step = next_step(order, self._chance)
        if step:
            self._plan_at(step[0], step[1], order.id)

    def _plan_at(self, at: datetime, what: str, subject: int) -> None:
        self._planned += 1
        heapq.heappush(self._due, (at, self._planned, what, subject))
