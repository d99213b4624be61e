"""Stores as pages and the API read them: everything but their secrets."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from psycopg import Connection
from psycopg.rows import class_row

from syncaty.db.paging import PAGE, Page, cursor, place
from syncaty.db.queries import load as load_queries
from syncaty.salla.signature import Strategy
from syncaty.stores.members import Viewer

_sql = load_queries("syncaty.stores", "reading.sql")


@dataclass(frozen=True, slots=True)
class StoreRow:
    """A store; `currency` is None until its first order says it. `state` is how it is connected,
    since `state_at`, and `state_reason` a key that says why (stores/connection.py).
    """

    id: int
    name: str
    timezone: str
    currency: str | None
    strategy: Strategy
    connected_at: datetime
    state: str
    state_at: datetime
    state_reason: str
    plan: str | None
    domain: str | None

    @property
    def zone(self) -> ZoneInfo:
        """The zone the store's days are counted in."""
        return ZoneInfo(self.timezone)


def stores(
    conn: Connection[Any], viewer: Viewer, *, after: str | None = None, limit: int = PAGE
) -> Page[StoreRow]:
    """Give a page of the stores somebody may see, by id."""
    (last_id,) = place(after, "stores", int) if after else (None,)
    with conn.cursor(row_factory=class_row(StoreRow)) as cur:
        found = cur.execute(
            _sql["stores_page"],
            {"id": last_id, "limit": limit + 1, **asdict(viewer)},
            prepare=False,
        ).fetchall()
    return Page.cut(found, limit, lambda last: cursor("stores", last.id))


def store(conn: Connection[Any], viewer: Viewer, store_id: int) -> StoreRow | None:
    """Give one store, or None when there is none that somebody may see."""
    with conn.cursor(row_factory=class_row(StoreRow)) as cur:
        return cur.execute(_sql["store"], {"id": store_id, **asdict(viewer)}).fetchone()
