import itertools
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from syncaty.projections.registers import Registers, unpack
from syncaty.salla.facts import Fact

NAMES = ("a", "b", "c")


def fact(version: str, **fields: Any) -> Fact:
    return Fact("customer", 1, version, fields)


def test_an_older_fact_fills_only_what_the_newer_left_unsaid() -> None:
    row = Registers(1)
    row.merge(fact("2", a="new"), 7)
    assert row.merge(fact("1", a="old", b="kept"), 8) == {"b": (None, "kept")}
    assert (row.values, row.delivery_id) == ({"a": "new", "b": "kept"}, 7)


def test_a_fact_that_says_nothing_newer_is_superseded() -> None:
    row = Registers(1)
    row.merge(fact("2", a="new"), 7)
    assert row.merge(fact("1", a="old"), 8) is None


def test_said_to_be_empty_clears_and_unsaid_keeps() -> None:
    row = Registers(1)
    row.merge(fact("1", a="x", b="y"), 7)
    assert row.merge(fact("2", a=None), 8) == {"a": ("x", None)}
    assert row.values == {"a": None, "b": "y"}


def test_a_fact_without_fields_says_that_the_entity_exists() -> None:
    row = Registers(1)
    assert row.merge(fact("1"), 7) == {}
    assert (row.new, row.delivery_id) == (False, 7)


facts = st.lists(
    st.builds(
        lambda number, weak, fields: fact(("0" if weak else "1") + f"{number:03d}", **fields),
        st.integers(0, 999),
        st.booleans(),
        st.dictionaries(st.sampled_from(NAMES), st.none() | st.integers(0, 3), min_size=1),
    ),
    max_size=5,
    unique_by=lambda f: f.version,
)


@given(facts, st.integers(0, 10))
def test_any_order_and_any_repetition_ends_in_the_same_row(all_facts: list[Fact], cut: int) -> None:
    ends = set()
    for order in itertools.permutations(all_facts):
        row = Registers(1)
        for number, each in enumerate([*order, *order[: cut % (len(order) + 1)]]):
            row.merge(each, number)
            # Stored and read back in between, as between two batches.
            held = {"version": row.version, "versions": row.other_versions(NAMES)}
            stored = {"id": 1, "delivery_id": 0, **held}
            row = unpack({**stored, **dict.fromkeys(NAMES), **row.values}, NAMES)
        ends.add((tuple(sorted(row.values.items())), tuple(sorted(row.versions.items()))))
    assert len(ends) == 1
