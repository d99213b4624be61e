"""One parser for every way Salla writes a time (salla reference, section 8; X21).

Gives instants in UTC and plain days. Empty values and PHP's zero dates give None; what cannot be
read raises ValueError.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from syncaty.salla.values import is_empty, plain_digits

# A fixed table: the names that strptime knows depend on the locale of the process.
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, 1)}
_JS_LIKE = re.compile(
    r"(?:[a-z]{3,9},? +)?([a-z]{3}) +(\d{1,2}),? +(\d{4}) +(\d{1,2}):(\d{2})(?::(\d{2}))?"
    r" *(?:(gmt|utc|z)? *([+-]\d{2}:?\d{2})?)?(?: *\(.*\))?",
    re.IGNORECASE | re.ASCII,
)
_OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})", re.ASCII)
_SECONDS = re.compile(r"\d{9,14}", re.ASCII)
_ZERO_DATES = ("0000-00-00", "-0001-11-30")
_YEARS = range(1900, 2201)


def read_time(value: object, zone: tzinfo) -> datetime | None:
    """Read an instant, in UTC; a time that names no zone is read in `zone`, a bare day at midnight.

    A date object whose zone label is unknown is read in `zone` as well.
    """
    try:
        found = _local(value, zone)
        instant = None if found is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("is not a time") from None
    if instant is not None and instant.year not in _YEARS:
        raise ValueError("is not a time of this age")
    return instant


def read_day(value: object, zone: tzinfo) -> date | None:
    """Read a day, such as a birthday: the one written, in the zone it was written in."""
    try:
        found = _local(value, zone)
    except (ValueError, OverflowError):
        raise ValueError("is not a day") from None
    if found is not None and found.year not in _YEARS:
        raise ValueError("is not a day of this age")
    return None if found is None else found.date()


def _local(value: object, zone: tzinfo) -> datetime | None:
    """Give the time in the zone it was written in."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, dict):
        label = value.get("timezone")
        zone = (named_zone(label) if isinstance(label, str) else None) or zone
        value = _joined(value)
    if isinstance(value, str):
        return _from_text(plain_digits(value.strip()), zone)
    if is_empty(value):
        return None
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise ValueError
    return _from_seconds(value, zone)


def _joined(parts: dict[str, object]) -> object:
    """Give the text of a date object: Salla's own has the time in `date`, the simple one beside."""
    day, time = parts.get("date"), parts.get("time")
    if isinstance(day, str) and isinstance(time, str) and len(day.strip()) == 10:
        return f"{day.strip()} {time.strip()}".strip()
    if isinstance(day, (dict, list)) and day:
        raise ValueError
    return day


@lru_cache(maxsize=4096)
def _from_text(text: str, zone: tzinfo) -> datetime | None:
    # Cached, because all events of one order repeat when it was placed.
    if not text or text.lower() == "null" or text.startswith(_ZERO_DATES):
        return None
    if len(text) > 100:
        raise ValueError
    if text[4:5] == "-":
        found = datetime.fromisoformat(text)
        return found if found.tzinfo else found.replace(tzinfo=zone)
    if _SECONDS.fullmatch(text):
        return _from_seconds(int(text), zone)
    match = _JS_LIKE.fullmatch(text)
    if match is None or match[1].lower() not in _MONTHS:
        raise ValueError
    if match[8]:
        zone = _offset(match[8])
    elif match[7]:
        zone = UTC
    day, year, hour, minute, second = (int(match[group] or 0) for group in (2, 3, 4, 5, 6))
    return datetime(year, _MONTHS[match[1].lower()], day, hour, minute, second, tzinfo=zone)


def _from_seconds(value: int | Decimal, zone: tzinfo) -> datetime:
    if not 10**8 <= value < 10**14:
        raise ValueError
    # Above the year 5138 a number of seconds can only be meant in milliseconds.
    seconds = Decimal(value) / 1000 if value >= 10**11 else Decimal(value)
    micros = int(seconds * 1_000_000)
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)).astimezone(zone)


def named_zone(label: str) -> tzinfo | None:
    """Give the zone of a label such as "Asia/Riyadh", "UTC" or "+03:00", or None if unknown."""
    return _named_zone(label.strip()) if len(label) <= 64 else None


@lru_cache(maxsize=256)
def _named_zone(label: str) -> tzinfo | None:
    try:
        return _offset(label) if label[:1] in {"+", "-"} else ZoneInfo(label)
    except (KeyError, ValueError, OSError):
        return None


@lru_cache(maxsize=256)
def _offset(text: str) -> timezone:
    match = _OFFSET.fullmatch(text)
    if match is None:
        raise ValueError
    away = timedelta(hours=int(match[2]), minutes=int(match[3]))
    return timezone(-away if match[1] == "-" else away)
