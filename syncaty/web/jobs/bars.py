"""The bar of webhooks per minute: what went well stands on the line, trouble hangs under it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from syncaty.jobs.job import Minute

WIDTH, HEIGHT, AXIS = 1200.0, 112.0, 94.0
ABOVE = 84.0  # the most a bar rises; trouble gets what is left, at the same scale while it fits
LEAST = 2.0  # one webhook can be seen
SPANS = (  # how long the bar may be, and its steps
    (timedelta(hours=2), timedelta(minutes=1)),
    (timedelta(hours=12), timedelta(minutes=6)),
    (timedelta(days=1), timedelta(minutes=12)),
    (timedelta(days=7), timedelta(hours=2)),
    (timedelta(days=30), timedelta(hours=6)),
)


@dataclass(frozen=True, slots=True)
class Rect:
    """A piece of a bar; `look` is done, ign, wait, retry or fail, `out` outside the chosen time."""

    look: str
    x: str
    y: str
    width: str
    height: str
    out: bool


@dataclass(frozen=True, slots=True)
class Bars:
    """The drawing. `start` and `end` are percentages of the chosen time from either side, empty
    when nothing is chosen; `ticks` divide the line evenly.
    """

    since: datetime
    until: datetime
    step: timedelta
    rects: tuple[Rect, ...]
    ticks: tuple[datetime, ...]
    start: str
    end: str
    total: int
    failed: int
    busiest: int


def window(
    now: datetime, after: datetime | None, before: datetime | None
) -> tuple[datetime, datetime, timedelta]:
    """Give the shortest span up to now (or up to `before`) that holds the chosen time, with the
    length of a step; the ends lie on whole steps.
    """
    until = now if before is None or before > now - SPANS[0][0] else before
    wanted = until - (after or until)
    span, step = next((each for each in SPANS if each[0] >= wanted), SPANS[-1])
    last = _floor(until, step) + step
    return last - span, last, step


def draw(
    counted: Sequence[Minute],
    shown: tuple[datetime, datetime, timedelta],
    after: datetime | None,
    before: datetime | None,
) -> Bars:
    """Lay the bars out over a window; what lies outside `after` and `before` is drawn lighter."""
    since, until, step = shown
    steps = round((until - since) / step)
    tallest = max((_well(each) for each in counted), default=0)
    deepest = max((each.failed + each.retrying for each in counted), default=0)
    unit = min(ABOVE / max(tallest, 1), (HEIGHT - AXIS - 2) / max(deepest, 1))
    unit = max(unit, ABOVE / max(tallest, 1) * 0.4) if tallest else unit
    slot = WIDTH / steps
    rects: list[Rect] = []
    for each in counted:
        index = (each.at - since) // step
        out = bool((after and each.at + step <= after) or (before and each.at >= before))
        rects += _stack(each, index * slot + slot * 0.15, slot * 0.7, unit, out=out)
    chosen = after is not None or before is not None
    return Bars(
        since=since,
        until=until,
        step=step,
        rects=tuple(rects),
        ticks=tuple(since + (until - since) * part / 4 for part in range(4)),
        start=_share(max(after or since, since) - since, until - since) if chosen else "",
        end=_share(until - min(before or until, until), until - since) if chosen else "",
        total=sum(_well(each) + each.failed + each.retrying for each in counted),
        failed=sum(each.failed for each in counted),
        busiest=max((_well(each) + each.failed + each.retrying for each in counted), default=0),
    )


def _well(each: Minute) -> int:
    return each.applied + each.ignored + each.pending


def _stack(each: Minute, x: float, width: float, unit: float, *, out: bool) -> list[Rect]:
    rects: list[Rect] = []
    y = AXIS - 1
    for look, count in (("done", each.applied), ("ign", each.ignored), ("wait", each.pending)):
        if count:
            height = min(max(count * unit, LEAST), y)
            y -= height
            rects.append(_rect(look, x, y, width, height, out=out))
    y = AXIS + 1.5
    for look, count in (("fail", each.failed), ("retry", each.retrying)):
        if count and y < HEIGHT:
            height = min(max(count * unit, LEAST), HEIGHT - y)
            rects.append(_rect(look, x, y, width, height, out=out))
            y += height
    return rects


def _rect(look: str, x: float, y: float, width: float, height: float, *, out: bool) -> Rect:
    return Rect(look, f"{x:.1f}", f"{y:.1f}", f"{width:.1f}", f"{height:.1f}", out)


def _share(part: timedelta, whole: timedelta) -> str:
    return f"{min(max(part / whole, 0), 1) * 100:.3f}%"


def _floor(at: datetime, step: timedelta) -> datetime:
    seconds = int(step.total_seconds())
    return at - timedelta(seconds=int(at.timestamp()) % seconds, microseconds=at.microsecond)
