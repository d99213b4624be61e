"""Reading jobs: the list, counts by state, what came per minute, failures alike, health.

Every function takes an open connection, reads, and leaves the transaction to its caller.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from syncaty.db.queries import load
from syncaty.jobs.bounds import Conn, Record, bounds, from_id, rows
from syncaty.jobs.filter import JobFilter
from syncaty.jobs.job import Counts, FailureGroup, Health, Job, Minute

MOST_COUNTED = 50_000
"""Completed jobs are counted and drawn from the newest back, at most so many."""

_ONE_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
_SQL = load("syncaty.jobs", "search.sql")


def list_jobs(
    conn: Conn, wanted: JobFilter, before_id: int | None = None, limit: int = 50
) -> list[Job]:
    """Give jobs, newest first; `before_id` is the last number of the page before.

    A search by entity, customer or text reaches the newest 1,000 jobs it leads to.
    """
    values = bounds(conn, wanted, before_id) | {"limit": limit}
    return [job_of(row) for row in rows(conn, _SQL["jobs_page"], values)]


def count_newer(conn: Conn, wanted: JobFilter, after_id: int, limit: int = 1000) -> int:
    """Count the jobs that match and came after one, up to `limit`."""
    values = bounds(conn, wanted) | {"after_id": after_id, "limit": limit}
    return int(rows(conn, _SQL["newer"], values)[0]["n"])


def count_states(
    conn: Conn, wanted: JobFilter, *, completed_for: timedelta = _DAY, now: datetime
) -> Counts:
    """Count the jobs that match by state, whatever state and outcome the filter asks for.

    Pending and failed ones are counted exactly; completed ones since the filter's `after`, or for
    the last day when it has none and nothing is searched for, and at most 50,000 of them.
    """
    values = bounds(conn, wanted)
    since = wanted.after
    if since is None and not wanted.searches:
        since = (wanted.before or now) - completed_for
    values |= {"since": since, "from_id": from_id(conn, since), "limit": MOST_COUNTED}
    row = rows(conn, _SQL["states"], values)[0]
    return Counts(**row, since=since, capped=row["completed"] >= MOST_COUNTED)


def minutes(
    conn: Conn,
    wanted: JobFilter,
    since: datetime,
    until: datetime,
    step: timedelta = _ONE_MINUTE,
) -> list[Minute]:
    """Count what came from `since` up to `until` per minute (or another step), by what became of
    it. Steps with nothing are left out, and so is what lies before the newest 50,000 jobs: then
    the first step given is whole, and earlier ones are not known.
    """
    window = replace(wanted, after=since, before=until)
    values = bounds(conn, window) | {"step": step, "limit": MOST_COUNTED}
    counted = rows(conn, _SQL["minutes"], values)
    read = sum(row["applied"] + _rest(row) for row in counted)
    if read >= MOST_COUNTED and len(counted) > 1:
        del counted[0]  # only part of it was read
    return [Minute(**{name: row[name] for name in _MINUTE}) for row in counted]


def failures_grouped(conn: Conn, store_id: int | None, limit: int = 200) -> list[FailureGroup]:
    """Give failed jobs by error and event: how many, since when, in which stores."""
    found = rows(conn, _SQL["failure_groups"], {"store_id": store_id, "limit": limit})
    return [
        FailureGroup(
            **row | {"stores": tuple(row["stores"]), "store_names": tuple(row["store_names"])}
        )
        for row in found
    ]


def health(conn: Conn, store_id: int | None, now: datetime) -> Health:
    """Tell how the queue does: the longest wait, and how many webhooks came in the last minute."""
    oldest = rows(conn, _SQL["oldest_waiting"], {"store_id": store_id})[0]["seconds"]
    recent = minutes(conn, JobFilter(store_id=store_id), now - _ONE_MINUTE, now)
    return Health(
        oldest_waiting=oldest or 0.0,
        per_minute=sum(
            each.applied + each.ignored + each.pending + each.retrying + each.failed
            for each in recent
        ),
    )


_MINUTE = ("at", "applied", "ignored", "pending", "retrying", "failed")


def _rest(row: Record) -> int:
    return int(row["ignored"] + row["pending"] + row["retrying"] + row["failed"])


def job_of(row: Record) -> Job:
    """Make a job of a row of the statement jobs_page."""
    return Job(**row | {"changes": tuple(row["changes"] or ())})
