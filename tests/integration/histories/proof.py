"""The proof that what is held of a store is what follows from its orders, customers and rules."""

from collections import defaultdict
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from psycopg import Connection

from syncaty.recompute import check
from syncaty.rfm.settings import load_row, settings_of
from syncaty.segments import stored
from syncaty.segments.maps import segments_of
from syncaty.segments.rules.tree import MemberOf, conditions
from tests.integration.rfm import reference
from tests.integration.segments.reference import World, read_world


def differing(conn: Connection[Any], store_id: int) -> dict[str, int]:
    """Give what differs from a full recomputation, and how much."""
    with conn.transaction():
        return {each: number for each, number in check(conn, store_id).items() if number}


def expected_members(
    conn: Connection[Any], store_id: int, today: date, zone: ZoneInfo
) -> dict[str, set[int]]:
    """Say in plain Python who is in which segment of the merchant's own."""
    world, found = read_world(conn, store_id, today, zone), dict[str, set[int]]()
    waiting = {each.key: each.rule for each in stored.listed(conn, store_id) if each.rule}
    while waiting:
        for key, rule in list(waiting.items()):
            named = {each.segment for each in conditions(rule) if isinstance(each, MemberOf)}
            if not named & set(waiting):
                asked = World(world.people, world.products, today, zone, found)
                found[key] = asked.holds_for(rule)
                del waiting[key]
    return found


def held_members(conn: Connection[Any], store_id: int) -> dict[str, set[int]]:
    """Give who is held to be in which segment."""
    held: dict[str, set[int]] = {each.key: set() for each in stored.listed(conn, store_id)}
    for key, customer_id in conn.execute(
        "select g.key, m.customer_id from segment_members m"
        " join segments g on g.store_id = m.store_id and g.id = m.segment_id"
        " where m.store_id = %s",
        (store_id,),
    ):
        held[key].add(customer_id)
    return held


def prove_moves(conn: Connection[Any], store_id: int) -> None:
    """Assert that moves lead to the members there are, one after the other, and so do sizes."""
    inside: dict[str, set[int]] = defaultdict(set)
    sizes = {}
    for key, customer_id, entered, day in conn.execute(
        "select g.key, v.customer_id, v.entered, v.day from membership_moves v"
        " join segments g on g.store_id = v.store_id and g.id = v.segment_id"
        " where v.store_id = %s order by v.id",
        (store_id,),
    ):
        assert entered != (customer_id in inside[key]), (key, customer_id, entered)
        (inside[key].add if entered else inside[key].remove)(customer_id)
        sizes[key, day] = len(inside[key])
    held = held_members(conn, store_id)
    assert {key: found for key, found in inside.items() if found} == {
        key: found for key, found in held.items() if found
    }
    assert {each.key: each.members for each in stored.listed(conn, store_id)} == {
        key: len(found) for key, found in held.items()
    }
    assert sizes == {
        (key, day): members
        for key, day, members in conn.execute(
            "select g.key, d.day, d.members from segment_days d"
            " join segments g on g.store_id = d.store_id and g.id = d.segment_id"
            " where d.store_id = %s",
            (store_id,),
        )
    }


def prove_scores(conn: Connection[Any], store_id: int) -> None:
    """Assert that totals, scores and segments are what plain Python makes of the orders.

    Of frozen edges nothing tells any more what they were cut from: scores are left out.
    """
    row = load_row(conn, store_id)
    chosen = settings_of(row)
    day = date.fromisoformat(row["day"]) if row.get("day") else date.max
    limits, window = chosen.limits, chosen.window_days
    wanted = reference.expected(conn, store_id, segments_of(chosen), day, limits, window)
    held = reference.held(conn, store_id)
    told = slice(7) if chosen.edges == "frozen" else slice(None)
    assert {each: row[told] for each, row in held.items()} == {
        each: row[told] for each, row in wanted.items()
    }
