"""Whatever comes to a store and whatever segments it has, members are those plain Python names."""

import itertools
from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.rfm import edges
from syncaty.segments import building, stored
from syncaty.segments.rules.parse import parse_line
from syncaty.segments.rules.tree import All, AnyOf, MemberOf, Not, Rule
from syncaty.segments.stored import Draft
from tests.integration.histories.living import Store
from tests.integration.histories.steps import BEGINNING, Step, lives
from tests.integration.segments.random_rules import RULES, ZONE
from tests.integration.segments.reference import read_world

STORE_IDS = itertools.count(1)
KEYS = ("a", "b", "c", "d")
EVERY = settings(deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture
def quick(dsn: str) -> Iterator[Connection[TupleRow]]:
    """A connection on which each step commits without waiting for the disk."""
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute("set synchronous_commit to off")
        yield conn


SHARP = tuple(
    parse_line(line)
    for line in (
        "bought category 700 at_least 1",
        "not bought category 701, 702 pieces at_least 2",
        "bought brand 900 at_least 1",
        "not bought brand 901 amount at_least 100",
        "r at_least 4",
        "f at_most 2 and m at_least 3",
        'segment is ("champions", "loyal", "new")',
        'member_of "potential_loyalist" or member_of "lost"',
        'city is "Riyadh" or gender is "female"',
        "bought anything at_most 1",
        "birthday known yes",
    )
)
"""Rules that most lives move somebody in; those that are drawn hold for nobody or all too often."""


@st.composite
def _segments(draw: st.DrawFn) -> dict[str, Rule]:
    """Rules by key; one may name those before it, in any way."""
    found: dict[str, Rule] = {}
    for key in KEYS[: draw(st.integers(1, len(KEYS)))]:
        rule = draw(st.sampled_from(SHARP) | RULES)
        if found:
            below: Rule = MemberOf(draw(st.sampled_from(list(found))))
            ways = (rule, below, Not(below), AnyOf((rule, below)), All((rule, Not(below))))
            rule = ways[draw(st.integers(0, 4))]
        found[key] = rule
    return found


def _keep(conn: Connection[TupleRow], store_id: int, segments: dict[str, Rule]) -> None:
    held = {each.key for each in stored.listed(conn, store_id)}
    for key, rule in segments.items():
        with conn.transaction():
            if key in held:
                stored.change(conn, store_id, key, Draft(key, rule), "a@b.example")
            else:
                stored.create(conn, store_id, Draft(key, rule, key), "a@b.example")


def _prove(conn: Connection[TupleRow], store: Store, segments: dict[str, Rule]) -> None:
    world = read_world(conn, store.id, BEGINNING, ZONE)
    wanted: dict[str, set[int]] = {}
    for key, rule in segments.items():
        wanted[key] = replace(world, members=wanted).holds_for(rule)
    held: dict[str, set[int]] = {key: set() for key in segments}
    for key, customer_id in conn.execute(
        "select g.key, m.customer_id from segment_members m"
        " join segments g on g.store_id = m.store_id and g.id = m.segment_id"
        " where m.store_id = %s",
        (store.id,),
    ):
        held[key].add(customer_id)
    assert held == wanted
    came: dict[str, int] = dict(
        conn.execute(
            "select g.key, sum(case when v.entered then 1 else -1 end) from membership_moves v"
            " join segments g on g.store_id = v.store_id and g.id = v.segment_id"
            " where v.store_id = %s group by 1",
            (store.id,),
        ).fetchall()
    )
    assert {key: came.get(key, 0) for key in held} == {key: len(held[key]) for key in held}
    assert store.differing() == {}


@given(
    life=lives(6),
    first=_segments(),
    then=_segments(),
    along=st.booleans(),
    at_once=st.sampled_from([20_000, 20_000, 2]),
)
@settings(EVERY, max_examples=60)
def test_members_are_those_of_plain_python(
    quick: Connection[TupleRow],
    life: list[Step],
    first: dict[str, Rule],
    then: dict[str, Rule],
    *,
    along: bool,
    at_once: int,
) -> None:
    store = Store(quick, next(STORE_IDS))
    quick.execute("insert into segment_clocks values (%s, %s)", (store.id, BEGINNING))
    with pytest.MonkeyPatch.context() as patch:
        if along:
            patch.setattr(edges, "FEW_BUYERS", 3)
            patch.setattr(edges, "LARGE_SHARE", 2)
        _keep(quick, store.id, first)
        for step in life:
            store.live([step])
            _prove(quick, store, first)
        # Edited: rules of keys that stay, and new ones. A large store is judged in steps.
        patch.setattr(building, "FIRST", at_once)
        both = {**first, **then} if set(then) <= set(first) else then
        _keep(quick, store.id, both)
        if at_once == 2:
            store.live(life[:1])
            _build(quick, store.id)
        _prove(quick, store, both)
        store.live(life)
        _prove(quick, store, both)


def _build(conn: Connection[TupleRow], store_id: int) -> None:
    """Judge those left, as the background does."""
    while row := conn.execute(
        "select id from segments where store_id = %s and building_from is not null"
        " order by level, id limit 1",
        (store_id,),
    ).fetchone():
        with conn.transaction():
            building.step(conn, store_id, row[0], 2)
