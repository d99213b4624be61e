"""Asking for syncs, and pausing, resuming and cancelling them. The caller commits."""

import hashlib
from datetime import datetime
from typing import Any

import msgspec
from psycopg import Connection
from psycopg.rows import TupleRow, tuple_row

from syncaty import tasks
from syncaty.db.queries import load as load_queries
from syncaty.syncs.reading import progress
from syncaty.syncs.report import report
from syncaty.syncs.sync import EVENTS, PARTS, Kind, Reason, SyncError

_sql = load_queries("syncaty.syncs")
Conn = Connection[Any]


def create(
    conn: Conn,
    store_id: int,
    kind: Kind,
    reason: Reason,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    asked_by: str = "",
) -> int:
    """Ask for a sync; gives its number, which is also that of its job.

    A store has one open sync of a kind: while there is one, it is given instead. An open repair
    then covers both windows, and one that Salla's refusal of our tokens paused goes on. Raises
    SyncError when the store is not known, or a repair has no `since`.
    """
    if kind == "repair" and since is None:
        raise SyncError("A repair needs the moment from which on it looks. Give --since.")
    key = {"store_id": store_id, "kind": kind}
    if _one(conn, "store_hold", key) is None:
        raise SyncError(f"There is no store {store_id} here, so there is nothing to fetch.")
    window = {"since": since, "until": until}
    if (held := _one(conn, "sync_join", {**key, **window})) is not None:
        _start(conn, store_id, held[0])
        return int(held[0])
    made = _make(conn, {**key, **window, "reason": reason, "asked_by": asked_by})
    turns = list(range(len(PARTS[kind])))
    row = {"store_id": store_id, "id": made, "parts": list(PARTS[kind]), "turns": turns}
    conn.execute(_sql["parts_make"], row)
    _start(conn, store_id, made)
    return made


def pause(conn: Conn, store_id: int, sync_id: int, actor: str) -> None:
    """Let a sync rest after the page in hand; raises SyncError unless it waits or runs."""
    _change(conn, "sync_pause", store_id, sync_id, actor)


def resume(conn: Conn, store_id: int, sync_id: int, actor: str) -> None:
    """Let a paused sync go on where it was; raises SyncError unless it is paused."""
    _change(conn, "sync_resume", store_id, sync_id, actor)
    _start(conn, store_id, sync_id)


def cancel(conn: Conn, store_id: int, sync_id: int, actor: str) -> None:
    """End a sync for good; what it brought stays. Raises SyncError when it has ended already."""
    _change(conn, "sync_cancel", store_id, sync_id, actor)
    report(conn, store_id, sync_id)


def again(conn: Conn, store_id: int, sync_id: int) -> int:
    """Ask for a sync of the same kind and window as one that ended; gives its number.

    Raises SyncError when there is no such sync, or it was made of a file.
    """
    before = progress(conn, store_id, sync_id)
    if before is None or before.kind == "file":
        raise SyncError("This cannot be run again from here. Bring the file once more.")
    return create(conn, store_id, before.kind, "asked", since=before.since, until=before.until)


def wake(conn: Conn) -> int:
    """Queue every open sync that nobody works; gives how many.

    Those paused because Salla refused our tokens go on once their store is connected again.
    """
    with conn.cursor(row_factory=tuple_row) as cursor:
        rows = cursor.execute(_sql["syncs_left"]).fetchall()
    for store_id, sync_id in rows:
        _start(conn, store_id, sync_id)
    return len(rows)


def _make(conn: Conn, asked: dict[str, Any]) -> int:
    event = EVENTS[asked["kind"]]
    window = {name: asked[name].isoformat() if asked[name] else None for name in ("since", "until")}
    said = {"kind": asked["kind"], "reason": asked["reason"], "asked_by": asked["asked_by"]}
    row = _one(conn, "sync_number", {})
    number = 0 if row is None else row[0]
    body = msgspec.json.encode(
        {"event": event, "merchant": asked["store_id"], "data": {"id": number, **said, **window}}
    )
    digest = hashlib.sha256(body).digest()
    values = {**asked, "id": number, "event": event, "body": body, "body_hash": digest}
    conn.execute(_sql["sync_make"], values)
    return int(number)


def _one(conn: Conn, statement: str, values: dict[str, Any]) -> TupleRow | None:
    """Run a statement and give its first row, whatever rows the connection makes."""
    with conn.cursor(row_factory=tuple_row) as cursor:
        return cursor.execute(_sql[statement], values).fetchone()


def _start(conn: Conn, store_id: int, sync_id: int) -> None:
    tasks.defer(conn, "sync", store_id=store_id, key=str(sync_id), sync_id=sync_id)


def _change(conn: Conn, statement: str, store_id: int, sync_id: int, actor: str) -> None:
    values = {"store_id": store_id, "id": sync_id, "actor": actor}
    if _one(conn, statement, values) is None:
        held = progress(conn, store_id, sync_id)
        raise SyncError(
            f"There is no sync {sync_id} in this store."
            if held is None
            else f"Sync {sync_id} is {held.state}, so that cannot be done. Nothing was changed."
        )
