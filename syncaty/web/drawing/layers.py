"""A chart of layers upon each other, day by day: what a whole consisted of. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate

from syncaty.web.drawing.chart import HEIGHT, STEPS, WIDTH, ceiling, ticks_of
from syncaty.web.formats import compact

MOST_STRIPS = 62
LEAST_LABEL = 0.055  # of the height: a thinner layer has no room for its name


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer: its outline, and the middle of its end as a percentage when a name fits there."""

    key: str
    points: str
    end: str


@dataclass(frozen=True, slots=True)
class Strip:
    """A day to be pointed at: where its strip begins and how wide it is, along the line of time."""

    day: date
    total: int
    at: str
    width: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Layers:
    """The chart; `edges` are the words of the grid lines, from top to bottom."""

    layers: tuple[Layer, ...]
    edges: tuple[str, ...]
    strips: tuple[Strip, ...]
    ticks: tuple[tuple[date, str], ...]
    chosen: str


def layers(
    days: Sequence[date],
    sizes: Sequence[Mapping[str, int]],
    keys: Sequence[str],
    chosen: date,
) -> Layers:
    """Lay sizes of consecutive days out, the first of the keys on top; two days at least."""
    totals = [sum(each[key] for key in keys) for each in sizes]
    top = ceiling(max(totals, default=0))
    stacked = [list(accumulate((each[key] for key in reversed(keys)), initial=0)) for each in sizes]
    found = []
    for place, key in enumerate(reversed(keys)):
        under = [each[place] for each in stacked]
        over = [each[place + 1] for each in stacked]
        if under == over:
            continue
        found.append(Layer(key, _outline(under, over, top), _end(under[-1], over[-1], top)))
    at = dict(
        zip(days, (f"{_share(n, len(days)) * 100:.2f}%" for n in range(len(days))), strict=True)
    )
    return Layers(
        layers=tuple(found),
        edges=tuple(compact(Decimal(str(top)) * step / STEPS) for step in range(STEPS, -1, -1)),
        strips=_strips(days, totals, chosen),
        ticks=tuple((day, at[day]) for day in ticks_of(days)),
        chosen=at.get(chosen, ""),
    )


def _outline(under: Sequence[int], over: Sequence[int], top: float) -> str:
    def point(place: int, value: int) -> str:
        x, y = _share(place, len(under)) * WIDTH, HEIGHT * (1 - value / top)
        return f"{x:.1f},{y:.1f}"

    there = [point(place, value) for place, value in enumerate(over)]
    back = [point(place, value) for place, value in reversed(list(enumerate(under)))]
    return " ".join([*there, *back])


def _end(under: int, over: int, top: float) -> str:
    if (over - under) / top < LEAST_LABEL:
        return ""
    return f"{(1 - (under + over) / 2 / top) * 100:.2f}%"


def _strips(days: Sequence[date], totals: Sequence[int], chosen: date) -> tuple[Strip, ...]:
    step = -(-len(days) // MOST_STRIPS)
    picked = [place for place in range(len(days)) if (len(days) - 1 - place) % step == 0]
    width = 100 * step / max(len(days) - 1, 1)
    return tuple(
        Strip(
            days[place],
            totals[place],
            f"{_share(place, len(days)) * 100 - width / 2:.2f}%",
            f"{width:.2f}%",
            days[place] == chosen,
        )
        for place in picked
    )


def _share(place: int, count: int) -> float:
    return place / (count - 1) if count > 1 else 0.5
