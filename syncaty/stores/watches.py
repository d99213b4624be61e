"""When a store was looked at and what is known of its habit: the state behind the watch."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from psycopg import Connection
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from syncaty.db.queries import load as load_queries
from syncaty.stores import rhythm
from syncaty.stores.rhythm import Rhythm
from syncaty.stores.spread import next_check

_sql = load_queries("syncaty.stores", "watches.sql")

Conn = Connection[Any]


@dataclass(frozen=True, slots=True)
class Watch:
    """What a check needs to know of a store: `intact_at` is when all its webhooks were in order."""

    state: str
    timezone: str
    connected_at: datetime
    intact_at: datetime | None
    counted_to: int


@dataclass(frozen=True, slots=True)
class WatchState:
    """How well a store is heard of, for its page.

    `fault` is why the last check could not be made: a code of `salla.errors`, or `no_address`.
    `rhythm` is None while too little is known. What happened before `unsure_since` is all here;
    None means that nothing is known to be missing.
    """

    checked_at: datetime | None
    intact_at: datetime | None
    next_check_at: datetime | None
    next_nightly_at: datetime | None
    fault: str | None
    last_event_at: datetime | None
    rhythm: Rhythm | None
    learned_at: datetime | None
    unsure_since: datetime | None

    @property
    def sure_until(self) -> datetime | None:
        """Until when everything is known to be here."""
        if self.unsure_since is not None:
            return self.unsure_since
        if self.intact_at is None or self.intact_at != self.checked_at:
            return self.intact_at
        return max(self.intact_at, self.last_event_at or self.intact_at)


def watch(conn: Conn, store_id: int) -> Watch | None:
    """Give what a check needs to know of a store, or None when it is unknown."""
    with conn.cursor(row_factory=class_row(Watch)) as cursor:
        return cursor.execute(_sql["watch_read"], {"store_id": store_id}).fetchone()


def checked(
    conn: Conn, store_id: int, now: datetime, *, intact: bool = False, fault: str | None = None
) -> None:
    """Keep that a store was looked at, or the fault that hindered it, and plan the next time."""
    row = {"store_id": store_id, "now": now, "intact": intact, "fault": fault}
    conn.execute(_sql["watch_checked"], {**row, "next": next_check(store_id, now)})


def learn(conn: Conn, store_id: int, now: datetime) -> Rhythm | None:
    """Count what came since the last time and learn the store's rhythm anew; None: not yet."""
    held = watch(conn, store_id)
    if held is None:
        return None
    since = now - timedelta(weeks=rhythm.WEEKS)
    row: dict[str, object] = {"store_id": store_id, "since": since, "now": now}
    conn.execute(_sql["hours_count"], {**row, "counted_to": held.counted_to})
    conn.execute(_sql["hours_forget"], row)
    hours = dict(conn.execute(_sql["hours_read"], row).fetchall())
    blind = conn.execute(_sql["blind_spans"], row).fetchall()
    seen_since = max(held.connected_at, min(hours, default=now))
    learned = rhythm.learn(hours, seen_since, now, ZoneInfo(held.timezone), blind)
    kept = None if learned is None else Jsonb(learned.as_json())
    conn.execute(_sql["rhythm_keep"], {**row, "rhythm": kept})
    return learned


def watch_state(conn: Conn, store_id: int) -> WatchState | None:
    """Give how well a store is heard of, or None when it is unknown."""
    with conn.cursor(row_factory=class_row(WatchState)) as cursor:
        found = cursor.execute(_sql["watch_state"], {"store_id": store_id}).fetchone()
    return None if found is None else replace(found, rhythm=Rhythm.read(found.rhythm))
