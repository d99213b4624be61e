"""What the buyers of each score code make together: the 5 x 5 map, distributions, hints. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from syncaty.rfm.scoring import DIMENSIONS, EPOCH, Dimension

SCORES = (1, 2, 3, 4, 5)
FEW_BUYERS = 50
"""Below this many buyers the fifths are of fewer than ten people each, and one order moves them."""

Hint = Literal["few_buyers", "missing_scores"]


@dataclass(frozen=True, slots=True)
class CodeGroup:
    """The buyers of one score code; `last_days` sums the day numbers of their last orders."""

    r: int
    f: int
    m: int
    segment: str
    customers: int
    orders: int
    revenue: Decimal
    last_days: int


@dataclass(slots=True)
class Sums:
    """Buyers taken together: how many, their orders, what they spent, how long ago."""

    customers: int = 0
    orders: int = 0
    revenue: Decimal = Decimal(0)
    last_days: int = 0

    def add(self, group: CodeGroup) -> None:
        """Take the buyers of a code in."""
        self.customers += group.customers
        self.orders += group.orders
        self.revenue += group.revenue
        self.last_days += group.last_days

    def mean_days(self, today: date) -> Decimal | None:
        """Give the mean of whole days since the last order, to one decimal; None without buyers."""
        if not self.customers:
            return None
        days = (today - EPOCH) // timedelta(days=1) * self.customers - self.last_days
        return (Decimal(days) / self.customers).quantize(Decimal("0.1"), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Cell:
    """A field of the map. `share` is of all buyers, `segments` those within, largest first."""

    r: int
    fm: int
    customers: int
    share: Decimal
    revenue: Decimal
    segments: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """How many buyers have each score of a dimension, and what they spent."""

    dimension: Dimension
    score: int
    customers: int
    share: Decimal
    revenue: Decimal


@dataclass(frozen=True, slots=True)
class Thin:
    """Why the scores say little yet, if they do; `missing` holds the scores nobody has."""

    hints: tuple[Hint, ...]
    buyers: int
    missing: dict[Dimension, tuple[int, ...]] = field(default_factory=dict)


def fm_of(f: int, m: int) -> int:
    """Give the joint score of frequency and money: their mean, halves rounded up (4, 5 is 5)."""
    return (f + m + 1) // 2


def share(part: int | Decimal, whole: int | Decimal) -> Decimal:
    """Give a share between 0 and 1 to four decimals, halves up; 0 of nothing is 0."""
    if not whole:
        return Decimal(0)
    return (Decimal(part) / whole).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def total(groups: Iterable[CodeGroup]) -> Sums:
    """Take all buyers together."""
    sums = Sums()
    for each in groups:
        sums.add(each)
    return sums


def cells(groups: Sequence[CodeGroup]) -> tuple[Cell, ...]:
    """Give all 25 fields, empty ones too: best recency first, then FM from 1 to 5."""
    buyers = total(groups).customers
    sums = {(r, fm): Sums() for r in reversed(SCORES) for fm in SCORES}
    within: dict[tuple[int, int], Counter[str]] = {place: Counter() for place in sums}
    for each in groups:
        where = (each.r, fm_of(each.f, each.m))
        sums[where].add(each)
        within[where][each.segment] += each.customers
    return tuple(
        Cell(
            r,
            fm,
            held.customers,
            share(held.customers, buyers),
            held.revenue,
            tuple(sorted(within[r, fm].items(), key=lambda pair: (-pair[1], pair[0]))),
        )
        for (r, fm), held in sums.items()
    )


def spreads(groups: Sequence[CodeGroup]) -> tuple[Spread, ...]:
    """Give all fifteen scores of the three dimensions with their buyers, 1 to 5 each."""
    buyers = total(groups).customers
    found = []
    for dimension in DIMENSIONS:
        for score in SCORES:
            sums = total(each for each in groups if getattr(each, dimension) == score)
            part = share(sums.customers, buyers)
            found.append(Spread(dimension, score, sums.customers, part, sums.revenue))
    return tuple(found)


def thin(groups: Sequence[CodeGroup]) -> Thin:
    """Say whether there is too little to score: few buyers, or scores that nobody has."""
    buyers = total(groups).customers
    missing: dict[Dimension, tuple[int, ...]] = {}
    for dimension in DIMENSIONS if buyers else ():
        held = {getattr(each, dimension) for each in groups}
        if gone := tuple(score for score in SCORES if score not in held):
            missing[dimension] = gone
    hints: list[Hint] = ["few_buyers"] if buyers < FEW_BUYERS else []
    if missing:
        hints.append("missing_scores")
    return Thin(tuple(hints), buyers, missing)
