"""A year of a small invented shop as webhook bodies, and its figures worked out from the bodies.

Nothing here uses the product's own arithmetic: tests compare the two.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tests.integration.pipeline.shop import Body, order

FIRST = date(2024, 1, 1)
BUYERS = 60
ORDERS = 240
STRANGER = 9001
"""A customer who never ordered."""


@dataclass(frozen=True)
class Bought:
    """One order as the tests know it; `kept` is what was not refunded."""

    id: int
    customer: int | None
    day: date
    currency: str
    gross: Decimal
    discount: Decimal
    refunded: Decimal
    counts: bool
    items: tuple[tuple[int, int, int], ...]

    @property
    def total(self) -> Decimal:
        return self.gross - self.discount

    @property
    def kept(self) -> Decimal:
        return self.total - self.refunded


def bought(seed: int = 7) -> list[Bought]:
    """Invent the orders: repeat buyers, guests, cancelled ones, refunds, a few in dinars."""
    chance = random.Random(seed)  # repeatable, not secret
    found = []
    for n in range(1, ORDERS + 1):
        customer = None if n % 40 == 0 else 1 + int(BUYERS * chance.random() ** 2)
        items = tuple(
            (product, chance.randint(1, 3), chance.randint(5, 90))
            for product in sorted(chance.sample(range(501, 521), chance.randint(1, 4)))
        )
        gross = Decimal(sum(count * price for _, count, price in items))
        discount = gross / 10 if n % 7 == 0 else Decimal(0)
        cancelled = n % 11 == 0
        refunded = Decimal(5) if n % 13 == 0 and not cancelled else Decimal(0)
        found.append(
            Bought(
                id=n,
                customer=customer,
                day=FIRST + timedelta(days=chance.randint(0, 364)),
                currency="KWD" if n % 29 == 0 else "SAR",
                gross=gross,
                discount=discount,
                refunded=refunded,
                counts=not cancelled,
                items=items,
            )
        )
    return found


def bodies(orders: Iterable[Bought]) -> Iterator[Body]:
    """Give the webhooks that say these orders, and one of a customer who never orders."""
    yield {
        "event": "customer.created",
        "merchant": 77,
        "created_at": "2023-12-31T10:00:00Z",
        "data": {
            "id": STRANGER,
            "first_name": "أمينة",
            "last_name": "الغامدي",
            "mobile": "+966598765432",
            "email": "Amina@Example.com",
            "city": "Riyadh",
            "country": "SA",
        },
    }
    for each in orders:
        amounts = {
            "sub_total": float(each.gross),
            "shipping_cost": 0,
            "total": float(each.total),
            "currency": each.currency,
        }
        if each.discount:
            amounts["discounts"] = [{"title": "ten", "discount": f"{each.discount}"}]
        body = order(
            each.id,
            at=f"{each.day}T12:00:00Z",
            date=str(each.day),
            customer=each.customer,
            items=each.items,
            amounts=amounts,
            status="completed" if each.counts else "canceled",
        )
        yield body
        if each.refunded:
            refund = {"refund_action": {"refund_amount": {"amount": 5, "currency": each.currency}}}
            yield {
                **body,
                "event": "order.refunded",
                "created_at": f"{each.day + timedelta(days=2)}T12:00:00Z",
                "data": {**body["data"], "payment_actions": refund},
            }


@dataclass
class Buyer:
    """A buyer's totals as the tests work them out."""

    orders: int = 0
    spent: Decimal = Decimal(0)
    first: date = date.max
    last: date = date.min


def buyers(orders: Iterable[Bought]) -> dict[int, Buyer]:
    """Work out the totals of every buyer with a counting order."""
    found: dict[int, Buyer] = defaultdict(Buyer)
    for each in orders:
        if not each.counts or each.customer is None:
            continue
        buyer = found[each.customer]
        buyer.orders += 1
        buyer.spent += each.kept if each.currency == "SAR" else 0
        buyer.first = min(buyer.first, each.day)
        buyer.last = max(buyer.last, each.day)
    return dict(found)
