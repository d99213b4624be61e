"""Scores over time as step lines, and segments as a strip beneath them. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

WIDTH, HEIGHT, EDGE = 1000.0, 40.0, 3.0
SCORES = 5
LEAST_SHAPE = 3.0  # per cent of the width: a narrower stay has no room for its sign
TICKS = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody's scores and segment were from an instant on; None: no order that counts."""

    since: datetime
    code: int | None
    segment: str | None


@dataclass(frozen=True, slots=True)
class Stay:
    """A time in one segment: its place and width along the line of time, and whether it is told."""

    segment: str
    at: str
    width: str
    wide: bool


@dataclass(frozen=True, slots=True)
class Steps:
    """The drawing: per score (R, F, M) the lines between times without orders; stays; days."""

    lines: tuple[tuple[str, ...], ...]
    stays: tuple[Stay, ...]
    ticks: tuple[tuple[date, str], ...]
    places: tuple[str, ...]


def steps(standings: Sequence[Standing], now: datetime, zone: ZoneInfo) -> Steps:
    """Lay standings out from the first to now, oldest first; at least one of them."""
    begin = standings[0].since
    whole = max((now - begin).total_seconds(), 1.0)
    at = [(each.since - begin).total_seconds() / whole for each in standings]
    ends = [*at[1:], 1.0]
    scores = [_scores(each.code) for each in standings]
    return Steps(
        lines=tuple(_lines([each[place] for each in scores], at, ends) for place in range(3)),
        stays=tuple(_stays(standings, at, ends)),
        ticks=_ticks(begin, whole, zone),
        places=tuple(f"{each * 100:.2f}%" for each in at),
    )


def _scores(code: int | None) -> tuple[int | None, int | None, int | None]:
    return (None, None, None) if code is None else (code // 100, code // 10 % 10, code % 10)


def _lines(
    values: Sequence[int | None], at: Sequence[float], ends: Sequence[float]
) -> tuple[str, ...]:
    """Give one line for each stretch of time with a score."""
    found: list[list[str]] = []
    goes_on = False
    for value, start, end in zip(values, at, ends, strict=True):
        if value is None:
            goes_on = False
            continue
        if not goes_on:
            found.append([])
        y = EDGE + (HEIGHT - 2 * EDGE) * (SCORES - value) / (SCORES - 1)
        found[-1] += [f"{start * WIDTH:.1f},{y:.1f}", f"{end * WIDTH:.1f},{y:.1f}"]
        goes_on = True
    return tuple(" ".join(each) for each in found)


def _stays(
    standings: Sequence[Standing], at: Sequence[float], ends: Sequence[float]
) -> Iterable[Stay]:
    begun = 0
    for place, each in enumerate(standings):
        last = place + 1 == len(standings)
        if not last and standings[place + 1].segment == each.segment:
            continue
        start, width = at[begun] * 100, (ends[place] - at[begun]) * 100
        begun = place + 1
        if each.segment is not None:
            yield Stay(each.segment, f"{start:.2f}%", f"{width:.2f}%", width >= LEAST_SHAPE)


def _ticks(begin: datetime, whole: float, zone: ZoneInfo) -> tuple[tuple[date, str], ...]:
    found: dict[date, str] = {}
    for place in range(TICKS):
        share = place / (TICKS - 1)
        day = (begin + timedelta(seconds=whole * share)).astimezone(zone).date()
        found.setdefault(day, f"{share * 100:.2f}%")
    return tuple(found.items())
