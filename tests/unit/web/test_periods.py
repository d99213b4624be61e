"""Periods, what they are compared with, and how addresses say them."""

from datetime import date

import pytest

from syncaty.web import periods
from syncaty.web.periods import Period

TODAY = date(2026, 11, 23)


def test_the_usual_period_is_the_last_thirty_days() -> None:
    usual = periods.asked({}, TODAY)
    assert usual == Period(date(2026, 10, 25), TODAY)
    assert usual.days == 30
    assert len(usual.each_day()) == 30


def test_it_is_compared_with_as_many_days_just_before() -> None:
    assert periods.latest(30, TODAY).before() == Period(date(2026, 9, 25), date(2026, 10, 24))


def test_an_address_names_both_days() -> None:
    asked = periods.asked({"from": "2026-01-01", "to": "2026-01-31"}, TODAY)
    assert asked == Period(date(2026, 1, 1), date(2026, 1, 31))


@pytest.mark.parametrize(
    "query",
    [
        {"from": "2026-02-30", "to": "2026-03-01"},
        {"from": "2026-03-02", "to": "2026-03-01"},
        {"from": "2026-03-02"},
        {"from": "1900-01-01", "to": "2026-01-01"},
        {"from": "'; drop", "to": ""},
    ],
)
def test_days_that_make_no_period_give_the_usual_one(query: dict[str, str]) -> None:
    assert periods.asked(query, TODAY) == periods.latest(30, TODAY)


def test_steps_forward_end_at_today() -> None:
    now = periods.latest(7, TODAY)
    assert now.after(TODAY) is None
    assert now.before().after(TODAY) == now
    assert now.shifted(-3).after(TODAY) == now
