"""Calls are taken within what Salla told, by all processes together, and shares leave room."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.salla.limits import Limits, Scope
from syncaty.syncs.budget import CUSTOMERS, HaltedError, SharedBudget

STORE = 77
NOW = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.fixture
def line(dsn: str) -> Iterator[Connection[TupleRow]]:
    with psycopg.connect(dsn, autocommit=True) as conn:
        yield conn


class WouldWaitError(Exception):
    """A budget would have had to wait."""


def refuse_to_wait(_: float) -> None:
    raise WouldWaitError


def budget(dsn: str, share: float = 1.0, store: int = STORE) -> "closing[SharedBudget]":
    return closing(SharedBudget(dsn, store, share=share, nap=refuse_to_wait))


def told(limit: int, left: int, ahead: float = 60, status: int = 200, **more: float) -> Limits:
    reset = NOW + timedelta(seconds=ahead)
    return Limits(status, NOW, limit=limit, remaining=left, reset_at=reset, **more)


def spend(of: SharedBudget, scope: Scope = "store", most: int = 5000) -> int:
    """Take calls until one would have to wait; gives how many."""
    for made in range(most):
        try:
            of.take(scope)
        except WouldWaitError:
            return made
    return most


def test_without_word_of_limits_there_is_none(dsn: str, line: Connection[TupleRow]) -> None:
    with budget(dsn) as of:
        of.take("store")
        of.told("store", Limits(200, NOW))
        assert spend(of, most=3000) == 3000
    assert line.execute("select count(*) from api_budgets").fetchone() == (0,)


@pytest.mark.parametrize(("share", "most"), [(1.0, 120), (0.8, 96), (0.5, 60)])
def test_a_share_of_a_limit_is_left_to_others(dsn: str, share: float, most: int) -> None:
    with budget(dsn, share) as of:
        of.take("store")
        of.told("store", told(120, 119))
        assert spend(of) + 1 == most


def test_what_a_repair_leaves_a_person_may_use(dsn: str) -> None:
    with budget(dsn, 0.5) as repair, budget(dsn) as person:
        repair.take("store")
        repair.told("store", told(120, 119))
        assert spend(repair) == 59
        assert 55 <= spend(person) <= 60


def test_an_answer_tells_that_others_called_as_well(dsn: str) -> None:
    with budget(dsn) as of:
        of.take("store")
        of.told("store", told(120, 7))
        assert spend(of) == 7


def test_a_refusal_stops_all_processes_at_once(dsn: str) -> None:
    with budget(dsn) as one, budget(dsn) as other:
        one.take("store")
        one.told("store", told(120, 100))
        one.take("store")
        one.told("store", told(120, 0, status=429, retry_after=30.0))
        assert spend(one) == 0
        assert spend(other) == 0


def test_it_goes_on_when_the_window_is_new(dsn: str, line: Connection[TupleRow]) -> None:
    with budget(dsn) as of:
        of.take("store")
        of.told("store", told(120, 0))
        assert spend(of) == 0
        line.execute("update api_budgets set resets_at = clock_timestamp()")
        assert spend(of) == 120
        assert line.execute("select resets_at from api_budgets").fetchone() == (None,)
        line.execute("update api_budgets set counted_at = counted_at - interval '10 seconds'")
        assert 19 <= spend(of) <= 21


def test_stores_share_the_limit_of_customers_alone(dsn: str, line: Connection[TupleRow]) -> None:
    with budget(dsn) as one, budget(dsn, store=78) as other:
        one.take("customers")
        one.told("customers", told(500, 10, ahead=500))
        assert spend(one, "customers") == 10
        assert spend(other, "customers") == 0
        assert spend(other, "store", 50) == 50
    names = {row[0] for row in line.execute("select scope from api_budgets")}
    assert names == {CUSTOMERS}


def test_a_wait_ends_when_asked_to(dsn: str) -> None:
    stop = threading.Event()
    waits: list[float] = []

    def nap(seconds: float) -> None:
        waits.append(seconds)
        stop.set()

    with closing(SharedBudget(dsn, STORE, halted=stop.is_set, nap=nap)) as of:
        of.take("store")
        of.told("store", told(120, 0, status=429, retry_after=600.0))
        with pytest.raises(HaltedError):
            of.take("store")
    assert waits == [1.0]


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    limit=st.integers(1, 300),
    shares=st.lists(st.sampled_from([0.5, 0.8, 1.0]), min_size=1, max_size=4),
    order=st.lists(st.integers(0, 3), max_size=120),
)
def test_however_callers_take_turns_a_window_is_never_overdrawn(
    dsn: str, limit: int, shares: list[float], order: list[int]
) -> None:
    """A Salla that counts: every call lowers what is left, and each answer says so."""
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute("delete from api_budgets")
    left = limit
    made: Counter[int] = Counter()
    budgets = [SharedBudget(dsn, STORE, share=each, nap=refuse_to_wait) for each in shares]

    def call(place: int) -> bool:
        nonlocal left
        try:
            budgets[place].take("store")
        except WouldWaitError:
            return False
        made[place] += 1
        left -= 1
        budgets[place].told("store", told(limit, max(left, 0)))
        return True

    try:
        call(0)
        for each in order:
            call(each % len(shares))
        for place in range(len(shares)):
            while call(place):
                assert sum(made.values()) <= limit
    finally:
        for one in budgets:
            one.close()
    for place, share in enumerate(shares):
        assert made[place] <= max(1, limit * share + 1)
    assert left >= 0


def test_threads_share_one_budget(dsn: str) -> None:
    taken: list[int] = []

    def run(of: SharedBudget) -> None:
        taken.append(spend(of))

    with budget(dsn) as of:
        of.take("store")
        of.told("store", told(120, 119))
        threads = [threading.Thread(target=run, args=[of]) for _ in range(6)]
        _each(threads, threading.Thread.start)
        _each(threads, threading.Thread.join)
    assert sum(taken) == 119


def _each(threads: list[threading.Thread], do: Callable[[threading.Thread], None]) -> None:
    for thread in threads:
        do(thread)
