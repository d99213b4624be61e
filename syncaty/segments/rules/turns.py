"""On whom a day's beginning can turn a rule: customers found by days of theirs, not by asking all.

Conditions that depend on time do so by the store's day alone. Each turns for a customer on a few
days that follow from one of his own: `last_order_on days_ago_at_least 90` on the ninetieth day
after his last order. So when a day begins, it says which days to look for.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from decimal import Decimal

from syncaty.segments.rules.tree import Bought, Compare, Condition, Rule, conditions

# Nobody's birthday is further away than this.
_YEAR = 365


@dataclass(frozen=True, slots=True)
class Turning:
    """The days that customers have in common whose answer to a rule may change as a day begins.

    `birthdays` are days of any year as month * 100 + day; `born_on` are whole days of birth.
    `ordered_on` are days of orders that count, `placed_on` of orders that may not.
    """

    last_order_on: set[date] = field(default_factory=set)
    first_order_on: set[date] = field(default_factory=set)
    joined_on: set[date] = field(default_factory=set)
    birthdays: set[int] = field(default_factory=set)
    born_on: set[date] = field(default_factory=set)
    ordered_on: set[date] = field(default_factory=set)
    placed_on: set[date] = field(default_factory=set)

    def anything(self) -> bool:
        """Tell whether there is a day to look for."""
        return any(getattr(self, each.name) for each in fields(self))


def turning(rules: Iterable[Rule], day: date) -> Turning:
    """Give whose answers to some rules may differ on `day` from those of the day before."""
    found = Turning()
    for rule in rules:
        for condition in conditions(rule):
            _add(found, condition, day)
    return found


def _add(found: Turning, condition: Condition, day: date) -> None:
    match condition:
        case Compare(name, "days_ago_at_least" | "days_ago_at_most" as op, int(days)):
            # "At least" begins to hold on that day, "at most" ends to on the day after.
            back = days if op == "days_ago_at_least" else days + 1
            getattr(found, name).update(_earlier(day, back))
        case Compare("birthday", "within_next_days", int(days)) if days < _YEAR:
            found.birthdays.update(_kept_on(day + timedelta(days)))
            found.birthdays.update(_kept_on(day - timedelta(1)))
        case Compare("age") as asked:
            for years in _ages(asked):
                found.born_on.update(_completes(years, day))
        case Bought(window=window, where=where) if window.last_days is not None:
            # With a status among what is asked, orders that do not count are looked at, too.
            of_any = any(name == "status" for name, _ in where)
            days_of = found.placed_on if of_any else found.ordered_on
            days_of.update(_earlier(day, window.last_days))


def _earlier(day: date, days: int) -> tuple[date, ...]:
    """Give the day so many days earlier; none before there were days."""
    return (day - timedelta(days),) if days < day.toordinal() else ()


def _kept_on(day: date) -> set[int]:
    """Give the birthdays that are kept on a day: on 28 February, mostly, that of the 29th too."""
    kept = {day.month * 100 + day.day}
    if kept == {228} and not _leap(day.year):
        kept.add(229)
    return kept


def _ages(condition: Compare) -> tuple[int, ...]:
    """Give the ages at whose completion a comparison of the age changes."""
    match condition.op, condition.value:
        case "at_least", int(age):
            return (age,)
        case "at_most", int(age):
            return (age + 1,)
        case _, int(age):
            return (age, age + 1)
        case _, (Decimal() as low, Decimal() as high):
            return (int(low), int(high) + 1)
    raise ValueError(f"age {condition.op} cannot be compared with {condition.value!r}")


def _completes(years: int, day: date) -> set[date]:
    """Give the days of birth of those who complete so many years on a day.

    Who was born on 29 February does so on 1 March where the year has no such day.
    """
    year = day.year - years
    if year < 1:
        return set()
    born = set()
    if (day.month, day.day) != (2, 29) or _leap(year):
        born.add(day.replace(year=year))
    if (day.month, day.day) == (3, 1) and not _leap(day.year) and _leap(year):
        born.add(date(year, 2, 29))
    return born


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
