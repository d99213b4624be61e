"""What an order adds to its customer's totals and to its store's figures."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

from syncaty.projections.settings import StoreSettings
from syncaty.salla.facts import WHOLE, Item

NOTHING = Decimal(0)
DEFAULT_CURRENCY = "SAR"
CONVERTED = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Line:
    """One order line as the product figures need it; money in the order's currency."""

    product_id: int
    units: Decimal
    gross: Decimal


@dataclass(frozen=True, slots=True)
class OrderFigures:
    """The figures of one order; all zero to the outside while it does not count.

    Money is in `currency`, but for `value`, which is in the store's and enters M: the total less
    what was refunded and what the store leaves out of M, or nothing when the order was placed in
    another currency and does not say its rate. `given_back` is `refunded` in the store's currency
    by the same rule; `discounted` tells of a discount or a coupon.
    """

    counts: bool
    customer_id: int | None
    placed_on: date | None
    currency: str
    total: Decimal
    gross: Decimal
    discount: Decimal
    shipping: Decimal
    tax: Decimal
    refunded: Decimal
    value: Decimal
    units: Decimal
    items_total: Decimal
    refund_all: bool
    given_back: Decimal
    discounted: bool
    lines: tuple[Line, ...]


def order_figures(values: Mapping[str, Any], settings: StoreSettings) -> OrderFigures:
    """Derive the figures of an order from its registers and the store's settings.

    `gross` is what Salla sends as sub-total; where it is missing, the sum of the lines, and where
    there are none, the total without shipping, tax and fees and before the discount.
    """
    placed_at: datetime | None = values.get("placed_at")
    items: Sequence[Item] = values.get("items") or ()
    total = values.get("total") or NOTHING
    discount = values.get("discount") or NOTHING
    shipping = values.get("shipping") or NOTHING
    tax = values.get("tax") or NOTHING
    fee = values.get("cash_on_delivery") or NOTHING
    items_total = sum((item.total for item in items), NOTHING)
    gross = values.get("sub_total")
    if gross is None:
        gross = items_total if items else total - shipping - tax - fee + discount
    refund_all = values.get("refund") == WHOLE
    refunded = total if refund_all else values.get("refund") or NOTHING
    currency = values.get("currency") or settings.currency or DEFAULT_CURRENCY
    apart = NOTHING if settings.part_of_money("tax") else tax
    apart += NOTHING if settings.part_of_money("shipping") else shipping
    return OrderFigures(
        counts=_counts(values, settings, refund_all or 0 < total <= refunded),
        customer_id=values.get("customer_id"),
        placed_on=placed_at and placed_at.astimezone(settings.zone).date(),
        currency=currency,
        total=total,
        gross=gross,
        discount=discount,
        shipping=shipping,
        tax=tax,
        refunded=refunded,
        value=_in_own_currency(_value(total - refunded, apart), currency, values, settings),
        units=sum((item.quantity for item in items), NOTHING),
        items_total=items_total,
        refund_all=refund_all,
        given_back=_in_own_currency(refunded, currency, values, settings),
        discounted=discount > 0 or bool(values.get("coupon")),
        lines=tuple(
            Line(item.product_id, item.quantity, item.total)
            for item in items
            if item.product_id is not None
        ),
    )


def own_currency(orders: Sequence[Mapping[str, Any]]) -> str:
    """Tell a store's own currency from its first orders.

    An order that was exchanged names it; else it is the one most of them are in.
    """
    named = Counter(each for order in orders if (each := order.get("base_currency")))
    used = Counter(each for order in orders if (each := order.get("currency")))
    candidates = named or used or Counter([DEFAULT_CURRENCY])
    most = max(candidates.values())
    best = sorted(each for each, times in candidates.items() if times == most)
    return DEFAULT_CURRENCY if DEFAULT_CURRENCY in best else best[0]


def _in_own_currency(
    amount: Decimal, currency: str, values: Mapping[str, Any], settings: StoreSettings
) -> Decimal:
    """Give an amount in the store's currency, by the order's own rate; 0 where it has none.

    The rate says how much of the order's currency one of the store's is worth: 0.266592 for
    dollars in a shop of riyals. The result has four decimals at most, halves rounded away from 0.
    """
    if settings.currency is None or currency == settings.currency:
        return amount
    rate = values.get("exchange_rate")
    pair = (values.get("base_currency"), values.get("exchange_currency"))
    if not rate or rate < 0 or pair != (settings.currency, currency):
        return NOTHING
    with localcontext(prec=60):  # enough for any amount at any rate
        return Decimal((amount / rate).quantize(CONVERTED, ROUND_HALF_UP))


def _value(left: Decimal, apart: Decimal) -> Decimal:
    """Take out what is no part of M: down to 0 at most, whatever was refunded."""
    return max(left - apart, min(left, NOTHING))


def _counts(values: Mapping[str, Any], settings: StoreSettings, given_back: bool) -> bool:  # noqa: FBT001
    if given_back or values.get("draft") or values.get("deleted") or not values.get("placed_at"):
        return False
    return settings.status_counts(values.get("status"))
