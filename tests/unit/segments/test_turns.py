"""Which days a day's beginning looks for, and that leap days are not forgotten."""

from datetime import date

import pytest

from syncaty.segments.rules.parse import parse_line
from syncaty.segments.rules.turns import Turning, turning

DAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("last_order_on days_ago_at_least 0", Turning(last_order_on={DAY})),
        ("last_order_on days_ago_at_most 0", Turning(last_order_on={date(2026, 2, 28)})),
        ("not first_order_on days_ago_at_least 31", Turning(first_order_on={date(2026, 1, 29)})),
        ("joined_on days_ago_at_least 3660", Turning(joined_on={date(2016, 2, 22)})),
        ("birthday within_next_days 0", Turning(birthdays={301, 228, 229})),
        ("birthday within_next_days 7", Turning(birthdays={308, 228, 229})),
        ("birthday within_next_days 364", Turning(birthdays={228, 229})),
        ("birthday within_next_days 365", Turning()),
        ("age at_least 25", Turning(born_on={date(2001, 3, 1)})),
        ("age at_most 25", Turning(born_on={date(2000, 3, 1), date(2000, 2, 29)})),
        ("age is 25", Turning(born_on={date(2001, 3, 1), date(2000, 3, 1), date(2000, 2, 29)})),
        ("age between (20, 24)", Turning(born_on={date(2006, 3, 1), date(2001, 3, 1)})),
        ("bought anything at_least 1 last_days 30", Turning(ordered_on={date(2026, 1, 30)})),
        (
            'bought brand 9 amount at_most 5 last_days 30 where status "canceled"',
            Turning(placed_on={date(2026, 1, 30)}),
        ),
        ("bought anything at_least 1 since 2026-03-01", Turning()),
        ('days_between at_least 30 or member_of "lost"', Turning()),
    ],
)
def test_a_day_looks_for_days(line: str, wanted: Turning) -> None:
    found = turning([parse_line(line)], DAY)
    assert found == wanted
    assert found.anything() == (wanted != Turning())


def test_a_leap_day_has_its_own_birthdays_only() -> None:
    rule = parse_line("birthday within_next_days 0 or age at_least 25 or age at_least 24")
    assert turning([rule], date(2028, 2, 29)) == Turning(
        birthdays={229, 228}, born_on={date(2004, 2, 29)}
    )
    assert turning([rule], date(2028, 3, 1)) == Turning(
        birthdays={301, 229}, born_on={date(2004, 3, 1), date(2003, 3, 1)}
    )


def test_rules_share_the_days_they_look_for() -> None:
    rules = [parse_line("last_order_on days_ago_at_least 90")] * 40
    assert turning(rules, DAY) == Turning(last_order_on={date(2025, 12, 1)})


def test_the_first_days_there_were_have_none_before() -> None:
    rule = parse_line("last_order_on days_ago_at_least 90 or age at_least 90")
    assert not turning([rule], date(1, 1, 5)).anything()
