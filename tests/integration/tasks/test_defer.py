"""Queueing: in the caller's transaction, never twice under the same words."""

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty import tasks

LATER = datetime(2100, 1, 1, tzinfo=UTC)


def waiting(conn: Connection[TupleRow]) -> list[tuple[str, dict[str, Any]]]:
    """Give the names and documents of the tasks that wait, in the order they came."""
    rows = conn.execute(
        "select task_name, args from procrastinate_jobs where status = 'todo' order by id"
    )
    return [(row[0], row[1]) for row in rows]


def due(conn: Connection[TupleRow]) -> datetime:
    row = conn.execute("select scheduled_at from procrastinate_jobs").fetchone()
    assert row is not None
    at: datetime = row[0]
    return at


def test_what_is_rolled_back_leaves_nothing_queued(conn: Connection[TupleRow]) -> None:
    tasks.defer(conn, "sync", store_id=7, sync_id=1)
    conn.rollback()
    assert waiting(conn) == []


def test_arguments_come_back_as_they_were(conn: Connection[TupleRow]) -> None:
    tasks.defer(conn, "sync", store_id=7, key="1", sync_id=1, reason="connected")
    assert waiting(conn) == [
        ("sync", {"store_id": 7, "key": "1", "arguments": {"sync_id": 1, "reason": "connected"}})
    ]


def test_the_same_words_wait_once_and_other_words_apart(conn: Connection[TupleRow]) -> None:
    for _ in range(2):
        tasks.defer(conn, "sync", store_id=7)
        tasks.defer(conn, "sync", store_id=7, key="repair")
        tasks.defer(conn, "sync", store_id=8)
        tasks.defer(conn, "watch", store_id=7)
    assert len(waiting(conn)) == 4


def test_one_that_waits_for_later_is_brought_forward_and_never_put_off(
    conn: Connection[TupleRow],
) -> None:
    tasks.defer(conn, "watch", store_id=7, at=LATER)
    assert due(conn) == LATER
    tasks.defer(conn, "watch", store_id=7, at=LATER - timedelta(days=1))
    assert due(conn) == LATER - timedelta(days=1)
    tasks.defer(conn, "watch", store_id=7, at=LATER)
    assert due(conn) == LATER - timedelta(days=1)
    tasks.defer(conn, "watch", store_id=7)
    assert due(conn) < LATER - timedelta(days=1)


def test_runners_are_told_when_the_caller_commits_and_not_before(
    conn: Connection[TupleRow], dsn: str
) -> None:
    with psycopg.connect(dsn, autocommit=True) as ear:
        ear.execute('listen "procrastinate_queue_v1#watch"')
        tasks.defer(conn, "watch", store_id=7)
        assert list(ear.notifies(timeout=0)) == []
        conn.commit()
        assert len(list(ear.notifies(timeout=60, stop_after=1))) == 1
        tasks.defer(conn, "watch", store_id=7)
        conn.commit()
        assert len(list(ear.notifies(timeout=60, stop_after=1))) == 1
