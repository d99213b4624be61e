"""Fixed limits between scores, chosen by the merchant, and proposals for them. Pure."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, cast

from syncaty.errors import SyncatyError
from syncaty.rfm.scoring import DIMENSIONS, EPOCH, Dimension, Edge, Edges

MOST_DAYS, MOST_ORDERS, MOST_MONEY = 36_500, 1_000_000, Decimal(10) ** 12
ROUND_DAYS = (
    1,
    2,
    3,
    5,
    7,
    10,
    14,
    21,
    30,
    45,
    60,
    90,
    120,
    150,
    180,
    240,
    270,
    365,
    450,
    540,
    730,
)
USUAL = {"r": (30, 90, 180, 365), "f": (1, 2, 3, 5), "m": (100, 250, 500, 1000)}
"""Limits for a store without buyers: a beginning to be changed."""

Four = tuple[Decimal, Decimal, Decimal, Decimal]


class LimitsError(SyncatyError):
    """Limits that cannot be used; `dimension` tells which."""

    def __init__(self, dimension: Dimension, message: str) -> None:
        super().__init__(message)
        self.dimension = dimension


@dataclass(frozen=True, slots=True)
class Limits:
    """The values up to which scores go, ascending: four of each dimension.

    `r` in whole days since the last order: up to r[0] scores 5, beyond r[3] scores 1. `f` in orders
    and `m` in the store's money: up to f[0] scores 1, beyond f[3] scores 5.
    """

    r: Four
    f: Four
    m: Four

    def __post_init__(self) -> None:
        """Refuse what cannot be used; raises LimitsError."""
        _check("r", self.r, Decimal(0), Decimal(MOST_DAYS))
        _check("f", self.f, Decimal(1), Decimal(MOST_ORDERS))
        _check("m", self.m, Decimal(0), MOST_MONEY)

    def edges(self, day: date) -> dict[Dimension, Edges]:
        """Give the edges that stand on a store's day; nobody is counted below or on them."""
        shift = (day - EPOCH).days
        values = {"r": [each - shift for each in self.r], "f": list(self.f), "m": list(self.m)}
        return {
            each: cast("Edges", tuple(Edge(value, 0, 0) for value in values[each]))
            for each in DIMENSIONS
        }

    def kept(self) -> dict[str, list[Any]]:
        """Give the form they are kept in; money as text, so that no digit is lost."""
        return {
            "r": [int(each) for each in self.r],
            "f": [int(each) for each in self.f],
            "m": [format(each, "f") for each in self.m],
        }


def limits_of(document: Mapping[Any, Sequence[object]]) -> Limits:
    """Read limits from the form they are kept in, or from what somebody wrote."""
    return Limits(*(_four(each, document.get(each) or ()) for each in DIMENSIONS))


def propose(edges: Mapping[Dimension, Edges] | None, today: date) -> Limits:
    """Propose round limits near the fifths of a store's own buyers, no two of them alike."""
    if edges is None:
        return limits_of(USUAL)
    shift = (today - EPOCH).days
    days = [int(edge.value) + shift for edge in edges["r"]]
    orders = [int(edge.value) for edge in edges["f"]]
    money = [edge.value for edge in edges["m"]]
    return Limits(
        _four("r", _apart((_near(each) for each in days), _next_day)),
        _four("f", _apart((max(each, 1) for each in orders), lambda held: held + 1)),
        _four("m", _apart((_round(each) for each in money), _next_round)),
    )


def _four(dimension: Dimension, values: Iterable[object]) -> Four:
    found = []
    for each in values:
        try:
            found.append(Decimal(str(each).strip()))
        except InvalidOperation:
            raise LimitsError(dimension, f"{each!s:.40} is not a number.") from None
    if len(found) != 4:
        raise LimitsError(dimension, f"Four limits are needed, not {len(found)}.")
    return cast("Four", tuple(found))


def _check(dimension: Dimension, values: Four, least: Decimal, most: Decimal) -> None:
    if not all(each.is_finite() and least <= each <= most for each in values):
        raise LimitsError(dimension, f"Limits lie between {least} and {most}.")
    if dimension != "m" and any(each != each.to_integral_value() for each in values):
        raise LimitsError(dimension, "Days and orders are whole numbers.")
    if list(values) != sorted(set(values)):
        raise LimitsError(dimension, "Each limit must be higher than the one before it.")


def _apart(wanted: Iterable[Any], after: Any) -> list[Any]:  # noqa: ANN401
    """Keep ascending values apart: one that is not above the last becomes the next after it."""
    found: list[Any] = []
    for each in wanted:
        found.append(each if not found or each > found[-1] else after(found[-1]))
    return found


def _near(days: int) -> int:
    if days > ROUND_DAYS[-1]:
        return min(round(days / 365) * 365, MOST_DAYS - 4 * 365)
    return min(ROUND_DAYS, key=lambda each: (abs(each - days), each))


def _next_day(days: int) -> int:
    place = bisect_right(ROUND_DAYS, days)
    return ROUND_DAYS[place] if place < len(ROUND_DAYS) else days + 365


def _round(amount: Decimal) -> Decimal:
    """Give the amount in two figures, the second 0 or 5: 1,234 is 1,000, 487 is 500."""
    if amount < 1:
        return Decimal(1)
    step = Decimal(10) ** amount.adjusted() / 2
    return (amount / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def _next_round(amount: Decimal) -> Decimal:
    return amount + Decimal(10) ** amount.adjusted() / 2
