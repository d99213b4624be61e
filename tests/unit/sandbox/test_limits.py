"""The calls a plan allows."""

import pytest

from syncaty.sandbox.server.limits import Limits, Taken
from syncaty.sandbox.server.settings import Settings


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def told(taken: Taken) -> dict[str, str]:
    return {name.decode(): value.decode() for name, value in taken.headers}


@pytest.mark.parametrize(("plan", "size"), [("plus", 120), ("pro", 360), ("special", 720)])
def test_a_plan_allows_so_many_calls_a_minute(clock: Clock, plan: str, size: int) -> None:
    limits = Limits(Settings(), clock)
    answers = [limits.take(1, plan, customers=False) for _ in range(size + 1)]
    assert [each.allowed for each in answers] == [True] * size + [False]
    assert told(answers[0]) == {
        "x-ratelimit-limit": str(size),
        "x-ratelimit-remaining": str(size - 1),
        "x-ratelimit-reset": "1000060",
    }
    assert told(answers[-1])["retry-after"] == "1"
    assert told(answers[-1])["x-ratelimit-remaining"] == "0"


def test_spent_buckets_let_one_call_a_second_pass_until_they_are_full_again(clock: Clock) -> None:
    limits = Limits(Settings(), clock)
    for _ in range(120):
        limits.take(1, "plus", customers=False)
    clock.now += 1
    assert [limits.take(1, "plus", customers=False).allowed for _ in range(2)] == [True, False]
    clock.now += 60
    assert [limits.take(1, "plus", customers=False).allowed for _ in range(120)] == [True] * 120


def test_stores_have_buckets_of_their_own_but_share_the_one_for_customers(clock: Clock) -> None:
    limits = Limits(Settings(), clock)
    for store in (1, 2):
        for _ in range(250):
            assert limits.take(store, "special", customers=True).allowed
    refused = limits.take(1, "special", customers=True)
    assert not refused.allowed
    assert told(refused)["x-ratelimit-limit"] == "500"
    assert limits.take(1, "special", customers=False).allowed
    assert limits.take(3, "plus", customers=False).allowed
    assert limits.refused == 1


def test_an_unlimited_shop_is_told_of_no_limit(clock: Clock) -> None:
    limits = Limits(Settings(), clock)
    assert all(limits.take(1, "unlimited", customers=True).allowed for _ in range(2000))
    assert limits.take(1, "unlimited", customers=True).headers == ()
