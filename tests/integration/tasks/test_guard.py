"""Taking up what dead processes left, without the processes: a death is a closed connection."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty import tasks
from syncaty.tasks import policy
from syncaty.tasks.guard import Guard, _sql
from tests.integration.tasks.running import until


@pytest.fixture
def line(dsn: str) -> Iterator[Connection[TupleRow]]:
    """A connection in autocommit, as a guard needs it."""
    with psycopg.connect(dsn, autocommit=True) as conn:
        yield conn


def in_hand(conn: Connection[TupleRow]) -> int:
    """Queue a task, let a worker have taken it, and give its number."""
    tasks.defer(conn, "sync", store_id=7)
    row = conn.execute(
        "update procrastinate_jobs set status = 'doing' where status = 'todo' returning id"
    ).fetchone()
    assert row is not None
    number: int = row[0]
    return number


def state(conn: Connection[TupleRow], job_id: int) -> str | None:
    row = conn.execute(
        "select status::text from procrastinate_jobs where id = %s", (job_id,)
    ).fetchone()
    return None if row is None else row[0]


def test_what_is_marked_is_left_alone_and_what_died_is_queued_again(
    line: Connection[TupleRow], dsn: str
) -> None:
    job = in_hand(line)
    guard = Guard(line)
    with psycopg.connect(dsn, autocommit=True) as other:
        assert Guard(other).take(job) == 0
        assert guard.take(job) is None, "one process at a time"
        guard.look()
        guard.look()
        assert state(line, job) == "doing"
    until(lambda: line.execute(_sql["tasks_left"]).rowcount == 1, "the lock to end")
    guard.look()
    assert state(line, job) == "doing", "it may just be in between"
    guard.look()
    assert state(line, job) == "todo"


def test_two_that_see_the_same_death_queue_it_once(line: Connection[TupleRow], dsn: str) -> None:
    job = in_hand(line)
    with psycopg.connect(dsn, autocommit=True) as conn:
        one, other = Guard(line), Guard(conn)
        one.look()
        other.look()
        one.look()
        # Taken again at once by a worker that has not marked it yet.
        line.execute("update procrastinate_jobs set status = 'doing' where id = %s", (job,))
        other.look()
        assert state(line, job) == "doing"


def test_the_same_words_waiting_do_the_work_of_the_dead(line: Connection[TupleRow]) -> None:
    job = in_hand(line)
    tasks.defer(line, "sync", store_id=7)
    guard = Guard(line)
    guard.look()
    guard.look()
    assert state(line, job) is None
    row = line.execute("select count(*) from procrastinate_jobs where status = 'todo'").fetchone()
    assert row == (1,)


def test_a_task_that_kills_every_process_is_given_up(line: Connection[TupleRow]) -> None:
    job = in_hand(line)
    guard = Guard(line)
    for crash in range(1, policy.MOST_CRASHES + 1):
        guard.look()
        guard.look()
        row = line.execute(
            "select status::text, scheduled_at > now() + interval '1 minute'"
            " from procrastinate_jobs where id = %s",
            (job,),
        ).fetchone()
        given_up = crash == policy.MOST_CRASHES
        assert row == ("failed" if given_up else "todo", crash > policy.FREE_CRASHES)
        line.execute(
            "update procrastinate_jobs set status = 'doing' where id = %s and status = 'todo'",
            (job,),
        )
