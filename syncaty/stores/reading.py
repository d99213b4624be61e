"""Stores as pages and the API read them: everything but their secrets."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from psycopg import Connection
from psycopg.rows import class_row

from syncaty.db.paging import PAGE, Page, cursor, place
from syncaty.db.queries import load as load_queries
from syncaty.salla.signature import Strategy

_sql = load_queries("syncaty.stores", "reading.sql")


@dataclass(frozen=True, slots=True)
class StoreRow:
    """A connected store; `currency` is None until its first order says it."""

    id: int
    name: str
    timezone: str
    currency: str | None
    strategy: Strategy
    connected_at: datetime

    @property
    def zone(self) -> ZoneInfo:
        """The zone the store's days are counted in."""
        return ZoneInfo(self.timezone)


def stores(conn: Connection[Any], *, after: str | None = None, limit: int = PAGE) -> Page[StoreRow]:
    """Give a page of stores by id."""
    (last_id,) = place(after, "stores", int) if after else (None,)
    with conn.cursor(row_factory=class_row(StoreRow)) as cur:
        found = cur.execute(
            _sql["stores_page"], {"id": last_id, "limit": limit + 1}, prepare=False
        ).fetchall()
    return Page.cut(found, limit, lambda last: cursor("stores", last.id))


def store(conn: Connection[Any], store_id: int) -> StoreRow | None:
    """Give one store, or None when it is not connected."""
    with conn.cursor(row_factory=class_row(StoreRow)) as cur:
        return cur.execute(_sql["store"], {"id": store_id}).fetchone()
