"""Nobody whose answer a day's beginning changes is ever missed, whatever the rule, day and zone."""

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syncaty.segments.clock import fill_due
from syncaty.segments.rules.parse import parse_line
from syncaty.segments.rules.tree import Rule
from tests.integration.pipeline.shop import Shop
from tests.integration.segments.random_rules import RULES, joins, timed
from tests.integration.segments.reference import World

ZONES = [
    ZoneInfo(each)
    for each in (
        "Asia/Riyadh",
        "Africa/Cairo",  # its summer begins and ends at midnight
        "Pacific/Auckland",
        "America/St_Johns",
    )
]
ODD_DAYS = [
    date(2023, 2, 28),
    date(2023, 3, 1),
    date(2024, 2, 28),
    date(2024, 2, 29),
    date(2024, 3, 1),
    date(2024, 4, 26),
    date(2024, 11, 1),
    date(2025, 1, 1),
]
DAYS = st.sampled_from(ODD_DAYS) | st.dates(date(2023, 12, 25), date(2026, 1, 10))
_RULES = st.recursive(timed(), joins, max_leaves=4) | RULES


def due_customers(store: Shop, rule: Rule, day: date, zone: ZoneInfo) -> set[int]:
    """Give who is judged again as a day begins."""
    with store.conn.transaction(force_rollback=True):
        count = fill_due(store.conn, store.id, [rule], day, zone)
        found = {each for (each,) in store.rows("select customer_id from segment_due")}
    assert len(found) == count
    return found


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(rule=_RULES, day=DAYS, zone=st.sampled_from(ZONES))
def test_whoever_changes_his_mind_is_looked_at(
    store: Shop, world: World, rule: Rule, day: date, zone: ZoneInfo
) -> None:
    before = replace(world, today=day - timedelta(1), zone=zone).holds_for(rule)
    after = replace(world, today=day, zone=zone).holds_for(rule)
    assert before ^ after <= due_customers(store, rule, day, zone)


@pytest.mark.parametrize(
    "line",
    [
        "last_order_on days_ago_at_least 30",
        "last_order_on days_ago_at_most 30",
        "first_order_on days_ago_at_least 30",
        "joined_on days_ago_at_most 7",
        "birthday within_next_days 7",
        "age at_least 45",
        "age at_most 45",
    ],
)
def test_of_a_single_comparison_hardly_anybody_else_is(
    store: Shop, world: World, line: str
) -> None:
    """Over a year those looked at are those who change, so what is found is not just everybody."""
    rule, changed, looked_at = parse_line(line), 0, 0
    answers = replace(world, today=date(2023, 12, 31)).holds_for(rule)
    for step in range(1, 367):
        day = date(2023, 12, 31) + timedelta(step)
        after = replace(world, today=day).holds_for(rule)
        changed += len(answers ^ after)
        looked_at += len(due_customers(store, rule, day, world.zone))
        answers = after
    assert changed == looked_at > 0


@pytest.mark.parametrize(
    "line",
    [
        'orders at_least 2 and city is "x" and days_between at_least 30',
        "last_order_on before 2024-05-01 or first_order_on on_or_after 2024-05-01",
        "bought anything at_least 1 until 2024-05-01",
        "birthday within_next_days 365 or birthday known yes",
        "everybody",
    ],
)
def test_rules_that_time_does_not_turn_look_at_nobody(store: Shop, line: str) -> None:
    day = date(2024, 5, 1)
    assert due_customers(store, parse_line(line), day, ZONES[0]) == set()
