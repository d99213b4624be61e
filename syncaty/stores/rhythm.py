"""How often a store is usually heard of, and how unlikely a silence is. Pure: no clock, no SQL.

Time is cut into stretches of ten minutes, and a stretch with at least one webhook is a *beat*: one
order brings several webhooks at once, and counting them singly would make every pause look odd. For
each hour of the store's week the chance that a stretch is empty is learned from the last weeks. A
silence is as unlikely as so many empty stretches in a row; the sum of their logarithms is the
`weight` of a silence, so exp(-weight) is its probability. For rare events that is the Poisson
process' exp(-expected events).

Few weeks and few orders say little about one hour of the week, so each hour leans on the same hour
of all days, and that on the whole week (shrinkage of Gamma-Poisson kind: Gelman et al., Bayesian
Data Analysis, 3rd ed., 2.6 and 5). docs/understand/gaps.md explains it to merchants.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

HOUR = timedelta(hours=1)
WEEK_HOURS = 168
STRETCHES = 6  # in an hour
WEEKS = 8  # that are looked at
HALF_LIFE = timedelta(weeks=2)  # a shift of habits (Ramadan, a holiday) wins within two weeks
LEAST_BEATS = 20
LEAST_DAYS = 7
SHIFTS = range(-2, 3)  # hours by which a day's habit may be early or late
BUSIEST = 0.98  # no stretch is surer than this, however busy the store
UNUSUAL = math.log(100)
IMPLAUSIBLE = math.log(100_000)
SHORTEST = timedelta(minutes=30)  # Salla's own resends may take a quarter of an hour

_LEAN_ON_DAYS = 12.0  # stretches' worth: two weeks of the hour itself weigh as much
_LEAN_ON_ALL = 6.0

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A store's habit: the weight of an hour of silence for each hour of its week (Monday 0:00 on).

    `level` (at most 1) says how much quieter than that the store's last days were.
    """

    zone: str
    weights: tuple[float, ...]
    level: float
    beats: int

    def as_json(self) -> dict[str, Any]:
        """Give it as plain values."""
        return asdict(self)

    @classmethod
    def read(cls, held: Any) -> "Rhythm | None":  # noqa: ANN401 - as the database gives it
        """Read what `as_json` gave; None stays None."""
        if held is None:
            return None
        weights = tuple(float(weight) for weight in held["weights"])
        return cls(str(held["zone"]), weights, float(held["level"]), int(held["beats"]))


def learn(
    hours: Mapping[datetime, int],
    since: datetime,
    until: datetime,
    zone: ZoneInfo,
    blind: Sequence[Span],
) -> Rhythm | None:
    """Learn a store's rhythm; None while too little is known.

    `hours` has the beats of each full hour that had any, `since` and `until` bound what was
    watched, and hours in the `blind` spans are left out: nothing could come then.
    """
    since = max(since, until - timedelta(weeks=WEEKS))
    seen = [(hour, hours.get(hour, 0)) for hour in _hours(since, until) if not _in(hour, blind)]
    beats = sum(count for _, count in seen)
    if beats < LEAST_BEATS or len(seen) < LEAST_DAYS * 24:
        return None
    chances = _chances([(slot(hour, zone), count, _faded(until - hour)) for hour, count in seen])
    weights = tuple(-STRETCHES * math.log1p(-min(chance, BUSIEST)) for chance in chances)
    return Rhythm(zone.key, weights, _level(seen, chances, zone), beats)


def weight(rhythm: Rhythm, since: datetime, until: datetime) -> float:
    """Give how heavy a silence is: exp(-weight) is the probability that nothing comes by chance.

    The habit may be two hours early or late that day; the shift that makes the silence most
    plausible counts.
    """
    zone = ZoneInfo(rhythm.zone)
    parts = list(_parts(since, until, zone))
    sums = (
        sum(rhythm.weights[(at + shift) % WEEK_HOURS] * share for at, share in parts)
        for shift in SHIFTS
    )
    return rhythm.level * min(sums)


def unusual(rhythm: Rhythm | None, since: datetime, until: datetime) -> bool:
    """Tell whether a silence is longer than the store's habit: less likely than one in 100."""
    return _heavy(rhythm, since, until, UNUSUAL)


def implausible(rhythm: Rhythm | None, since: datetime, until: datetime, alarms: int) -> bool:
    """Tell whether a silence is too unlikely to be chance: less than one in a hundred thousand.

    After `alarms` in a row that brought no webhook, twice as much silence is needed each time: the
    store may be on holiday.
    """
    return _heavy(rhythm, since, until, IMPLAUSIBLE * 2 ** min(alarms, 20))


def slot(at: datetime, zone: ZoneInfo) -> int:
    """Give the hour of the store's week, 0 for Monday from midnight to one."""
    local = at.astimezone(zone)
    return local.weekday() * 24 + local.hour


def _heavy(rhythm: Rhythm | None, since: datetime, until: datetime, bound: float) -> bool:
    if rhythm is None or until - since < SHORTEST:
        return False
    return weight(rhythm, since, until) >= bound


def _chances(seen: Iterable[tuple[int, int, float]]) -> list[float]:
    """Give for each hour of the week the chance that a stretch of it has a beat."""
    had, could = [0.0] * WEEK_HOURS, [0.0] * WEEK_HOURS
    for at, count, faded in seen:
        had[at] += faded * count
        could[at] += faded * STRETCHES
    overall = sum(had) / sum(could)
    daily = [
        (sum(had[hour::24]) + _LEAN_ON_ALL * overall) / (sum(could[hour::24]) + _LEAN_ON_ALL)
        for hour in range(24)
    ]
    return [
        (had[at] + _LEAN_ON_DAYS * daily[at % 24]) / (could[at] + _LEAN_ON_DAYS)
        for at in range(WEEK_HOURS)
    ]


def _level(seen: Sequence[tuple[datetime, int]], chances: Sequence[float], zone: ZoneInfo) -> float:
    """Compare the last week up to the last beat with the habit; never more than 1."""
    last = max(hour for hour, count in seen if count)
    recent = [(hour, count) for hour, count in seen if last - timedelta(days=7) < hour <= last]
    usual = sum(chances[slot(hour, zone)] * STRETCHES for hour, _ in recent)
    return min(1.0, (sum(count for _, count in recent) + 2) / (usual + 2))


def _faded(age: timedelta) -> float:
    return float(0.5 ** (age / HALF_LIFE))


def _hours(since: datetime, until: datetime) -> Iterable[datetime]:
    """Give the full hours between two instants."""
    at = since.replace(minute=0, second=0, microsecond=0)
    at += HOUR if at < since else timedelta(0)
    while at + HOUR <= until:
        yield at
        at += HOUR


def _in(hour: datetime, spans: Sequence[Span]) -> bool:
    return any(since < hour + HOUR and hour < until for since, until in spans)


def _parts(since: datetime, until: datetime, zone: ZoneInfo) -> Iterable[tuple[int, float]]:
    """Cut a span at full hours: the hour of the week of each part, and its share of an hour."""
    while since < until:
        end = min(until, since.replace(minute=0, second=0, microsecond=0) + HOUR)
        yield slot(since, zone), (end - since) / HOUR
        since = end
