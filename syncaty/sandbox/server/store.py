"""One shop of the stand-in: its data, its owner, and what may be made to happen in it."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from syncaty.clock import Clock, utc_now
from syncaty.sandbox.journal import Journal, Step
from syncaty.sandbox.life import AMEND, PARTIAL_REFUND
from syncaty.sandbox.model import Customer, Event, Order, Product
from syncaty.sandbox.server.ledger import Ledger
from syncaty.sandbox.server.listing import Listing
from syncaty.sandbox.server.replica import Replica
from syncaty.sandbox.server.subscriptions import Subscriptions
from syncaty.sandbox.shop import CUSTOMER, NEWCOMER, ORDER, PRODUCT, Plan, Shop

Tell = Callable[["Store", int, Event], None]


@dataclass(frozen=True, slots=True)
class Profile:
    """Who a shop is: merchant id, name, plan (see limits.PER_MINUTE), and its owner."""

    merchant: int
    name: str = "متجر تجريبي · Demo shop"
    plan: str = "plus"
    owner: str = "نورة العتيبي"
    email: str = "owner@shop.example"

    @property
    def domain(self) -> str:
        """Where the shop's pages are."""
        return f"https://shop.example/{self.merchant}"

    @property
    def shown_plan(self) -> str:
        """The plan as Salla would name it."""
        return "special" if self.plan == "unlimited" else self.plan


class Store:
    """A shop with its past played; what happens from now on is told to `tell`, numbered.

    Any thread may let things happen in it; who reads holds `lock`. A journal makes the shop's
    life the same again after a restart; `untold` is then what a stop kept from being sent.
    """

    def __init__(
        self, profile: Profile, plan: Plan, journal: Journal | None = None, clock: Clock = utc_now
    ) -> None:
        self.profile = profile
        self.user: Literal["active", "deleted", "inactive"] = "active"
        self.installed = False
        self.subscriptions = Subscriptions()
        self.listing = Listing()
        self.ledger = Ledger()
        self.replica = Replica(self.ledger, lambda: clock().timestamp())
        self.tell: Tell | None = None
        self.lock = threading.RLock()
        self.untold: list[tuple[int, Event]] = []
        self._clock = clock
        self._journal = journal
        self._shop = Shop(journal.plan if journal else plan)
        self._number = 0
        self._play()

    @property
    def timezone(self) -> str:
        """The shop's time zone."""
        return self._shop.plan.timezone

    def step(self) -> list[Event]:
        """Let the next thing happen by chance: a purchase, an order moving on, a change."""
        return self._happen("", 0)

    def place_order(self, customer: int = 0) -> Order:
        """Let the customer named, or anybody, order something."""
        return _order(self._happen(ORDER, customer))

    def move_order(self, order: int, slug: str) -> Order:
        """Give an order another status; `restored` refunds it in full."""
        return _order(self._happen(slug, order))

    def amend_order(self, order: int) -> Order:
        """Raise the quantity of an order's first line."""
        return _order(self._happen(AMEND, order))

    def refund_order(self, order: int) -> Order:
        """Pay back the first line of an order; its status stays."""
        return _order(self._happen(PARTIAL_REFUND, order))

    def remove_order(self, order: int) -> None:
        """Take an order away without a word; asking for it answers 410."""
        with self.lock:
            self.ledger.remove_order(order)

    def register_customer(self) -> Customer:
        """Let somebody new open an account."""
        return _customer(self._happen(NEWCOMER, 0))

    def change_customer(self, customer: int = 0) -> Customer:
        """Let the customer named, or anybody, change their details."""
        return _customer(self._happen(CUSTOMER, customer))

    def change_product(self, product: int = 0) -> Product:
        """Change the product named, or any; without a name now and then a new one comes."""
        product_ = self._happen(PRODUCT, product)[0].product
        assert product_ is not None  # noqa: S101  by what was wanted
        return product_

    def settled(self, number: int) -> None:
        """Note that an event needs no more sending."""
        if self._journal is not None:
            self._journal.settled(number)

    def close(self) -> None:
        """Write down how far the journal is."""
        if self._journal is not None:
            self._journal.close()

    def _play(self) -> None:
        for event in self._shop.history():
            self.ledger.apply(event)
            self._number += 1
        if self._journal is None:
            return
        self._journal.told(self._number)
        for step in self._journal.steps:
            numbered = self._take(step.play(self._shop))
            self.untold += [each for each in numbered if each[0] >= self._journal.sent]

    def _happen(self, what: str, subject: int) -> list[Event]:
        with self.lock:
            step = Step(self._clock(), what, subject)
            events = step.play(self._shop)
            if self._journal is not None:
                self._journal.step(step)
            for number, event in self._take(events):
                self.replica.follow(event)
                if self.tell is not None:
                    self.tell(self, number, event)
            return events

    def _take(self, events: list[Event]) -> list[tuple[int, Event]]:
        first = self._number
        self._number += len(events)
        for event in events:
            self.ledger.apply(event)
        return list(enumerate(events, start=first))


def _order(events: list[Event]) -> Order:
    return next(event.order for event in reversed(events) if event.order is not None)


def _customer(events: list[Event]) -> Customer:
    return next(event.customer for event in events if event.customer is not None)
