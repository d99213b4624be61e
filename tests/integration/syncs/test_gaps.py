"""What is noticed of gaps, and the repairs asked for, by a clock of the test's own."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from syncaty import syncs
from syncaty.stores import gaps
from syncaty.stores.rhythm import Rhythm
from syncaty.stores.watches import watch_state
from syncaty.syncs.gaps import Look
from syncaty.tasks import Task

STORE, OTHER = 77, 78
NOON = datetime(2026, 5, 5, 9, tzinfo=UTC)  # a Tuesday in Riyadh
WEEKLY = 168
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
BODY = b'{"event": "order.created", "merchant": 77, "created_at": "x", "data": {"id": 1}}'


@dataclass(frozen=True)
class Night:
    """A database of connected stores, looked at by a clock of the test's."""

    dsn: str
    conn: psycopg.Connection[Any]
    now: datetime = NOON

    def at(self, after: timedelta) -> "Night":
        """Give the same a while later."""
        return replace(self, now=self.now + after)

    def look(self) -> list[tuple[Any, ...]]:
        """Look once, intake having been alive since noon, and give the repairs."""
        self.change(
            "insert into intake_minutes select generate_series("
            " greatest(%s, (select max(minute) from intake_minutes)), %s, interval '1 minute')"
            " on conflict do nothing",
            NOON, self.now,
        )  # fmt: skip
        self.look_deaf()
        return self.repairs()

    def look_deaf(self) -> None:
        """Look once, whatever intake does."""
        Look(self.dsn, lambda: self.now)(Task("look", 0, "", {}, threading.Event()))

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask the database."""
        return self.conn.execute(statement.encode(), values or None).fetchall()

    def change(self, statement: str, *values: object) -> None:
        """Change something in the database."""
        self.conn.execute(statement.encode(), values or None)

    def alive(self, *minutes: datetime) -> None:
        """Let intake have given signs of life."""
        for minute in minutes:
            self.change("insert into intake_minutes values (%s) on conflict do nothing", minute)

    def alive_until(self, end: datetime, minutes: int = 30) -> None:
        """Let intake have lived for the minutes up to an instant."""
        self.alive(*(end - number * MINUTE for number in range(minutes)))

    def store(self, store_id: int, state: str = "connected") -> None:
        """Connect a store that asks for nothing by itself."""
        long_ago = NOON - timedelta(weeks=9)
        self.change(
            "insert into stores (id, lane, state, state_at, authorized_at, connected_at)"
            " values (%s, 1, %s, %s, %s, %s)",
            store_id, state, long_ago, long_ago, long_ago,
        )  # fmt: skip
        self.change(
            "insert into store_watches (store_id, next_check_at, next_nightly_at)"
            " values (%s, '2100-01-01', '2100-01-01')",
            store_id,
        )

    def habit(self, weight: float, *, store_id: int = STORE) -> None:
        """Give a store the same habit for each hour of its week."""
        rhythm = Rhythm("Asia/Riyadh", (weight,) * WEEKLY, 1.0, 500)
        self.change(
            "update store_watches set rhythm = %s where store_id = %s",
            Jsonb(rhythm.as_json()), store_id,
        )  # fmt: skip

    def came(self, at: datetime, event: str = "order.created", store_id: int = STORE) -> None:
        """Let a webhook have come in."""
        self.change(
            "insert into jobs (store_id, id, event, received_at, due_at, state, finished_at)"
            " values (%s, nextval(pg_get_serial_sequence('deliveries', 'id')), %s, %s, %s,"
            " 'completed', %s)",
            store_id, event, at, at, at,
        )  # fmt: skip

    def refused(self, at: datetime, body: bytes = BODY, reason: str = "signature_wrong") -> None:
        """Let a webhook have been refused."""
        self.change(
            "insert into refusals (store_id, received_at, reason, status, body, body_size, headers)"
            " values (%s, %s, %s, 401, %s, 10, '{}')",
            STORE, at, reason, body,
        )  # fmt: skip

    def repairs(self) -> list[tuple[Any, ...]]:
        """Give the repairs there are: store, reason, since, until."""
        return self.rows(
            "select store_id, reason, since, until from syncs where kind = 'repair' order by id"
        )

    def end_repairs(self, state: str = "completed") -> None:
        """Let the open repairs end."""
        self.change(
            "update syncs set state = %s, finished_at = now()"
            " where state in ('waiting', 'running', 'paused')",
            state,
        )

    def open_gaps(self) -> list[str]:
        """Give the reasons of the open gaps."""
        found = self.rows("select reason from gaps where closed_at is null order by id")
        return [reason for (reason,) in found]

    def tasks(self, name: str) -> list[tuple[Any, ...]]:
        """Give the tasks of a name that wait: their store and arguments."""
        return self.rows(
            "select (args ->> 'store_id')::int, args -> 'arguments' from procrastinate_jobs"
            " where task_name = %s and status = 'todo' order by id",
            name,
        )

    def told(self) -> list[str]:
        """Give what was told of the store."""
        statement = "select kind from store_events where store_id = %s order by id"
        return [kind for (kind,) in self.rows(statement, STORE)]


@pytest.fixture
def night(dsn: str) -> Iterator[Night]:
    with psycopg.connect(dsn, autocommit=True) as conn:
        made = Night(dsn, conn)
        made.store(STORE)
        yield made


def test_an_outage_of_ours_asks_each_connected_store_for_one_repair(night: Night) -> None:
    night.store(OTHER)
    night.store(79, "disconnected")
    down, up = NOON - timedelta(hours=24), NOON - 2 * MINUTE
    night.alive_until(down)
    night.alive(up)
    repairs = night.look()
    assert repairs == [
        (store_id, "outage", down - timedelta(minutes=30), NOON) for store_id in (STORE, OTHER)
    ]
    assert night.rows("select since, until from outages") == [(down, up)]
    assert night.told() == ["gap_outage"]
    assert night.at(5 * MINUTE).look() == repairs
    assert night.tasks("sync") != []


def test_an_outage_is_closed_by_the_repair_that_covers_it(night: Night) -> None:
    night.alive_until(NOON - HOUR)
    night.look()
    before = watch_state(night.conn, STORE)
    assert before is not None
    assert before.sure_until == NOON - HOUR
    night.end_repairs()
    later = night.at(5 * MINUTE)
    assert len(later.look()) == 1
    assert later.open_gaps() == []
    assert later.told() == ["gap_outage", "gap_repaired"]
    (gap,) = gaps.gaps(night.conn, STORE)
    after = watch_state(night.conn, STORE)
    assert (gap.closed_by, gap.closed_at) == ("repaired", later.now)
    assert after is not None
    assert after.unsure_since is None


def test_a_short_hole_is_left_to_salla(night: Night) -> None:
    night.alive_until(NOON - 3 * MINUTE)
    assert night.look() == []


def test_the_first_start_is_no_outage(night: Night) -> None:
    assert night.look() == []
    assert night.rows("select count(*) from outages") == [(0,)]


def test_a_stop_of_two_months_is_seen_whole(night: Night) -> None:
    long_ago = NOON - timedelta(days=40)
    night.alive_until(long_ago)
    (repair,) = night.look()
    assert repair[2] == long_ago - timedelta(minutes=30)
    assert night.at(5 * MINUTE).look() == [repair]
    assert night.rows("select min(minute) from intake_minutes") == [(NOON,)]


def test_an_implausible_silence_asks_for_one_repair_and_a_check(night: Night) -> None:
    night.habit(6.0)
    night.came(NOON - 3 * HOUR)
    night.came(NOON - HOUR, "syncaty.repair")
    assert night.look() == [(STORE, "silence", NOON - 3 * HOUR - 30 * MINUTE, NOON)]
    assert night.tasks("watch") == [(STORE, {})]
    assert night.told() == ["gap_silence"]
    for minutes in (5, 10, 60):
        assert len(night.at(minutes * MINUTE).look()) == 1


def test_a_silence_that_is_usual_asks_for_nothing(night: Night) -> None:
    night.habit(1.0)
    night.came(NOON - 3 * HOUR)
    assert night.look() == []
    assert night.tasks("watch") == []


def test_an_unusual_silence_only_has_the_webhooks_checked(night: Night) -> None:
    night.habit(2.0)
    night.came(NOON - 3 * HOUR)
    assert night.look() == []
    assert night.tasks("watch") == [(STORE, {})]


def test_a_store_on_holiday_is_asked_about_ever_more_seldom(night: Night) -> None:
    night.habit(6.0)
    night.came(NOON)
    asked: list[timedelta] = []
    for step in range(2 * 24 * 6):  # six days, each half hour
        later = night.at(step * 30 * MINUTE)
        if len(later.look()) > len(asked):
            asked.append(later.now - NOON)
        later.end_repairs()
    hours = [round(after / HOUR) for after in asked]
    assert hours == [2, 6, 14, 30, 60, 122]


def test_a_webhook_ends_the_silence(night: Night) -> None:
    night.habit(6.0)
    night.came(NOON - 3 * HOUR)
    night.look()
    night.end_repairs()
    night.came(NOON + HOUR)
    later = night.at(2 * HOUR)
    assert len(later.look()) == 1
    assert later.open_gaps() == []
    assert len(night.at(4 * HOUR).look()) == 2  # and the next counts from one again


def test_our_own_outage_is_not_taken_for_the_stores_silence(night: Night) -> None:
    night.habit(6.0)
    night.alive_until(NOON - 5 * HOUR)
    night.came(NOON - 5 * HOUR)
    night.look_deaf()
    assert night.repairs() == []
    assert [reason for _, reason, *_ in night.look()] == ["outage"]
    assert night.open_gaps() == ["outage"]


def test_a_run_of_refusals_asks_for_one_repair_and_gives_the_secret_anew(night: Night) -> None:
    night.came(NOON - 2 * HOUR)
    for number in range(5):
        night.refused(NOON - HOUR + number * MINUTE)
    assert night.look() == [(STORE, "signatures", NOON - HOUR - 30 * MINUTE, NOON)]
    assert night.tasks("watch") == [(STORE, {"anew": 1})]
    assert night.told() == ["gap_signatures"]
    assert len(night.at(5 * MINUTE).look()) == 1


def test_a_run_of_one_event_counts_though_others_come(night: Night) -> None:
    for number in range(5):
        night.refused(NOON - HOUR + number * MINUTE)
    night.came(NOON - 30 * MINUTE, "customer.updated")
    assert len(night.look()) == 1


@pytest.mark.parametrize("count", [4, 5])
def test_refusals_among_good_ones_are_no_run(night: Night, count: int) -> None:
    for number in range(count):
        night.refused(NOON - HOUR + number * MINUTE, reason="signature_missing")
    if count == 5:
        night.came(NOON - 30 * MINUTE)
    night.refused(NOON - HOUR, reason="too_large")
    assert night.look() == []


def test_whoever_sends_wrong_signatures_all_day_moves_little(night: Night) -> None:
    for quarter in range(4 * 12):
        later = night.at(quarter * 15 * MINUTE)
        for number in range(5):
            later.refused(later.now - number * MINUTE, body=b"\xff" * number)
        later.look()
        later.end_repairs()
    assert 2 <= len(night.repairs()) <= 4


def test_repairs_wait_while_the_history_is_imported(night: Night) -> None:
    syncs.create(night.conn, STORE, "import", "connected")
    night.alive_until(NOON - HOUR)
    assert night.look() == []
    assert night.open_gaps() == ["outage"]
    night.end_repairs()
    assert len(night.at(5 * MINUTE).look()) == 1


def test_repairs_wait_until_the_store_is_connected_again(night: Night) -> None:
    night.change("update stores set state = 'needs_reconnect'")
    night.alive_until(NOON - HOUR)
    assert night.look() == []
    assert night.open_gaps() == ["outage"]
    night.change("update stores set state = 'connected'")
    assert len(night.at(timedelta(days=2)).look()) == 1


def test_a_failed_repair_is_asked_for_again_with_growing_pauses(night: Night) -> None:
    night.alive_until(NOON - HOUR)
    asked: list[int] = []
    for step in range(12 * 12):
        later = night.at(step * 5 * MINUTE)
        if len(later.look()) > len(asked):
            asked.append(round((later.now - NOON) / MINUTE))
        later.end_repairs("failed")
    assert asked == [0, 10, 25, 50, 95, 180, 345, 670]
    assert night.open_gaps() == ["outage"]


def test_a_cancelled_repair_is_not_asked_for_again(night: Night) -> None:
    night.alive_until(NOON - HOUR)
    night.look()
    night.end_repairs("cancelled")
    later = night.at(5 * MINUTE)
    assert len(later.look()) == 1
    assert later.open_gaps() == []
    assert later.told() == ["gap_outage", "gap_cancelled"]


def test_further_gaps_widen_the_open_repair(night: Night) -> None:
    night.alive_until(NOON - HOUR)
    night.look()
    later = night.at(10 * MINUTE)
    since = NOON - timedelta(days=2)
    gaps.note(night.conn, STORE, "subscriptions", since, later.now, later.now)
    assert later.look() == [(STORE, "outage", since - 30 * MINUTE, later.now)]
    night.end_repairs()
    night.at(15 * MINUTE).look()
    assert night.open_gaps() == []


def test_the_last_three_days_are_compared_each_night_of_the_store(night: Night) -> None:
    night.change("update store_watches set next_nightly_at = null")
    assert night.look() == []
    asked: list[datetime] = []
    for step in range(3 * 24 * 4):
        later = night.at(step * 15 * MINUTE)
        if len(later.look()) > len(asked):
            asked.append(later.now + 3 * HOUR)  # in Riyadh
        later.end_repairs()
    assert len(asked) == 3
    assert all(1 <= at.hour <= 5 for at in asked)
    assert {reason for _, reason, *_ in night.repairs()} == {"nightly"}
    _, _, since, until = night.repairs()[0]
    assert until - since == timedelta(hours=72)


def test_a_night_with_another_sync_at_work_comes_an_hour_later(night: Night) -> None:
    syncs.create(night.conn, STORE, "import", "connected")
    night.change("update store_watches set next_nightly_at = %s", NOON)
    assert night.look() == []
    assert night.rows("select next_nightly_at from store_watches") == [(NOON + HOUR,)]


def test_each_store_is_checked_once_a_day(night: Night) -> None:
    night.store(OTHER)
    night.change("update store_watches set next_check_at = %s", NOON - MINUTE)
    night.look()
    assert [store_id for store_id, _ in night.tasks("watch")] == [STORE, OTHER]
    night.at(5 * MINUTE).look()
    assert len(night.tasks("watch")) == 2
    planned = night.rows("select min(next_check_at), max(next_check_at) from store_watches")
    assert NOON < planned[0][0] <= planned[0][1] <= NOON + timedelta(days=1)
