"""What happened to a store's connection, as its page tells it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from syncaty.db.paging import PAGE, Page, cursor, place
from syncaty.db.queries import load as load_queries

_sql = load_queries("syncaty.stores", "connection.sql")

Plain = str | int | bool | None


@dataclass(frozen=True, slots=True)
class StoreEvent:
    """One thing that happened. `kind` is a key; `actor` an e-mail, or empty for the product
    itself; `details` the plain values its sentence needs, never a secret.
    """

    id: int
    at: datetime
    kind: str
    actor: str
    details: Mapping[str, Any]


def log_event(
    conn: Connection[Any], store_id: int, kind: str, actor: str = "", **details: Plain | list[str]
) -> None:
    """Note something that happened, in the caller's transaction. No detail may be a secret."""
    row = {"store_id": store_id, "kind": kind, "actor": actor, "details": Jsonb(details)}
    conn.execute(_sql["event_log"], row)


def events(
    conn: Connection[Any], store_id: int, *, after: str | None = None, limit: int = PAGE
) -> Page[StoreEvent]:
    """Give a page of what happened, newest first."""
    (last_id,) = place(after, "store-events", int) if after else (None,)
    row = {"store_id": store_id, "id": last_id, "limit": limit + 1}
    with conn.cursor(row_factory=class_row(StoreEvent)) as cur:
        found = cur.execute(_sql["events"], row, prepare=False).fetchall()
    return Page.cut(found, limit, lambda last: cursor("store-events", last.id))
