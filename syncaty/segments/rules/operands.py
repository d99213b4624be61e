"""Reads what conditions compare with; every fault names its place."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from syncaty.segments.rules.fault import RuleError
from syncaty.segments.rules.fields import MOST_DAYS, Field, Operand
from syncaty.segments.rules.tree import Value

MOST_VALUES = 1_000
LONGEST = 200
_MOST_ID = 2**63 - 1
_LARGEST = Decimal(10) ** 15
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")


def read(operand: Operand, value: object, field: Field, path: str) -> Value:
    """Read the value of a comparison of `field`; raises RuleError."""
    match operand:
        case "number":
            return _number(value, field, path)
        case "pair":
            return _pair(value, field, path)
        case "texts":
            return _chosen(value, field, path)
        case "day":
            return day(value, path)
        case "days":
            return days(value, path)
        case "yes":
            if not isinstance(value, bool):
                raise RuleError(path, "Give true or false.")
            return value


def decimal(value: object, path: str) -> Decimal:
    """Read a number from 0 to a million milliards, with at most six decimals."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise RuleError(path, "Give a number.")
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise RuleError(path, "Give a number.") from None
    if not number.is_finite() or not -_LARGEST <= number <= _LARGEST:
        raise RuleError(path, "The number is out of reach.")
    exponent = number.normalize().as_tuple().exponent
    if isinstance(exponent, int) and exponent < -6:
        raise RuleError(path, "At most six decimals.")
    if number < 0:
        raise RuleError(path, "The number cannot be below 0.")
    return number


def day(value: object, path: str) -> date:
    """Read a day such as 2026-02-28."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else _no_day(path)
    except ValueError:
        return _no_day(path)


def days(value: object, path: str, *, low: int = 0) -> int:
    """Read a number of days, at most ten years."""
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= MOST_DAYS:
        raise RuleError(path, f"Give whole days from {low} to {MOST_DAYS:,}.")
    return value


def texts(value: object, path: str) -> tuple[str, ...]:
    """Read one text or a list of them."""
    given = value if isinstance(value, list) else [value]
    if not 0 < len(given) <= MOST_VALUES:
        raise RuleError(path, f"Give from 1 to {MOST_VALUES:,} texts.")
    return tuple(dict.fromkeys(_text(each, path) for each in given))


def ids(value: object, path: str) -> tuple[int, ...]:
    """Read a list of Salla's numbers, as numbers or as texts of digits."""
    if not isinstance(value, list) or len(value) > MOST_VALUES:
        raise RuleError(path, f"Give a list of at most {MOST_VALUES:,} numbers.")
    found = []
    for each in value:
        plain = not isinstance(each, bool) and isinstance(each, int | str)
        text = str(each) if plain else ""
        if not (text.isascii() and text.isdigit() and 0 < int(text) <= _MOST_ID):
            raise RuleError(path, "Each is a number of Salla's, such as 1298199463.")
        found.append(int(text))
    return tuple(dict.fromkeys(found))


def key(value: object, path: str) -> str:
    """Read the key of a segment."""
    if not isinstance(value, str) or not _KEY.fullmatch(value):
        raise RuleError(path, "Give a segment's key, such as champions.")
    return value


def _number(value: object, field: Field, path: str) -> Value:
    number = decimal(value, path)
    if field.kind == "money" or field.name == "days_between":
        return number
    if number != number.to_integral_value() or not field.low <= number <= field.high:
        raise RuleError(path, f"Give a whole number from {field.low:,} to {field.high:,}.")
    return int(number)


def _pair(value: object, field: Field, path: str) -> tuple[Decimal, Decimal]:
    if not isinstance(value, list) or len(value) != 2:
        raise RuleError(path, "Give two numbers: from and to, both included.")
    low, high = (
        Decimal(str(_number(each, field, f"{path}.{at}"))) for at, each in enumerate(value)
    )
    if low > high:
        raise RuleError(path, "The first number is above the second.")
    return low, high


def _chosen(value: object, field: Field, path: str) -> tuple[str, ...]:
    found = texts(value, path)
    if field.choices:
        for each in found:
            if each not in field.choices:
                raise RuleError(path, f"{field.name} is one of {', '.join(field.choices)}.")
    return found


def _text(value: object, path: str) -> str:
    text = value.strip() if isinstance(value, str) else ""
    if not 0 < len(text) <= LONGEST or "\0" in text:
        raise RuleError(path, f"Each is a text of 1 to {LONGEST} characters.")
    return text


def _no_day(path: str) -> date:
    raise RuleError(path, "Give a day such as 2026-02-28.")
