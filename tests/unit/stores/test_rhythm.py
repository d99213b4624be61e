"""A store's rhythm: what it learns, and which silences ring."""

import random
from bisect import bisect
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncaty.stores import rhythm
from syncaty.stores.rhythm import HOUR, Rhythm, Span

RIYADH = ZoneInfo("Asia/Riyadh")
START = datetime(2026, 1, 4, 21, tzinfo=UTC)  # a Monday's midnight in Riyadh
# How busy each hour of a day is, from midnight: a shop that sleeps from two to eight.
DAY = (6, 1, 0, 0, 0, 0, 0, 0, 4, 8, 10, 12, 12, 11, 10, 10, 12, 14, 16, 18, 20, 18, 13, 8)
NOBODY: tuple[Span, ...] = ()

Shift = Callable[[datetime], int]
Level = Callable[[datetime], float]


def webhooks(
    per_week: float,
    weeks: int,
    seed: int,
    shift: Shift = lambda _: 0,
    level: Level = lambda _: 1.0,
) -> list[datetime]:
    """Invent when webhooks come: one per order at once, and up to two later."""
    chance = random.Random(seed)
    came: list[datetime] = []
    for hour in range(weeks * rhythm.WEEK_HOURS):
        at = START + hour * HOUR
        busy = DAY[(at.astimezone(RIYADH).hour - shift(at)) % 24] / (sum(DAY) * 7)
        for _ in range(_poisson(chance, per_week * busy * level(at))):
            placed = at + chance.random() * HOUR
            came.append(placed)
            later = range(chance.randrange(3))
            came.extend(placed + timedelta(seconds=chance.expovariate(1 / 7200)) for _ in later)
    return sorted(came)


def _poisson(chance: random.Random, mean: float) -> int:
    if mean > 50:
        return max(0, round(chance.gauss(mean, mean**0.5)))
    count, passed = 0, chance.expovariate(1)
    while passed < mean:
        count, passed = count + 1, passed + chance.expovariate(1)
    return count


def beats(came: list[datetime]) -> dict[datetime, int]:
    stretches: dict[datetime, set[int]] = {}
    for at in came:
        hour = at.replace(minute=0, second=0, microsecond=0)
        stretches.setdefault(hour, set()).add(at.minute // 10)
    return {hour: len(each) for hour, each in stretches.items()}


def alarms(came: list[datetime], weeks: int) -> Iterator[Span]:
    """Give the silences that ring, the rhythm being learned anew each day as the watch does."""
    hours = beats(came)
    for day in range(7, weeks * 7):
        now = START + timedelta(days=day)
        known = {hour: count for hour, count in hours.items() if hour + HOUR <= now}
        learned = rhythm.learn(known, START, now, RIYADH, NOBODY)
        first = max(0, bisect(came, now) - 1)
        of_day = came[first : bisect(came, now + timedelta(days=1)) + 1]
        for since, until in pairwise(of_day):
            end = min(until, now + timedelta(days=1))
            if rhythm.implausible(learned, since, end, 0):
                yield since, end


def learned(per_week: float, weeks: int = 8, seed: int = 1) -> Rhythm:
    found = rhythm.learn(
        beats(webhooks(per_week, weeks, seed)),
        START,
        START + timedelta(weeks=weeks),
        RIYADH,
        NOBODY,
    )
    assert found is not None
    return found


def rings_after(habit: Rhythm, since: datetime, count: int = 0) -> timedelta:
    for minutes in range(10, 60 * 24 * 60, 10):
        if rhythm.implausible(habit, since, since + timedelta(minutes=minutes), count):
            return timedelta(minutes=minutes)
    raise AssertionError("it never rings")


def local(day: int, hour: int) -> datetime:
    return START + timedelta(weeks=8, days=day, hours=hour)


@pytest.mark.parametrize("per_week", [5, 60, 700, 4_000])
def test_a_store_that_goes_on_as_usual_hardly_ever_rings(per_week: int) -> None:
    rung = sum(1 for seed in (1, 2) for _ in alarms(webhooks(per_week, 13, seed), 13))
    assert rung <= 2  # in half a year


def test_habits_that_move_by_hours_or_fade_ring_seldom() -> None:
    ramadan = START + timedelta(weeks=8)
    moved = webhooks(300, 13, 3, shift=lambda at: 4 if at >= ramadan else 0)
    faded = webhooks(300, 13, 3, level=lambda at: 0.4 if at >= ramadan else 1.0)
    for came in (moved, faded):
        assert len(list(alarms(came, 13))) <= 2


def test_a_sleeping_store_does_not_ring_and_a_waking_one_does() -> None:
    habit = learned(300)
    asleep = local(1, 4)
    assert not rhythm.unusual(habit, asleep, local(1, 8))
    assert rings_after(habit, local(1, 14)) <= timedelta(hours=5)
    assert rings_after(habit, asleep) > timedelta(hours=7)
    assert rings_after(learned(5_000), local(1, 14)) <= timedelta(minutes=40)


def test_a_tiny_store_may_be_silent_for_days() -> None:
    patience = rings_after(learned(5), local(1, 12))
    assert timedelta(days=3) < patience < timedelta(days=14)


def test_a_new_store_is_not_judged() -> None:
    came = beats(webhooks(700, 1, 1))
    short = rhythm.learn(came, START, START + timedelta(days=6), RIYADH, NOBODY)
    few = rhythm.learn(
        dict(list(came.items())[:4]), START, START + timedelta(weeks=3), RIYADH, NOBODY
    )
    assert short is few is None
    assert not rhythm.unusual(None, START, START + timedelta(days=90))


def test_nothing_shorter_than_salla_may_take_to_resend_rings() -> None:
    habit = Rhythm("Asia/Riyadh", (10_000.0,) * rhythm.WEEK_HOURS, 1.0, 100)
    noon = local(1, 12)
    assert not rhythm.implausible(habit, noon, noon + timedelta(minutes=29), 0)
    assert rhythm.implausible(habit, noon, noon + timedelta(minutes=30), 0)


def test_each_further_alarm_needs_twice_the_silence() -> None:
    habit = Rhythm("Asia/Riyadh", (6.0,) * rhythm.WEEK_HOURS, 1.0, 100)
    waits = [rings_after(habit, local(0, 0), count) for count in range(4)]
    assert [round(wait / waits[0]) for wait in waits] == [1, 2, 4, 8]


def test_a_quieter_week_asks_for_patience() -> None:
    came = webhooks(300, 8, 1, level=lambda at: 0.2 if at > START + timedelta(weeks=7) else 1.0)
    quiet = rhythm.learn(beats(came), START, START + timedelta(weeks=8), RIYADH, NOBODY)
    assert quiet is not None
    assert quiet.level < 0.6
    assert rings_after(quiet, local(1, 14)) > rings_after(learned(300), local(1, 14))


def test_outages_are_no_habit() -> None:
    came = webhooks(700, 8, 1)
    away: Span = (START + timedelta(weeks=5), START + timedelta(weeks=7))
    heard = [at for at in came if not away[0] <= at < away[1]]
    end = START + timedelta(weeks=8)
    blind = rhythm.learn(beats(heard), START, end, RIYADH, [away])
    fooled = rhythm.learn(beats(heard), START, end, RIYADH, NOBODY)
    assert blind is not None
    assert fooled is not None
    assert sum(blind.weights) > 1.1 * sum(fooled.weights)


def test_it_is_kept_as_plain_values() -> None:
    habit = learned(60)
    assert Rhythm.read(habit.as_json()) == habit
    assert Rhythm.read(None) is None


@given(
    st.integers(0, 7 * 24 * 60),
    st.integers(0, 20 * 24 * 60),
    st.integers(0, 20 * 24 * 60),
)
def test_more_silence_never_weighs_less(start: int, length: int, more: int) -> None:
    weights = tuple(float(DAY[hour % 24]) for hour in range(rhythm.WEEK_HOURS))
    habit = Rhythm("Asia/Riyadh", weights, 0.7, 100)
    since = START + timedelta(minutes=start)
    short, long = since + timedelta(minutes=length), since + timedelta(minutes=length + more)
    assert 0 <= rhythm.weight(habit, since, short) <= rhythm.weight(habit, since, long) + 1e-9


@given(st.dictionaries(st.integers(0, 8 * rhythm.WEEK_HOURS - 1), st.integers(1, 6)))
def test_whatever_came_gives_chances(came: dict[int, int]) -> None:
    hours = {START + hour * HOUR: count for hour, count in came.items()}
    found = rhythm.learn(hours, START, START + timedelta(weeks=8), RIYADH, NOBODY)
    if sum(hours.values()) < rhythm.LEAST_BEATS:
        assert found is None
        return
    assert found is not None
    assert len(found.weights) == rhythm.WEEK_HOURS
    assert all(0 <= weight < 30 for weight in found.weights)
    assert 0 < found.level <= 1
