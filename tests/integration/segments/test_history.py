"""What segments were on past days, and how customers went between them: as a plain replay says."""

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syncaty.recompute import check, recompute, set_rfm_settings, turn_day
from syncaty.rfm.settings import RfmSettings
from syncaty.segments import history
from syncaty.segments.classic import SEGMENTS
from syncaty.segments.steps import steps
from tests.integration.pipeline.shop import Body, Shop, order
from tests.integration.rfm.histories import decisions, events

STORE_IDS = itertools.count(7000)
RIYADH = ZoneInfo("Asia/Riyadh")
FIRST = date(2026, 3, 1)
RANDOM = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
MOVES = (
    "select customer_id, from_segment, to_segment, cause, (at at time zone 'Asia/Riyadh')::date"
    " from segment_moves where store_id = %s order by id"
)


@dataclass(frozen=True)
class Replay:
    """The moves of a store one after another, as simply as can be."""

    moves: Sequence[tuple[int, str | None, str | None, str, date]]

    def standing(self, day: date) -> dict[int, str]:
        """Give the segment of each customer at the end of a day."""
        held: dict[int, str | None] = {}
        for customer, before, after, _, on in self.moves:
            if on <= day:
                assert held.get(customer) == before
                held[customer] = after
        return {customer: segment for customer, segment in held.items() if segment is not None}

    def sizes(self, day: date) -> dict[str, int]:
        count = Counter(self.standing(day).values())
        return {each: count[each] for each in SEGMENTS}

    def flows(self, start: date, end: date) -> Counter[tuple[Any, Any, str]]:
        before, after = self.standing(start), self.standing(end)
        last = {move[0]: move[3] for move in self.moves if start < move[4] <= end}
        return Counter(
            (before.get(each), after.get(each), cause)
            for each, cause in last.items()
            if before.get(each) != after.get(each)
        )

    def moved(self, first: date, last: date) -> Counter[tuple[Any, Any, str]]:
        return Counter(move[1:4] for move in self.moves if first <= move[4] <= last)


def held_in(shop: Shop) -> dict[int, str]:
    statement = "select customer_id, segment from customer_rfm where store_id = %s"
    return {each: name for each, name in shop.rows(statement, shop.id) if name is not None}


def spread(shop: Shop, days: Sequence[int]) -> None:
    """Let the moves so far have happened over days, in their order, and count them anew."""
    ids = [row[0] for row in shop.rows("select id from segment_moves where store_id = %s", shop.id)]
    steps = sorted(days[place % len(days)] for place in range(len(ids)))
    for move, step in zip(sorted(ids), steps, strict=True):
        at = datetime.combine(FIRST + timedelta(days=step), datetime.min.time(), RIYADH)
        shop.conn.execute(
            "update segment_moves set at = %s where store_id = %s and id = %s",
            (at + timedelta(hours=step % 24), shop.id, move),
        )
    with shop.conn.transaction():
        recompute(shop.conn, shop.id)


@given(
    past=st.lists(events(), min_size=1, max_size=20),
    lately=st.lists(events(), max_size=10),
    change=decisions(),
    days=st.lists(st.integers(0, 20), min_size=1, max_size=8),
    passed=st.integers(1, 60),
    asked=st.tuples(st.integers(-1, 22), st.integers(-1, 22)),
)
@RANDOM
def test_history_equals_a_replay_of_the_moves(
    dsn: str,
    past: list[Body],
    lately: list[Body],
    change: RfmSettings,
    days: list[int],
    passed: int,
    asked: tuple[int, int],
) -> None:
    with Shop(dsn, next(STORE_IDS)) as shop:
        shop.take(past, batch=3)
        spread(shop, days)
        with shop.conn.transaction():
            set_rfm_settings(shop.conn, shop.id, change)
        shop.take(lately, batch=2)
        with shop.conn.transaction():
            turn_day(shop.conn, shop.id, date(2024, 2, 1) + timedelta(days=passed))
            assert set(check(shop.conn, shop.id).values()) == {0}
        replay = Replay(shop.rows(MOVES, shop.id))
        assert replay.standing(date.max) == held_in(shop)
        start, end = (FIRST + timedelta(days=each) for each in sorted(asked))
        for first, last in ((start, end), (start, datetime.now(RIYADH).date() + timedelta(days=1))):
            seen = history.compositions(shop.conn, shop.id, first, last)
            assert [each.day for each in seen] == [
                first + timedelta(days=step) for step in range((last - first).days + 1)
            ]
            for each in seen[:25] + seen[-2:]:
                assert each.sizes == replay.sizes(each.day), each.day
            assert counted(history.flows(shop.conn, shop.id, RIYADH, first, last)) == replay.flows(
                first, last
            )
            found = history.moved(shop.conn, shop.id, first, last)
            assert {way(each): each.moves for each in found} == replay.moved(first, last)


def way(each: history.Flow | history.Moved) -> tuple[Any, Any, str]:
    return each.from_segment, each.to_segment, each.cause


def counted(found: Sequence[history.Flow]) -> dict[tuple[Any, Any, str], int]:
    return {way(each): each.customers for each in found}


@given(lives=st.lists(events(), min_size=3, max_size=25), change=decisions())
@RANDOM
def test_steps_lead_a_customer_from_his_first_order_to_where_he_stands(
    dsn: str, lives: list[Body], change: RfmSettings
) -> None:
    with Shop(dsn, next(STORE_IDS)) as shop:
        shop.take(lives[:-2], batch=2)
        with shop.conn.transaction():
            set_rfm_settings(shop.conn, shop.id, change)
        shop.take(lives[-2:])
        standing = {
            row[0]: row[1:]
            for row in shop.rows(
                "select customer_id, r * 100 + f * 10 + m, segment from customer_rfm"
                " where store_id = %s",
                shop.id,
            )
        }
        seen = shop.rows(
            "select distinct customer_id from segment_moves where store_id = %s", shop.id
        )
        # Outside a window somebody can have orders and never have had a segment.
        assert {row[0] for row in seen} >= {each for each, held in standing.items() if held[1]}
        for (customer,) in seen:
            code, segment = standing.get(customer, (None, None))
            found = steps(shop.conn, shop.id, customer, segment)
            assert (found[0].from_code, found[0].from_segment) == (None, None)
            assert (found[-1].to_code, found[-1].to_segment) == (code, segment)
            for before, after in pairwise(found):
                assert (before.to_code, before.to_segment) == (after.from_code, after.from_segment)
                assert before.at < after.at
            newest = steps(shop.conn, shop.id, customer, segment, limit=2)
            assert newest == found[-2:]


def test_a_store_without_orders_has_no_history(shop: Shop) -> None:
    assert history.kept_since(shop.conn, shop.id) is None
    assert history.composition(shop.conn, shop.id, FIRST).customers == 0
    assert history.flows(shop.conn, shop.id, RIYADH, FIRST, datetime.now(RIYADH).date()) == ()


def test_scores_that_change_within_a_segment_are_kept_with_their_cause(shop: Shop) -> None:
    shop.take([order(1, customer=1, total=100)])
    ids = shop.take([order(2, customer=2, total=900, date="2024-03-15")])
    rows = shop.rows(
        "select customer_id, from_code, to_code, cause, job_id from score_moves order by id"
    )
    moved = shop.rows(
        "select customer_id, from_code, to_code, cause, job_id from segment_moves order by id"
    )
    assert {row[0] for row in rows + moved} == {1, 2}
    assert all(row[1] != row[2] for row in rows)
    last = {row[0]: row[2] for row in [*moved, *rows]}
    assert last == dict(shop.rows("select customer_id, r * 100 + f * 10 + m from customer_rfm"))
    assert all(row[4] == ids[0] for row in rows)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles"])
def test_days_are_the_stores(dsn: str, zone: str) -> None:
    with Shop(dsn, next(STORE_IDS), timezone=zone) as shop:
        shop.take([order(1)])
        today = datetime.now(ZoneInfo(zone)).date()
        assert history.kept_since(shop.conn, shop.id) == today
        assert history.composition(shop.conn, shop.id, today).customers == 1
        assert history.composition(shop.conn, shop.id, today - timedelta(days=1)).customers == 0
