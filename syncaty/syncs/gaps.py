"""Asks for the repairs that close gaps, and for the nightly comparison of the last three days."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from psycopg import Connection
from psycopg.rows import class_row

from syncaty import tasks
from syncaty.clock import Clock, utc_now
from syncaty.db.queries import load as load_queries
from syncaty.stores import noticing
from syncaty.stores.events import log_event
from syncaty.stores.spread import next_night
from syncaty.syncs.control import create
from syncaty.syncs.sync import Reason

MARGIN = timedelta(minutes=30)
"""How much before a gap a repair begins: a webhook may come late by all of Salla's resends."""
NIGHTLY = timedelta(hours=72)
LOOK_SECONDS = 300.0
_LATER = timedelta(hours=1)  # for a nightly comparison that finds another sync at work

_sql = load_queries("syncaty.syncs", "gaps.sql")

Conn = Connection[Any]


@dataclass(frozen=True, slots=True)
class _Unsure:
    """A connected store with gaps that no repair covers yet: their reason, and how far they go."""

    store_id: int
    reason: Reason
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Look:
    """Looks every few minutes for what may have been missed. The task `look` ends here."""

    dsn: str
    clock: Clock = utc_now

    def __call__(self, task: tasks.Task) -> None:
        """Notice gaps, ask for what closes them, and let due checks and nights come."""
        now = self.clock()
        with psycopg.connect(self.dsn, autocommit=True) as conn:
            for part in (
                noticing.notice_outages,
                noticing.notice_silences,
                noticing.notice_refusals,
                noticing.defer_checks,
                close_gaps,
                ask_repairs,
                ask_nightly,
            ):
                if task.stop.is_set():
                    return
                with conn.transaction():
                    part(conn, now)


def close_gaps(conn: Conn, now: datetime) -> int:
    """Close the gaps that a completed repair covers; gives how many.

    A gap whose repair was cancelled is closed as well, since a person decided so. One whose repair
    failed waits for the next, and those of a store that is not connected until it is again.
    """
    closed = conn.execute(_sql["gaps_close"], {"now": now}).fetchall()
    for store_id, reason, sync_id, closed_by in closed:
        log_event(conn, store_id, f"gap_{closed_by}", reason=reason, job=sync_id)
    conn.execute(_sql["gaps_let_go"])
    return len(closed)


def ask_repairs(conn: Conn, now: datetime) -> int:
    """Ask for one repair per connected store with open gaps; gives how many stores.

    It begins a while before the earliest gap and ends now. A store whose history is being imported
    waits for that. After a repair that failed the pauses grow, from five minutes to a day.
    """
    with conn.cursor(row_factory=class_row(_Unsure)) as cursor:
        unsure = cursor.execute(_sql["gaps_unasked"], {"now": now}).fetchall()
    for each in unsure:
        sync_id = create(
            conn, each.store_id, "repair", each.reason, since=each.since - MARGIN, until=now
        )
        row = {"store_id": each.store_id, "sync_id": sync_id, "now": now}
        conn.execute(_sql["gaps_asked"], row)
    return len(unsure)


def ask_nightly(conn: Conn, now: datetime) -> int:
    """Ask for the comparison of the last three days where it is a store's time of the night.

    A store with another sync at work has its turn an hour later. Gives how many were asked for.
    """
    asked = 0
    for store_id, timezone, planned, busy in conn.execute(_sql["nights_due"], {"now": now}):
        later = next_night(store_id, ZoneInfo(timezone), now)
        if planned is not None and busy:
            later = min(later, now + _LATER)
        elif planned is not None:
            create(conn, store_id, "repair", "nightly", since=now - NIGHTLY, until=now)
            asked += 1
        conn.execute(_sql["night_planned"], {"store_id": store_id, "next": later})
    return asked
