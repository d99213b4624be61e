"""Rules hold for whom plain Python says they hold, whatever they ask and on whatever day."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syncaty.segments.preview import UnknownCustomerError, explain, preview
from syncaty.segments.rules.parse import parse_line
from syncaty.segments.rules.tree import Rule
from tests.integration.pipeline.shop import Shop
from tests.integration.reading.bazaar import STRANGER
from tests.integration.segments.random_rules import RULES, TODAY, ZONE
from tests.integration.segments.reference import World


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(rule=RULES, back=st.integers(0, 400))
def test_a_rule_holds_for_whom_plain_python_says(
    store: Shop, world: World, rule: Rule, back: int
) -> None:
    today = TODAY - timedelta(days=back)
    expected = replace(world, today=today).holds_for(rule)
    seen = preview(store.conn, store.id, rule, today, ZONE, limit=1_000)
    assert {each.id for each in seen.sample} == expected
    assert seen.matching == len(expected)
    assert seen.customers == len(world.people)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(rule=RULES, who=st.integers(1, 70))
def test_an_explanation_agrees_with_the_count(
    store: Shop, world: World, rule: Rule, who: int
) -> None:
    if who not in {each.row["id"] for each in world.people}:
        with pytest.raises(UnknownCustomerError):
            explain(store.conn, store.id, who, rule, TODAY, ZONE)
        return
    why = explain(store.conn, store.id, who, rule, TODAY, ZONE)
    assert why.holds == (who in world.holds_for(rule))
    for leaf in why.leaves:
        assert leaf.holds == (who in world.holds_for(leaf.condition))


def test_a_rule_nobody_fits_and_one_that_everybody_does(store: Shop) -> None:
    nobody = preview(store.conn, store.id, parse_line("orders at_least 1000"), TODAY, ZONE)
    assert (nobody.matching, nobody.sample) == (0, ())
    everybody = preview(store.conn, store.id, parse_line("everybody"), TODAY, ZONE)
    assert everybody.matching == everybody.customers
    assert len(everybody.sample) == 10


def test_two_hundred_conditions_are_one_question(store: Shop, world: World) -> None:
    parts = [
        f"(orders at_least {n % 7} and not bought product {501 + n % 20} at_least 1)"
        for n in range(100)
    ]
    rule = parse_line(" or ".join(parts))
    assert preview(store.conn, store.id, rule, TODAY, ZONE).matching == len(world.holds_for(rule))


def test_what_somebody_writes_reaches_the_database_as_a_value_only(store: Shop) -> None:
    rule = parse_line("""city is ("x'; drop table customers; --", "{rule}", "%(today)s")""")
    assert preview(store.conn, store.id, rule, TODAY, ZONE).matching == 0


def test_an_explanation_names_what_was_looked_at(store: Shop) -> None:
    rule = parse_line(
        'orders at_least 1 or city is "Riyadh" or bought anything at_least 1 last_days 30'
    )
    why = explain(store.conn, store.id, STRANGER, rule, TODAY, ZONE)
    assert (why.leaves[0].value, why.leaves[0].holds) == (0, False)
    assert (why.leaves[2].value, why.leaves[2].holds) == (None, False)
