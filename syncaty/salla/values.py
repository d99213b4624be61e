"""Plain values as Salla writes them: four ways to say empty, digits in Arabic, PHP's odd shapes.

Each reader gives None for an empty value and raises ValueError for one it cannot read; the
message never repeats the value, which may be personal.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from syncaty.salla.ids import as_id

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_UNSEEN = dict.fromkeys(map(ord, "\u200e\u200f\u061c\u202a\u202b\u202c\u2066\u2067\u2069\ufeff"))
_FLAGS = {True: True, False: False, "1": True, "0": False, "true": True, "false": False}
_WHOLE = re.compile(r"[+-]?\d{1,12}(?:\.0{0,12})?", re.ASCII)
# Tuples, because a union written in place is built anew at each call.
_EMPTIES, _NUMBERS, _SCALARS = (str, dict, list), (int, Decimal), (str, int)
_INTEGER_MAX = 2**31 - 1


def is_empty(value: object) -> bool:
    """Tell whether a value is one of Salla's four empties: null, "", {} and [] (X12)."""
    if value:  # most values are there; only a text may be empty all the same
        return isinstance(value, str) and not value.strip()
    return value is None or isinstance(value, _EMPTIES)


def plain_digits(text: str) -> str:
    """Turn Arabic-Indic and Persian digits into 0 to 9 and drop invisible direction marks."""
    return text if text.isascii() else text.translate(_DIGITS).translate(_UNSEEN)


def read_text(value: object, limit: int = 500) -> str | None:
    """Read a text: trimmed, without NUL (PostgreSQL keeps none), cut at `limit` characters."""
    if isinstance(value, str):
        text = value.replace("\0", "").strip()
        return (text if len(text) <= limit else text[:limit].rstrip()) or None
    if is_empty(value):
        return None
    if isinstance(value, _NUMBERS) and not isinstance(value, bool):
        return _number_text(value)[:limit] or None
    raise ValueError("is not a text")


def read_short_text(value: object) -> str | None:
    """Read a text that is searched by: at most 100 characters."""
    return read_text(value, 100)


def read_long_text(value: object) -> str | None:
    """Read an address on the web or a note: at most 2000 characters."""
    return read_text(value, 2000)


def read_id(value: object) -> int | None:
    """Read an id; 0 stands for none, like the four empties."""
    found = as_id(value)
    if found is None and not is_empty(value) and value not in (0, "0"):
        raise ValueError("is not an id")
    return found


def read_flag(value: object) -> bool | None:
    """Read true or false, also written as 1 or 0, as a number or a text."""
    if is_empty(value):
        return None
    key = value.strip().lower() if isinstance(value, str) else value
    if isinstance(key, _SCALARS) and key in _FLAGS:
        return _FLAGS[key]
    raise ValueError("is neither true nor false")


def read_count(value: object) -> int | None:
    """Read a whole number of 32 bits, also from a text such as "50" or "50.00"."""
    if is_empty(value):
        return None
    if isinstance(value, str):
        text = plain_digits(value.strip())
        if not _WHOLE.fullmatch(text):
            raise ValueError("is not a whole number")
        value = Decimal(text)
    if isinstance(value, bool) or not isinstance(value, _NUMBERS):
        raise ValueError("is not a whole number")
    if not -_INTEGER_MAX <= value <= _INTEGER_MAX or value != int(value):
        raise ValueError("is not a whole number of usual size")
    return int(value)


def part_of(value: object, key: str) -> dict[str, object]:
    """Give the object under `key`, or an empty one where there is none or something else."""
    inner = value.get(key) if isinstance(value, dict) else None
    return inner if isinstance(inner, dict) else {}


def rows_of(value: object) -> Iterator[object]:
    """Give the rows of a list, also where PHP wrote it as an object (numbered keys, or one row)."""
    if isinstance(value, list):
        yield from value
    elif isinstance(value, dict) and value:
        yield from value.values() if all(key.isdigit() for key in value) else [value]
    elif not is_empty(value):
        raise ValueError("is not a list")


def _number_text(value: int | Decimal) -> str:
    if isinstance(value, Decimal):
        return str(value)
    return str(value) if value.bit_length() < 1000 else ""
