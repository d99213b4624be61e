from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from syncaty.analytics.metrics import METRICS, Sums
from syncaty.analytics.query import PeriodError, Query, days

RIYADH = ZoneInfo("Asia/Riyadh")
NOW = datetime(2024, 3, 31, 21, 30, tzinfo=UTC)
TODAY = date(2024, 4, 1)


def asked(first: date, last: date) -> Query:
    return Query(77, first, last, "SAR", RIYADH, NOW)


def test_the_period_before_has_as_many_days_and_touches() -> None:
    query = asked(date(2024, 3, 1), date(2024, 3, 31))
    assert query.before is not None
    assert (query.before.first, query.before.last) == (date(2024, 1, 30), date(2024, 2, 29))
    assert query.days == query.before.days == 31
    assert asked(date.min, date.min).before is None
    assert query.today == TODAY


def test_days_that_make_no_period_are_refused() -> None:
    with pytest.raises(PeriodError) as reversed_:
        asked(date(2024, 3, 2), date(2024, 3, 1))
    with pytest.raises(PeriodError) as long:
        asked(date(2000, 1, 1), date(2024, 3, 1))
    assert (reversed_.value.code, long.value.code) == ("period_reversed", "period_too_long")


def test_ends_left_out_make_thirty_days() -> None:
    assert days(None, None, TODAY) == (date(2024, 3, 3), TODAY)
    assert days(None, date(2024, 1, 30), TODAY) == (date(2024, 1, 1), date(2024, 1, 30))
    assert days(date(2024, 2, 1), None, TODAY) == (date(2024, 2, 1), TODAY)
    assert days(date(2025, 1, 1), None, TODAY) == (date(2025, 1, 1), date(2025, 1, 30))
    for first, last in ((date.max, None), (None, date.min)):
        with pytest.raises(PeriodError):
            days(first, last, TODAY)


def test_figures_follow_from_the_sums() -> None:
    sums = Sums(
        currency="SAR",
        orders=3,
        gross=Decimal(100),
        discounts=Decimal(10),
        refunds=Decimal("0.01"),
        customers=3,
        new_customers=1,
    )
    assert METRICS["net"].of(sums) == Decimal("89.99")
    assert METRICS["average_order"].of(sums) == Decimal("30.00")
    assert METRICS["returning_customers"].of(sums) == 2
    assert METRICS["average_order"].of(Sums(currency="SAR")) == 0
