"""A line chart of days: lines are points in a box, words are placed beside it by percentage."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil, floor, log10
from typing import TypeVar

from syncaty.web.formats import Figure, compact

WIDTH, HEIGHT, STEPS = 1000, 200, 4
MOST_TICKS = 5
Each = TypeVar("Each")


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the chart; `at` and `width` are percentages along the line of time."""

    day: date
    now: Figure
    before: Figure | None
    at: str
    width: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart ready to be drawn; `edges` are the words of the grid lines, from top to bottom."""

    now: str
    before: str
    under: str
    edges: tuple[str, ...]
    days: tuple[Day, ...]
    ticks: tuple[Day, ...]


def line(days: Sequence[date], now: Sequence[Figure], before: Sequence[Figure] = ()) -> Chart:
    """Lay figures of consecutive days out; `before` are those of the period compared with."""
    top = ceiling(max((float(value) for value in (*now, *before)), default=0.0))
    width = 100 / max(len(days), 1)
    drawn = tuple(
        Day(
            day=day,
            now=now[index],
            before=before[index] if index < len(before) else None,
            at=f"{_share(index, len(days)) * 100:.2f}%",
            width=f"{width:.2f}%",
        )
        for index, day in enumerate(days)
    )
    points = _points(now, top)
    return Chart(
        now=points,
        before=_points(before, top),
        under=f"0,{HEIGHT} {points} {WIDTH},{HEIGHT}" if len(now) > 1 else "",
        edges=tuple(compact(Decimal(str(top)) * step / STEPS) for step in range(STEPS, -1, -1)),
        days=drawn,
        ticks=ticks_of(drawn),
    )


def ceiling(highest: float) -> float:
    """Give the next round figure whose quarter is round too."""
    if highest <= 0:
        return float(STEPS)
    unit = float(10 ** floor(log10(highest)))
    step = next(step for step in (1, 2, 4, 6, 8, 10) if step * unit >= highest)
    return float(max(step * unit, STEPS)) if highest >= 1 else step * unit


def _points(values: Sequence[Figure], top: float) -> str:
    if len(values) < 2:
        return ""
    return " ".join(
        f"{_share(index, len(values)) * WIDTH:.1f},{HEIGHT * (1 - float(value) / top):.1f}"
        for index, value in enumerate(values)
    )


def _share(index: int, count: int) -> float:
    return index / (count - 1) if count > 1 else 0.5


def ticks_of(days: Sequence[Each]) -> tuple[Each, ...]:
    """Choose the few days that are written under a chart: the ends, and evenly between."""
    if len(days) <= MOST_TICKS:
        return tuple(days)
    step = ceil((len(days) - 1) / (MOST_TICKS - 1))
    chosen = list(range(0, len(days) - step // 2 - 1, step))
    return tuple(days[index] for index in [*chosen, len(days) - 1])
