"""A question's frame: a store, the local days it is about, and the moment it is asked. Pure."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from syncaty.errors import SyncatyError

DAYS = 30
LONGEST = 3_660
"""The most days a period can have: ten years."""


class PeriodError(SyncatyError):
    """A period cannot be asked for; `code` says why (docs/connect/api.md)."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Query:
    """The days `first` to `last` of a store, both in; money in `currency`, days in `zone`.

    Raises PeriodError when `first` is after `last`, or the period is longer than ten years.
    """

    store_id: int
    first: date
    last: date
    currency: str
    zone: ZoneInfo
    now: datetime

    def __post_init__(self) -> None:
        """Refuse days that make no period."""
        if self.first > self.last:
            raise PeriodError(
                "period_reversed",
                f"The period ends ({self.last}) before it begins ({self.first}). Swap the two.",
            )
        if self.days > LONGEST:
            raise PeriodError(
                "period_too_long",
                f"The period has {self.days} days; {LONGEST} is the most. Ask in parts.",
            )

    @property
    def days(self) -> int:
        """How many days the period has."""
        return (self.last - self.first).days + 1

    @property
    def today(self) -> date:
        """The store's local day at the moment the question is asked."""
        return self.now.astimezone(self.zone).date()

    @property
    def before(self) -> "Query | None":
        """The same number of days just before; None where the calendar has no more of them."""
        if self.first.toordinal() <= self.days:
            return None
        length = timedelta(days=self.days)
        return replace(self, first=self.first - length, last=self.last - length)
