"""Money as Salla writes it: an object, a number or a text (salla reference, section 7).

Always decimal, never through float. Empty values give None; what cannot be read raises ValueError.
"""

import re
from decimal import Decimal
from typing import NamedTuple

from syncaty.salla.values import is_empty, plain_digits

_NUMBER = re.compile(
    r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?(?:e[+-]?\d{1,3})?", re.IGNORECASE | re.ASCII
)
_ARABIC_MARKS = str.maketrans("٫٬", ".,")
_NO_AMOUNT = "is not an amount of money"
_LIMIT = 10**15
_LOWEST, _HIGHEST = Decimal(-_LIMIT), Decimal(_LIMIT)
_MONEY_PLACES, _RATE_PLACES = 6, 12


class Money(NamedTuple):
    """An amount, and its currency (ISO 4217) where the value names one."""

    amount: Decimal
    currency: str | None


def read_amount(value: object) -> Decimal | None:
    """Read {amount, currency}, a number or a text; a tax's {percent, amount: {...}} as well."""
    if isinstance(value, dict) and value:
        value = _inner(value)
        if isinstance(value, dict) and value:  # a tax is an object whose amount is money
            value = _inner(value)
    return None if is_empty(value) else _number(value, _MONEY_PLACES, _NO_AMOUNT)


def read_money(value: object) -> Money | None:
    """Read an amount together with its currency."""
    amount = read_amount(value)
    currency = value.get("currency") if isinstance(value, dict) else None
    return None if amount is None else Money(amount, read_currency(currency))


def read_rate(value: object) -> Decimal | None:
    """Read a plain number, such as an exchange rate or a quantity, with up to twelve decimals."""
    return None if is_empty(value) else _number(value, _RATE_PLACES, "is not a number")


def read_currency(value: object) -> str | None:
    """Give the currency's three letters in upper case, or None for anything else."""
    if not isinstance(value, str):
        return None
    code = value.strip().upper()
    return code if len(code) == 3 and code.isascii() and code.isalpha() else None


def _inner(value: dict[str, object]) -> object:
    if "amount" not in value:
        raise ValueError(_NO_AMOUNT)
    return value["amount"]


def _number(value: object, places: int, fault: str) -> Decimal:
    if type(value) is int:
        if -_LIMIT < value < _LIMIT:
            return Decimal(value)
        raise ValueError(fault)
    if isinstance(value, str):
        text = plain_digits(value.strip()).translate(_ARABIC_MARKS)
        if len(text) > 60 or not _NUMBER.fullmatch(text):
            raise ValueError(fault)
        value = Decimal(text.replace(",", ""))
    if not isinstance(value, Decimal):
        raise ValueError(fault)
    if not _LOWEST < value < _HIGHEST:
        raise ValueError(fault)
    # More decimals than money has are the noise of a float on the sender's side, and a tiny
    # exponent is no sum at all: both end at the last place kept.
    exponent = int(value.as_tuple().exponent)
    return value if -places <= exponent <= 0 else round(value, places)
