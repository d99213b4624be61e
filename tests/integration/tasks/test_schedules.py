"""Schedules: each instant once across processes, missed ones made up for."""

from datetime import UTC, datetime, timedelta

import psycopg
from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.tasks import Schedule
from syncaty.tasks.schedules import Timetable
from tests.integration.tasks.running import running, until

NIGHT = Schedule("nightly", cron="15 3 * * *")
OFTEN = Schedule("often", every=60)
NOON = datetime(2026, 5, 1, 12, 0, 30, tzinfo=UTC)


def queued(conn: Connection[TupleRow]) -> list[str]:
    """Give the names of what was queued since the last look, and take them away."""
    rows = conn.execute("delete from procrastinate_jobs returning task_name").fetchall()
    conn.commit()
    return sorted(row[0] for row in rows)


def test_each_instant_is_heeded_by_one_of_two(dsn: str, conn: Connection[TupleRow]) -> None:
    one, other = Timetable(dsn, [NIGHT, OFTEN]), Timetable(dsn, [NIGHT, OFTEN])
    one.look(NOON)
    other.look(NOON)
    assert queued(conn) == ["often"], "a nightly task does not start with the first process"
    other.look(NOON + timedelta(minutes=1))
    one.look(NOON + timedelta(minutes=1))
    assert queued(conn) == ["often"]
    one.look(NOON + timedelta(minutes=1, seconds=20))
    assert queued(conn) == []
    one.look(NOON + timedelta(hours=15, minutes=15))
    other.look(NOON + timedelta(hours=15, minutes=15))
    assert queued(conn) == ["nightly", "often"]


def test_a_night_that_was_slept_through_is_made_up_for_once(
    dsn: str, conn: Connection[TupleRow]
) -> None:
    Timetable(dsn, [NIGHT]).look(NOON)
    assert queued(conn) == []
    Timetable(dsn, [NIGHT]).look(NOON + timedelta(days=3))
    Timetable(dsn, [NIGHT]).look(NOON + timedelta(days=3))
    assert queued(conn) == ["nightly"]


def test_two_runners_run_each_instant_once(dsn: str) -> None:
    seen: list[int] = []
    handlers = {"often": lambda task: seen.append(task.store_id)}
    schedules = [Schedule("often", every=86400.0)]
    with running(dsn, handlers, schedules), running(dsn, handlers, schedules):
        until(lambda: seen == [0], "the instant to be heeded")
        with psycopg.connect(dsn) as conn:
            conn.execute("update task_schedules set due_at = due_at - interval '1 day'")
    with running(dsn, handlers, schedules), running(dsn, handlers, schedules):
        until(lambda: seen == [0, 0], "the next instant to be heeded")
