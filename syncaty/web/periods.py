"""A stretch of days, the one it is compared with, and the steps of a period picker. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

USUAL_DAYS = 30
PRESETS = (7, 30, 90, 365)
LONGEST = 366 * 5
FIRST_YEAR, LAST_YEAR = 1900, 9000  # with room for the periods before and after


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both included, in the store's calendar."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def shifted(self, days: int) -> "Period":
        """Give the period that many days later."""
        by = timedelta(days=days)
        return Period(self.first + by, self.last + by)

    def before(self) -> "Period":
        """Give the period of the same length just before: what figures are compared with."""
        return self.shifted(-self.days)

    def after(self, today: date) -> "Period | None":
        """Give the next period of the same length, or None when it would begin after today."""
        later = self.shifted(self.days)
        if self.last >= today:
            return None
        return later if later.last <= today else latest(self.days, today)

    def each_day(self) -> list[date]:
        """Give all its days in order."""
        return [self.first + timedelta(days=step) for step in range(self.days)]


def latest(days: int, today: date) -> Period:
    """Give the period of so many days that ends today."""
    return Period(today - timedelta(days=days - 1), today)


def asked(query: Mapping[str, str], today: date) -> Period:
    """Read `from` and `to` of an address; the last 30 days when they make no period."""
    first, last = day_of(query.get("from", "")), day_of(query.get("to", ""))
    if first is None or last is None or first > last or (last - first).days >= LONGEST:
        return latest(USUAL_DAYS, today)
    return Period(first, last)


def day_of(text: str) -> date | None:
    """Read a day of an address; None for anything else, and for days no store can have."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None
