"""Who buys next: newcomers, one-time buyers and a heavy tail of loyal ones."""

import random
from datetime import datetime

from syncaty.sandbox.model import Customer, Event
from syncaty.sandbox.people import People
from syncaty.sandbox.state import ShopState

# How many tickets an order puts into the draw for the next one. None makes a one-time buyer;
# drawing by tickets makes those who bought often buy oftener still.
_LOYALTY = (0, 1, 2, 4)
_LOYALTY_ODDS = (38, 45, 12, 5)


class Crowd:
    """Keeps the shoppers of one shop and draws the next buyer."""

    def __init__(self, chance: random.Random, people: People, state: ShopState) -> None:
        self._chance = chance
        self._people = people
        self._state = state
        self._members: list[int] = []
        self._tickets: list[int] = []

    def __bool__(self) -> bool:
        return bool(self._members)

    def register(self, at: datetime) -> Event:
        """Let somebody new open an account."""
        customer = self._people.person(at)
        self._members.append(customer.id)
        return self._state.customer_event("customer.created", customer)

    def change(self, at: datetime, subject: int = 0) -> Event:
        """Let a customer, or the one named, change their own details."""
        customer = self._state.customers[subject or self._chance.choice(self._members)]
        return self._state.customer_event("customer.updated", self._people.change(customer, at))

    def returning(self) -> Customer:
        """Draw somebody known; those who bought often and lately are the likeliest."""
        if self._tickets and self._chance.random() < 0.9:
            back = 0.9 * self._chance.random() ** 2
            place = int((1 - back) * len(self._tickets)) - 1
            return self._state.customers[self._tickets[place]]
        return self._state.customers[self._chance.choice(self._members)]

    def bought(self, customer: Customer) -> None:
        """Note a purchase, which makes the next one likelier or not."""
        tickets = self._chance.choices(_LOYALTY, _LOYALTY_ODDS)[0]
        self._tickets.extend([customer.id] * tickets)
