"""Judging many rules in one pass over orders and lines says what asking each by itself says."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Rollback

from syncaty.segments import stored
from syncaty.segments.book import open_book
from syncaty.segments.membership import Touched, follow
from syncaty.segments.preview import preview
from syncaty.segments.proof import check_members
from syncaty.segments.rules import pooling
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


def compare(store: Shop, kept: list[Rule]) -> None:
    """Keep rules, and compare who is judged to be in them with who each rule finds by itself."""
    with store.conn.transaction():
        for n, rule in enumerate(kept):
            stored.create(store.conn, store.id, stored.Draft(f"Rule {n}", rule), "test")
        expected = asked_alone(store)
        assert held(store) == expected
        assert check_members(store.conn, store.id) == (0, 0)
        # Some of them anew: by the statement that judges a few customers.
        store.conn.execute("delete from segment_members where customer_id % 2 = 0")
        left = held(store)
        assert check_members(store.conn, store.id)[0] == len(expected - left)
        everybody = store.conn.execute("select id from customers").fetchall()
        follow(store.conn, store.id, Touched([each for (each,) in everybody]), otherwise="rule")
        assert held(store) == expected
        raise Rollback


def held(store: Shop) -> set[tuple[int, int]]:
    """Give who is in which segment."""
    rows = store.conn.execute("select segment_id, customer_id from segment_members").fetchall()
    return set(rows)


def asked_alone(store: Shop) -> set[tuple[int, int]]:
    """Give whom each rule finds when it is asked by itself."""
    book = open_book(store.conn, store.id)
    assert book is not None
    found = set()
    for each in book.rules.segments:
        seen = preview(store.conn, store.id, each.rule, book.day, book.zone, limit=100_000)
        found |= {(each.id, sampled.id) for sampled in seen.sample}
    return found


def test_goods_of_every_sort_are_summed_up_in_one_pass(store: Shop) -> None:
    compare(store, [parse_line(line) for line in GOODS])


def test_more_goods_than_there_are_bits_are_asked_one_by_one(store: Shop) -> None:
    few, pooling.MOST_GOODS = pooling.MOST_GOODS, 2
    try:
        compare(store, [parse_line(line) for line in GOODS])
    finally:
        pooling.MOST_GOODS = few


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(RULES, min_size=1, max_size=8))
def test_random_rules_are_judged_alike(store: Shop, kept: list[Rule]) -> None:
    compare(store, kept)
