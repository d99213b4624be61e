"""Fills baskets and works out what an order costs: discounts, shipping, VAT."""

import random
from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from itertools import accumulate

from msgspec.structs import replace

from syncaty.sandbox import statuses
from syncaty.sandbox.ids import Ids
from syncaty.sandbox.model import Customer, Discount, Line, Order, Product
from syncaty.sandbox.seasons import is_ramadan

_CENT = Decimal("0.01")
_NOTHING = Decimal(0)
_WAYS = (
    ("mada", 34),
    ("apple_pay", 28),
    ("credit_card", 12),
    ("cod", 8),
    ("tamara_installment", 8),
    ("tabby_installment", 6),
    ("bank", 4),
)
_COURIERS = ("سمسا", "أرامكس", "ريدبوكس", "البريد السعودي")
_BASKET = (45, 27, 15, 8, 5)  # how often one line, two, ...


class Checkout:
    """Turns shoppers and goods into orders out of one stream of chance."""

    def __init__(self, chance: random.Random, orders: Ids, lines: Ids) -> None:
        self._chance = chance
        self._orders = orders
        self._lines = lines

    def order(self, customer: Customer, shelf: Sequence[Product], at: datetime) -> Order:
        """Let the customer order something from the shelf (most popular goods first) at `at`."""
        chance = self._chance
        percent = Decimal(15) if customer.country_code == "SA" else _NOTHING  # export is untaxed
        way = chance.choices([w for w, _ in _WAYS], [n for _, n in _WAYS])[0]
        waiting = way == "bank" or (way != "cod" and chance.random() < 0.04)
        lines = tuple(self._line(product, percent) for product in self._basket(shelf))
        identity = self._orders.next()
        order = Order(
            id=identity,
            reference=40_000_000 + self._orders.count,
            placed_at=at,
            updated_at=at,
            status=statuses.PAYMENT_PENDING if waiting else statuses.UNDER_REVIEW,
            customer_id=customer.id,
            city=customer.city or "الرياض",
            country=customer.country,
            country_code=customer.country_code,
            lines=lines,
            currency="SAR",
            sub_total=_NOTHING,
            shipping=Decimal(chance.choice((15, 18, 20, 22, 25, 30))),
            cash_on_delivery=Decimal(15) if way == "cod" else _NOTHING,
            discounts=(),
            tax_percent=percent,
            tax=_NOTHING,
            total=_NOTHING,
            refunded=_NOTHING,
            payment_method=way,
            device="mobile" if chance.random() < 0.8 else "desktop",
            courier=chance.choice(_COURIERS),
        )
        return add_up(order, self._coupon(at))

    def amend(self, order: Order, at: datetime) -> Order:
        """Give the order after the merchant raised the quantity of its first line by one."""
        first = order.lines[0]
        quantity = first.quantity + 1
        more = replace(first, quantity=quantity, total=first.unit_price * quantity)
        changed = replace(order, lines=(more, *order.lines[1:]), updated_at=at)
        return add_up(changed, order.discounts[0] if order.discounts else None)

    def _basket(self, shelf: Sequence[Product]) -> list[Product]:
        wanted = self._chance.choices((1, 2, 3, 4, 5), _BASKET)[0]
        picks = self._chance.choices(shelf, cum_weights=_popularity(len(shelf)), k=wanted)
        return list({product.id: product for product in picks}.values())

    def _line(self, product: Product, percent: Decimal) -> Line:
        shelf_price = product.sale_price or product.price
        unit = _round(shelf_price * 100 / (100 + product.tax_percent))
        quantity = self._chance.choices((1, 2, 3, 6), (78, 15, 5, 2))[0]
        return Line(
            id=self._lines.next(),
            product_id=product.id,
            name=product.name,
            sku=product.sku,
            quantity=quantity,
            unit_price=unit,
            total=unit * quantity,
            discount=_NOTHING,
            tax=_round(unit * quantity * percent / 100),
        )

    def _coupon(self, at: datetime) -> Discount | None:
        """Give a coupon whose `amount` is still a percentage, or None; see `add_up`."""
        pick = self._chance.random()
        if pick > 0.18:
            return None
        if is_ramadan(at.date()):
            return Discount("خصم رمضان", "RAMADAN15", Decimal(15))
        if 27 <= at.day <= 29:
            return Discount("عرض الراتب", "SALARY20", Decimal(20))
        return Discount("خصم ترحيبي", "AHLAN10", Decimal(10))


@lru_cache(maxsize=64)
def _popularity(goods: int) -> list[float]:
    """Give how often so many goods are bought, most popular first, each with those before it."""
    return list(accumulate(1 / (place + 3) for place in range(goods)))


def add_up(order: Order, coupon: Discount | None) -> Order:
    """Give the order with every amount worked out anew from its lines.

    The coupon's code ends in its percentage, so an order can be added up again after a change.
    """
    percent = Decimal(coupon.code[-2:]) if coupon else _NOTHING
    lines = tuple(_discounted(line, percent, order.tax_percent) for line in order.lines)
    sub_total = sum((line.total for line in lines), _NOTHING)
    off = sum((line.discount for line in lines), _NOTHING)
    taxed = sub_total - off + order.shipping + order.cash_on_delivery
    tax = _round(taxed * order.tax_percent / 100)
    return replace(
        order,
        lines=lines,
        sub_total=sub_total,
        discounts=(replace(coupon, amount=off),) if coupon else (),
        tax=tax,
        total=taxed + tax,
    )


def _discounted(line: Line, percent: Decimal, tax_percent: Decimal) -> Line:
    off = _round(line.total * percent / 100)
    return replace(line, discount=off, tax=_round((line.total - off) * tax_percent / 100))


def _round(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, ROUND_HALF_UP)
