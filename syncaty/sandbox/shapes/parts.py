"""The small parts of Salla's bodies: money, numbers, and its several ways to write a time."""

from datetime import date, datetime
from decimal import Decimal

from syncaty.sandbox.shapes.text import Json

# Fixed tables: strftime's %a and %b would follow the locale of the process.
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip


def number(amount: Decimal) -> int | Decimal:
    """Give whole amounts as integers, as Salla writes 186 and not 186.00."""
    whole = int(amount)
    return whole if whole == amount else amount


def money(amount: Decimal, currency: str) -> Json:
    """Write `{amount, currency}`."""
    return {"amount": number(amount), "currency": currency}


def percentage(percent: Decimal, amount: Decimal, currency: str) -> Json:
    """Write a tax: its percentage as a string with two decimals, its amount as money."""
    return {"percent": f"{percent:.2f}", "amount": money(amount, currency)}


def js_time(at: datetime) -> str:
    """Write `Sun Jun 26 2022 12:21:48 GMT+0300`; the day is not padded."""
    return (
        f"{_DAYS[at.weekday()]} {_MONTHS[at.month - 1]} {at.day} {at.year} {at:%H:%M:%S} GMT{at:%z}"
    )


def date_object(at: datetime) -> Json:
    """Write the local time with its zone's name, as PHP serialises a date."""
    return {
        "date": at.strftime("%Y-%m-%d %H:%M:%S.%f"),
        "timezone_type": 3,
        "timezone": str(at.tzinfo),
    }


def day_object(day: date, zone: str) -> Json:
    """Write a bare day as a date object at midnight."""
    return {
        "date": f"{day.isoformat()} 00:00:00.000000",
        "timezone_type": 3,
        "timezone": zone,
    }


def zoneless(at: datetime) -> str:
    """Write `2023-04-17 12:14:21`, local time without its zone."""
    return at.strftime("%Y-%m-%d %H:%M:%S")
