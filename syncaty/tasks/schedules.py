"""Queues what is due by the clock, once across all processes."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import psycopg
from croniter import croniter

from syncaty.db.queries import load as load_queries
from syncaty.tasks.defer import defer
from syncaty.tasks.task import Schedule

_sql = load_queries("syncaty.tasks")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def last_due(schedule: Schedule, now: datetime) -> datetime:
    """Give the newest instant of a schedule that has come."""
    if schedule.cron:
        # A second later, so that the very instant counts as come.
        after = now + timedelta(seconds=1)
        found: datetime = croniter(schedule.cron, after).get_prev(datetime)
        return found
    step = timedelta(seconds=schedule.every)
    return now - (now - _EPOCH) % step


class Timetable:
    """The schedules of a process; it asks the database only when an instant has come."""

    def __init__(self, dsn: str, schedules: Sequence[Schedule]) -> None:
        self._dsn = dsn
        self._heeded: dict[Schedule, datetime] = dict.fromkeys(schedules, _EPOCH)

    def look(self, now: datetime) -> None:
        """Queue the tasks whose instant has come and that no process queued; in one transaction."""
        due = {each: last_due(each, now) for each in self._heeded}
        come = {each: at for each, at in due.items() if at > self._heeded[each]}
        if not come:
            return
        with psycopg.connect(self._dsn) as conn:
            for each, at in come.items():
                row = {"name": each.name, "due_at": at, "at_once": bool(each.every)}
                heed = conn.execute(_sql["schedule_heed"], row).fetchone()
                if heed is not None and heed[0]:
                    defer(conn, each.name, store_id=0)
        self._heeded |= come
