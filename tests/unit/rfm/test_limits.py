"""Fixed limits: what is refused, and what is proposed from a store's own buyers."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncaty.rfm.limits import USUAL, Limits, LimitsError, limits_of, propose
from syncaty.rfm.scoring import Edges, edges_of, recency_value, score

TODAY = date(2024, 6, 1)
USED: dict[str, list[object]] = {
    "r": [30, 90, 180, 365],
    "f": [1, 2, 3, 5],
    "m": ["100", "250.5", "500", "1000"],
}


def cut(values: list[Decimal]) -> Edges:
    found = edges_of(values)
    assert found is not None
    return found


def test_limits_are_kept_to_the_last_digit() -> None:
    limits = limits_of(USED)
    assert limits.m[1] == Decimal("250.5")
    assert limits_of(limits.kept()) == limits


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"r": [30, 90, 180]}, "Four limits"),
        ({"r": [30, 30, 90, 180]}, "higher than the one before"),
        ({"f": [0, 1, 2, 3]}, "between 1 and"),
        ({"f": [1, 2, 3, "3.5"]}, "whole numbers"),
        ({"m": [1, 2, 3, "Infinity"]}, "between 0 and"),
        ({"m": [1, 2, 3, "a lot"]}, "is not a number"),
        ({"r": [-1, 2, 3, 4]}, "between 0 and"),
    ],
)
def test_what_cannot_be_used_is_refused(change: dict[str, list[object]], said: str) -> None:
    with pytest.raises(LimitsError, match=said):
        limits_of({**USED, **change})


@pytest.mark.parametrize(("days", "wanted"), [(0, 5), (30, 5), (31, 4), (365, 2), (366, 1)])
def test_recency_is_scored_by_whole_days(days: int, wanted: int) -> None:
    edges = limits_of(USED).edges(TODAY)
    value = recency_value(date.fromordinal(TODAY.toordinal() - days))
    assert score("r", value, edges["r"]) == wanted


def test_proposals_are_round_and_near_the_fifths() -> None:
    days = [recency_value(date.fromordinal(TODAY.toordinal() - each)) for each in range(1, 400)]
    orders = [Decimal(1)] * 300 + [Decimal(2)] * 80 + [Decimal(7)] * 19
    money = [Decimal(each) for each in range(13, 412)]
    limits = propose({"r": cut(days), "f": cut(orders), "m": cut(money)}, TODAY)
    assert [int(each) for each in limits.r] == [90, 150, 240, 365]
    assert [int(each) for each in limits.f] == [1, 2, 3, 4]
    assert [int(each) for each in limits.m] == [90, 150, 250, 350]


def test_a_store_without_buyers_gets_usual_limits() -> None:
    assert propose(None, TODAY) == limits_of(USUAL)


@given(
    st.lists(st.integers(0, 9000), min_size=1),
    st.lists(st.integers(1, 3), min_size=1),
    st.lists(st.decimals(-50, 10**6, places=2), min_size=1),
)
def test_any_store_gets_limits_that_can_be_used(
    days: list[int], orders: list[int], money: list[Decimal]
) -> None:
    found = propose(
        {
            "r": cut([recency_value(date.fromordinal(TODAY.toordinal() - d)) for d in days]),
            "f": cut([Decimal(each) for each in orders]),
            "m": cut(money),
        },
        TODAY,
    )
    assert isinstance(found, Limits)
