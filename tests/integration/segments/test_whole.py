"""Judging all customers in one pass over orders and lines says what judging some of them says."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Rollback

from syncaty.segments import stored
from syncaty.segments.proof import check_members
from syncaty.segments.rules import whole
from syncaty.segments.rules.parse import parse_line
from syncaty.segments.rules.tree import Rule
from tests.integration.pipeline.shop import Shop
from tests.integration.segments.random_rules import RULES

GOODS = [
    f"bought {goods} {measure} {bound} {value}{rest}"
    for goods in ("product 501, 502", "product 503", "category 701", "brand 901, 902")
    for measure, bound, value in (
        ("times", "at_least", 2),
        ("pieces", "at_most", 3),
        ("amount", "at_least", 200),
        ("times", "exactly", 0),
        ("pieces", "exactly", 1),
    )
    for rest in ("", " since 2024-06-01", ' where payment_method ("cod")')
]


def differing(store: Shop, kept: list[Rule]) -> tuple[int, int]:
    """Keep rules, by which customers are judged some at a time, and compare with all at once."""
    with store.conn.transaction():
        for n, rule in enumerate(kept):
            stored.create(store.conn, store.id, stored.Draft(f"Rule {n}", rule), "test")
        found = check_members(store.conn, store.id)
        held = store.conn.execute("select count(*) from segment_members").fetchone()
        assert held is not None
        store.conn.execute("delete from segment_members where customer_id % 2 = 0")
        left = store.conn.execute("select count(*) from segment_members").fetchone()
        assert left is not None
        assert check_members(store.conn, store.id)[0] == held[0] - left[0]
        raise Rollback
    return found


def test_goods_of_every_sort_are_summed_up_in_one_pass(store: Shop) -> None:
    assert differing(store, [parse_line(line) for line in GOODS]) == (0, 0)


def test_more_goods_than_there_are_bits_are_asked_one_by_one(store: Shop) -> None:
    few, whole.MOST_GOODS = whole.MOST_GOODS, 2
    try:
        assert differing(store, [parse_line(line) for line in GOODS]) == (0, 0)
    finally:
        whole.MOST_GOODS = few


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(RULES, min_size=1, max_size=8))
def test_random_rules_are_judged_alike(store: Shop, kept: list[Rule]) -> None:
    assert differing(store, kept) == (0, 0)
