from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from syncaty.rfm.scoring import Edge, edges_of, recency_value, score, shift, target_rank

values = st.lists(st.integers(0, 30).map(Decimal), min_size=1, max_size=60)


def test_the_edges_stand_at_the_published_ranks() -> None:
    assert [target_rank(11, k) for k in (1, 2, 3, 4)] == [2, 4, 6, 8]
    assert [target_rank(1, k) for k in (1, 2, 3, 4)] == [0, 0, 0, 0]


def test_scores_of_a_small_shop() -> None:
    edges = edges_of([Decimal(n) for n in range(1, 11)])
    assert edges is not None
    assert [edge.value for edge in edges] == [2, 4, 6, 8]
    assert [score("f", Decimal(n), edges) for n in range(1, 11)] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert [score("r", Decimal(n), edges) for n in range(1, 11)] == [5, 5, 4, 4, 3, 3, 2, 2, 1, 1]


def test_a_single_buyer_is_recent_and_nothing_else() -> None:
    edges = edges_of([Decimal(3)])
    assert edges is not None
    assert (score("r", Decimal(3), edges), score("f", Decimal(3), edges)) == (5, 1)


def test_a_later_day_is_a_lower_recency() -> None:
    assert recency_value(date(2024, 1, 2)) < recency_value(date(2024, 1, 1))


@given(values)
def test_a_score_is_one_plus_the_edges_strictly_below(many: list[Decimal]) -> None:
    edges = edges_of(many)
    assert edges is not None
    ordered = sorted(many)
    wanted = [ordered[(len(many) - 1) * k // 5] for k in (1, 2, 3, 4)]
    for value in many:
        below = sum(edge < value for edge in wanted)
        assert (score("m", value, edges), score("r", value, edges)) == (1 + below, 5 - below)


@given(values, values, st.data())
def test_shifting_counts_as_counting_anew_would(
    held: list[Decimal], added: list[Decimal], data: st.DataObject
) -> None:
    edges = edges_of(held)
    assert edges is not None
    removed = data.draw(st.lists(st.sampled_from(held), max_size=len(held), unique=True))
    after = [*held, *added]
    for value in removed:
        after.remove(value)
    for edge in edges:
        shifted = shift(edge, removed, added)
        below = sum(value < edge.value for value in after)
        assert shifted == Edge(edge.value, below, after.count(edge.value))
