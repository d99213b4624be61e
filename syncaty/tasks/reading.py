"""What background work there is, for those who look."""

from dataclasses import dataclass
from datetime import datetime

from psycopg import Connection
from psycopg.rows import TupleRow, class_row

from syncaty.db.queries import load as load_queries

_sql = load_queries("syncaty.tasks")


@dataclass(frozen=True, slots=True)
class Counts:
    """Tasks by state; those to be tried again are among `due`, `later` and `in_hand`."""

    due: int
    later: int
    in_hand: int
    retrying: int
    failed: int
    processes: int  # background processes that are connected


@dataclass(frozen=True, slots=True)
class FailedTask:
    """A task that failed: how often it did or took its process with it, and why."""

    name: str
    store_id: int  # 0: of no store
    key: str
    failures: int
    crashes: int
    at: datetime | None
    error: str
    again_at: datetime | None  # the next try; None: given up


def counts(conn: Connection[TupleRow]) -> Counts:
    """Count all tasks."""
    with conn.cursor(row_factory=class_row(Counts)) as cursor:
        row = cursor.execute(_sql["tasks_counts"]).fetchone()
    return row or Counts(0, 0, 0, 0, 0, 0)


def failed(conn: Connection[TupleRow], *, limit: int = 20) -> list[FailedTask]:
    """Give the tasks that failed and did not succeed since, newest first."""
    with conn.cursor(row_factory=class_row(FailedTask)) as cursor:
        return cursor.execute(_sql["tasks_failed"], {"limit": limit}).fetchall()
