"""Reads a customer's scores and segment over time: every step, and what made it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row

from syncaty.db.queries import load as load_queries
from syncaty.segments.moves import Cause

_sql = load_queries("syncaty.segments", "steps.sql")

MOST = 120


@dataclass(frozen=True, slots=True)
class Step:
    """A change of a customer's scores; codes are three scores as one number: 541.

    Codes and segments are None without an order that counts. `moved` tells whether the segment
    changed with the scores; `job_id` is the job that caused it; `back` is as in Move.
    """

    at: datetime
    from_code: int | None
    to_code: int | None
    from_segment: str | None
    to_segment: str | None
    cause: Cause
    job_id: int | None
    moved: bool
    back: bool


def steps(
    conn: Connection[Any],
    store_id: int,
    customer_id: int,
    segment: str | None,
    limit: int = MOST,
) -> tuple[Step, ...]:
    """Give a customer's newest steps, oldest of them first; `segment` is the one he is in now."""
    wanted = {"store_id": store_id, "customer_id": customer_id, "limit": limit}
    with conn.cursor(row_factory=class_row(Step)) as cur:
        newest_first = cur.execute(_sql["steps"], wanted).fetchall()
    found = []
    for each in newest_first:
        step = each if each.moved else replace(each, from_segment=segment, to_segment=segment)
        segment = step.from_segment
        found.append(step)
    return tuple(reversed(found))
