"""Notices that webhooks may have been missed: our own outages, silences, runs of refusals.

Each part works in its caller's transaction and leaves gaps behind, and watches deferred.
docs/understand/gaps.md tells the rules.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row

from syncaty import tasks
from syncaty.db.queries import load as load_queries
from syncaty.salla.envelope import Envelope, peek
from syncaty.stores import gaps, rhythm
from syncaty.stores.rhythm import HOUR, Rhythm
from syncaty.stores.spread import next_check
from syncaty.stores.watching import ANEW

REFUSED = (
    "signature_missing",
    "signature_wrong",
    "token_missing",
    "token_wrong",
    "wrong_strategy",
    "no_secret",
)
"""Why a webhook is refused when its secret or strategy is not the one kept here."""
RUN = 5  # refusals; Salla sends one webhook up to four times

_sql = load_queries("syncaty.stores", "watches.sql")

Conn = Connection[Any]


@dataclass(frozen=True, slots=True)
class _Silent:
    id: int
    rhythm: Mapping[str, Any]
    last_at: datetime
    checked_at: datetime | None
    since: datetime
    alarms: int
    open: bool


def defer_checks(conn: Conn, now: datetime) -> int:
    """Queue the daily check of each store whose turn it is; gives how many."""
    due = [row[0] for row in conn.execute(_sql["checks_due"], {"now": now})]
    for store_id in due:
        tasks.defer(conn, "watch", store_id=store_id)
        row = {"store_id": store_id, "next": next_check(store_id, now)}
        conn.execute(_sql["check_planned"], row)
    return len(due)


def notice_outages(conn: Conn, now: datetime) -> int:
    """Note the times intake took no webhooks, as a gap of every store they touch; gives how many.

    An outage is noticed once it is over: until then nothing can say where it ends.
    """
    found = conn.execute(_sql["outages_new"], {"now": now}).fetchall()
    for since, until in found:
        minutes = int((until - since).total_seconds() // 60)
        for (store_id,) in conn.execute(_sql["stores_touched"], {"until": until}).fetchall():
            gaps.note(conn, store_id, "outage", since, until, now, {"minutes": minutes})
    conn.execute(_sql["minutes_forget"], {"now": now})
    return len(found)


def notice_silences(conn: Conn, now: datetime) -> int:
    """Check stores silent for longer than their habit; note a gap where that is implausible.

    Nothing is judged while intake itself gives no sign of life. Gives how many gaps are new.
    """
    hears = conn.execute(_sql["sign_of_life"], {"now": now}).fetchone()
    if not hears or not hears[0]:
        return 0
    with conn.cursor(row_factory=class_row(_Silent)) as cursor:
        silent = cursor.execute(_sql["silent_stores"]).fetchall()
    return sum(_judge(conn, each, now) for each in silent)


def notice_refusals(conn: Conn, now: datetime) -> int:
    """Note a gap for each store whose webhooks fail their check one after the other.

    Counted are refusals of one event, or of all, since which none of that event, or none at all,
    was taken in. The store's webhooks are given their secret anew. Gives how many gaps are new.
    """
    row = {"now": now, "reasons": list(REFUSED), "least": RUN}
    rows = conn.execute(_sql["refused_stores"], row).fetchall()
    return sum(
        _judge_refusals(conn, store_id, [(at, _event(body)) for _, at, body in of_store], now)
        for store_id, of_store in groupby(rows, key=lambda each: each[0])
    )


def _judge(conn: Conn, each: _Silent, now: datetime) -> bool:
    habit = Rhythm.read(each.rhythm)
    if each.open or not rhythm.unusual(habit, each.since, now):
        return False
    # A check is cheap, but needs not be made over and over while the silence lasts.
    pause = max(HOUR, (now - each.since) / 2)
    if each.checked_at is None or now - each.checked_at > pause:
        tasks.defer(conn, "watch", store_id=each.id)
    if not rhythm.implausible(habit, each.since, now, each.alarms):
        return False
    hours = int((now - each.last_at) / HOUR)
    tasks.defer(conn, "watch", store_id=each.id)
    return gaps.note(conn, each.id, "silence", each.since, now, now, {"hours": hours})


def _judge_refusals(
    conn: Conn, store_id: int, refused: list[tuple[datetime, str]], now: datetime
) -> bool:
    row = {"store_id": store_id, "since": refused[0][0]}
    accepted = dict(conn.execute(_sql["accepted_since"], row).fetchall())
    runs = [_run(refused, accepted.values())]
    for event in {event for _, event in refused if event}:
        of_event = [each for each in refused if each[1] == event]
        runs.append(_run(of_event, [accepted[event]] if event in accepted else ()))
    runs = [run for run in runs if len(run) >= RUN]
    if not runs:
        return False
    tasks.defer(conn, "watch", store_id=store_id, key=ANEW, anew=1)
    since = min(run[0][0] for run in runs)
    count = max(len(run) for run in runs)
    return gaps.note(conn, store_id, "signatures", since, now, now, {"refused": count})


def _run(
    refused: list[tuple[datetime, str]], accepted: Iterable[datetime]
) -> list[tuple[datetime, str]]:
    """Give the refusals after the last webhook that was taken in."""
    last = max(accepted, default=None)
    return [each for each in refused if last is None or each[0] > last]


def _event(body: bytes) -> str:
    """Give the event that a refused body names, or nothing; nobody vouches for it."""
    seen = peek(bytes(body))
    return seen.event if isinstance(seen, Envelope) else ""
