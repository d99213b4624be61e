"""Gaps: stretches of time in which webhooks of a store may have been missed.

Whoever notices one notes it here, in his transaction; `syncs.gaps` asks for the repairs that close
them. A store has at most one open gap of a reason: noting a further one widens it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from psycopg import Connection
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from syncaty.db.queries import load as load_queries
from syncaty.stores.events import log_event

Reason = Literal["outage", "silence", "signatures", "subscriptions"]
"""Why something may have been missed: our intake was away, an implausible silence, a run of refused
signatures, or webhooks that were removed or changed at Salla."""

_sql = load_queries("syncaty.stores", "gaps.sql")

Conn = Connection[Any]


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap as pages show it; `sync_id` is the repair asked for, None before that.

    Open while `closed_at` is None. `closed_by` is repaired or cancelled.
    """

    id: int
    reason: Reason
    since: datetime
    until: datetime
    noticed_at: datetime
    sync_id: int | None
    closed_at: datetime | None
    closed_by: str | None


def note(
    conn: Conn,
    store_id: int,
    reason: Reason,
    since: datetime,
    until: datetime,
    now: datetime,
    details: Mapping[str, str | int] | None = None,
) -> bool:
    """Note a gap of a store, and tell it on the store's page unless one of its kind is open.

    Gives whether it is a new one.
    """
    row = {"store_id": store_id, "reason": reason, "since": since, "until": until, "now": now}
    found = conn.execute(_sql["gap_note"], {**row, "details": Jsonb(details or {})}).fetchone()
    fresh = bool(found and found[0])
    if fresh:
        ends = {"since": since.isoformat(), "until": until.isoformat()}
        log_event(conn, store_id, f"gap_{reason}", "", **ends, **(details or {}))
    return fresh


def gaps(conn: Conn, store_id: int, limit: int = 20) -> list[Gap]:
    """Give a store's gaps, newest first."""
    with conn.cursor(row_factory=class_row(Gap)) as cursor:
        row = {"store_id": store_id, "limit": limit}
        return cursor.execute(_sql["gaps_newest"], row).fetchall()
