"""Rules turn at the store's midnight: with the day and cause, one day after the other, surely."""

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty import midnight
from syncaty.midnight import Midnight
from syncaty.recompute import set_rfm_settings, turn_day
from syncaty.rfm.limits import limits_of
from syncaty.rfm.settings import RfmSettings
from syncaty.segments import clock as segment_clock
from syncaty.segments.preview import explain, preview
from syncaty.segments.rules.fault import RuleError
from syncaty.segments.rules.parse import parse_line
from syncaty.segments.stored import Draft, create
from syncaty.tasks import Task
from tests.integration.pipeline.shop import Shop, order

FIRST = date(2024, 1, 15)
LONG_AGO, WEEK = "last_order_on days_ago_at_least 30", "birthday within_next_days 7"
MOVES = (
    "select g.key, v.customer_id, v.entered, v.cause, v.day from membership_moves v"
    " join segments g on g.store_id = v.store_id and g.id = v.segment_id"
    " where v.store_id = %s and v.cause <> 'rule' order by v.id"
)


@pytest.fixture
def shop(dsn: str) -> Iterator[Shop]:
    """A store with three buyers on the first day; the third was born on 20 February."""
    with Shop(dsn, 31) as shop:
        _open(shop)
        yield shop


def _open(shop: Shop) -> None:
    shop.conn.execute("insert into segment_clocks values (%s, %s)", (shop.id, FIRST))
    shop.take(order(n, customer=n, date=str(FIRST)) for n in (1, 2, 3))
    shop.conn.execute(
        "update customers set birthday = '1990-02-20' where store_id = %s and id = 3", (shop.id,)
    )


def make(shop: Shop, **rules: str) -> None:
    """Make segments of rules, by their keys."""
    for key, line in rules.items():
        with shop.conn.transaction():
            create(shop.conn, shop.id, Draft(key, parse_line(line), key), "a@b.example")


def members(shop: Shop) -> dict[str, list[int]]:
    return dict(
        shop.rows(
            "select g.key, array_agg(m.customer_id order by 1) from segments g"
            " join segment_members m on m.store_id = g.store_id and m.segment_id = g.id"
            " where g.store_id = %s group by 1",
            shop.id,
        )
    )


def look(dsn: str, at: datetime, stop: threading.Event | None = None) -> None:
    """Do what is done every twenty seconds, at an instant."""
    Midnight(dsn, lambda: at)(Task("turn_days", 0, "", {}, stop or threading.Event()))


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def test_previews_and_reasons_are_of_the_day_that_members_are_of(dsn: str, shop: Shop) -> None:
    make(shop, gone=LONG_AGO)
    rule, zone = parse_line(LONG_AGO), ZoneInfo("Asia/Riyadh")
    turns = date(2024, 2, 14)
    # By the clock of the wall it is the day already; nobody has left the day before.
    seen = preview(shop.conn, shop.id, rule, turns, zone)
    assert (seen.matching, seen.day) == (0, FIRST)
    why = explain(shop.conn, shop.id, 1, rule, turns, zone)
    assert (why.holds, why.day) == (False, FIRST)
    look(dsn, noon(turns))
    assert members(shop) == {"gone": [1, 2, 3]}
    seen = preview(shop.conn, shop.id, rule, date(2024, 2, 13), zone)
    assert (seen.matching, seen.day) == (3, turns)
    assert explain(shop.conn, shop.id, 1, rule, date(2024, 2, 13), zone).holds


def test_a_rule_turns_at_the_midnight_of_its_store_and_not_before(dsn: str, shop: Shop) -> None:
    make(shop, gone=LONG_AGO, of_gone='member_of "gone" and city known no')
    # The thirtieth day begins at nine in the evening by UTC.
    begins = datetime(2024, 2, 13, 21, tzinfo=UTC)
    look(dsn, begins - timedelta(seconds=1))
    assert members(shop) == {}
    look(dsn, begins)
    assert members(shop) == {"gone": [1, 2, 3], "of_gone": [1, 2, 3]}
    day = date(2024, 2, 14)
    assert shop.rows(MOVES, shop.id) == [
        (key, each, True, "time", day) for key in ("gone", "of_gone") for each in (1, 2, 3)
    ]
    assert shop.rows("select count(*) from segment_due") == [(0,)]
    shop.take([order(9, customer=2, date="2024-02-14", at="2024-02-14T10:00:00Z")])
    assert members(shop) == {"gone": [1, 3], "of_gone": [1, 3]}


def test_what_turned_twice_while_nothing_ran_is_kept_twice(dsn: str, shop: Shop) -> None:
    make(shop, birthday=WEEK)
    look(dsn, noon(date(2024, 3, 30)))
    assert members(shop) == {}
    assert shop.rows(MOVES, shop.id) == [
        ("birthday", 3, True, "time", date(2024, 2, 13)),
        ("birthday", 3, False, "time", date(2024, 2, 21)),
    ]
    assert shop.rows("select worked_on from segment_clocks") == [(date(2024, 3, 30),)]


def test_each_store_has_its_own_midnight(dsn: str, shop: Shop) -> None:
    with Shop(dsn, 32, "Pacific/Auckland") as auckland, Shop(dsn, 33, "Africa/Cairo") as cairo:
        for each in (auckland, cairo):
            _open(each)
        for each in (shop, auckland, cairo):
            make(each, gone=LONG_AGO)
        seen = []
        for hour in (10, 11, 20, 21, 22):
            look(dsn, datetime(2024, 2, 13, hour, tzinfo=UTC))
            seen.append([len(members(each).get("gone", ())) for each in (auckland, shop, cairo)])
        assert seen == [[0, 0, 0], [3, 0, 0], [3, 0, 0], [3, 3, 0], [3, 3, 3]]


def test_what_is_left_when_a_process_stops_is_found_by_the_next(
    dsn: str, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(shop, gone=LONG_AGO)
    looks = 0

    def only_one(conn: Connection[TupleRow], store_id: int) -> int:
        nonlocal looks
        looks += 1
        if looks == 32:  # thirty days, one customer judged, and then the machine is gone
            raise KeyboardInterrupt
        return segment_clock.judge_due(conn, store_id, most=1)

    monkeypatch.setattr(midnight, "judge_due", only_one)
    with pytest.raises(KeyboardInterrupt):
        look(dsn, noon(date(2024, 2, 14)))
    assert members(shop) == {"gone": [1]}
    # An order that comes now is judged on the day that has begun.
    shop.take([order(9, customer=2, date="2024-02-14", at="2024-02-14T10:00:00Z")])
    monkeypatch.undo()
    look(dsn, noon(date(2024, 2, 14)))
    assert members(shop) == {"gone": [1, 3]}
    assert {row[4] for row in shop.rows(MOVES, shop.id)} == {date(2024, 2, 14)}


def test_a_store_that_fails_keeps_no_other_waiting(dsn: str, shop: Shop) -> None:
    make(shop, gone=LONG_AGO)
    with Shop(dsn, 5) as other:  # looked at first
        _open(other)
        make(other, gone=LONG_AGO)
        other.conn.execute("update segments set rule = '{\"unknown\": 1}' where store_id = 5")
        other.conn.execute("update segment_clocks set revision = gen_random_uuid()")
        with pytest.raises(RuleError):
            look(dsn, noon(date(2024, 2, 14)))
        assert members(other) == {}
    assert members(shop) == {"gone": [1, 2, 3]}


def test_a_store_that_moves_to_another_zone_goes_back_a_day(dsn: str, shop: Shop) -> None:
    make(shop, gone=LONG_AGO)
    at = datetime(2024, 2, 13, 21, tzinfo=UTC)
    look(dsn, at)
    assert members(shop) == {"gone": [1, 2, 3]}
    shop.conn.execute("update stores set timezone = 'America/Lima'")
    look(dsn, at)
    assert members(shop) == {}
    look(dsn, at + timedelta(hours=8))
    assert members(shop) == {"gone": [1, 2, 3]}


def test_scores_of_the_new_day_count_in_its_rules(dsn: str, shop: Shop) -> None:
    """Fixed limits move recency at the same midnight, and what asks for it follows."""
    make(shop, recent="r at_least 5", recent_and_gone=f"r at_most 4 and {LONG_AGO}")
    limits = limits_of({"r": [29, 60, 90, 365], "f": [1, 2, 3, 5], "m": [50, 100, 200, 400]})
    with shop.conn.transaction():
        set_rfm_settings(shop.conn, shop.id, RfmSettings(edges="fixed", limits=limits))
        turn_day(shop.conn, shop.id, FIRST)
    assert members(shop) == {"recent": [1, 2, 3]}
    look(dsn, noon(date(2024, 2, 13)))
    assert members(shop) == {"recent": [1, 2, 3]}
    look(dsn, noon(date(2024, 2, 14)))
    assert members(shop) == {"recent_and_gone": [1, 2, 3]}
