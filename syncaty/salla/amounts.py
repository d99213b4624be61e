"""An order's figures, from Salla's `amounts` or the simple shape's, as sent (X19)."""

from decimal import Decimal

from syncaty.errors import PermanentError
from syncaty.salla.fields import Fields
from syncaty.salla.money import read_amount, read_currency, read_money, read_rate
from syncaty.salla.values import is_empty, read_short_text, rows_of


def take_amounts(order: Fields) -> None:
    """Take currency, total and the parts of the total; a total that is no amount fails the job.

    `amounts.total` is the order's value, else `total`. Parts that are absent are not spoken of.
    """
    amounts = order.data.get("amounts")
    if not is_empty(amounts) and not isinstance(amounts, dict):
        raise _no_total(f"{order.path}.amounts")
    inside = order.inner("amounts")
    _take_total(order, inside)
    for field, key in (
        ("sub_total", "sub_total"),
        ("shipping", "shipping_cost"),
        ("cash_on_delivery", "cash_on_delivery"),
        ("tax", "tax"),
    ):
        inside.take(field, key, read_amount, clears=False)
    if "discounts" in inside.data:
        _take_discounts(inside)
    else:
        inside.take("discount", "discount", read_amount, clears=False)


def take_exchange_rate(order: Fields) -> None:
    """Take the rate at which `base_currency`, the store's own, turns into `exchange_currency`."""
    rate = order.inner("exchange_rate")
    rate.take("exchange_rate", "rate", read_rate)
    rate.take("exchange_currency", "exchange_currency", read_currency)
    rate.take("base_currency", "base_currency", read_currency)


def _take_total(order: Fields, amounts: Fields) -> None:
    currency = read_currency(order.data.get("currency")) or read_currency(
        amounts.data.get("currency")
    )
    for part in (amounts, order):
        value = part.data.get("total")
        try:
            money = read_money(value)
        except ValueError:
            raise _no_total(f"{part.path}.total") from None
        if money is not None:
            order.put("total", money.amount)
            currency = currency or money.currency
            break
    if currency:
        order.put("currency", currency)


def _take_discounts(amounts: Fields) -> None:
    """Add up the discounts, which are texts, and take the first code used as the coupon."""
    try:
        rows = list(rows_of(amounts.data["discounts"]))
    except ValueError as error:
        amounts.note("discounts", str(error))
        return
    total, coupon = Decimal(0), None
    for position, row in enumerate(rows):
        data = row if isinstance(row, dict) else {}
        one = Fields(amounts.context, data, f"discounts.{position}", above=amounts)
        total += one.get("discount", read_amount) or 0
        coupon = coupon or one.get("code", read_short_text)
    amounts.put("discount", total)
    amounts.put("coupon", coupon)


def _no_total(path: str) -> PermanentError:
    return PermanentError(
        "bad_money",
        "The order's total is not an amount of money, so the order was left as it was."
        " The body is kept; nothing is to be done unless Salla sends the order again.",
        path,
    )
