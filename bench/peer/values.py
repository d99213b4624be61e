"""How the peer reads values: it trusts their form."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo


def money(value: Any) -> Decimal | None:
    """Read an amount, in an object or plain."""
    amount = value["amount"] if isinstance(value, dict) else value
    return None if amount is None else Decimal(str(amount))


def moment(value: Any) -> datetime | None:
    """Read a date object."""
    if not value:
        return None
    return datetime.fromisoformat(value["date"]).replace(tzinfo=ZoneInfo(value["timezone"]))


def day(value: Any) -> date | None:
    """Read the day of a date object."""
    found = moment(value)
    return found.date() if found else None
