"""Reads how stores are connected and how they do, for people to look at. No secret leaves here."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row

from syncaty.db.queries import load as load_queries
from syncaty.stores.members import OPERATOR, Viewer

_sql = load_queries("syncaty.stores", "overview.sql")
MOST = 500


@dataclass(frozen=True, slots=True)
class StoreOverview:
    """A store and how it does. `secrets` counts those valid now, `unclassified` the statuses that
    wait for the merchant's word; `owned` says that somebody is a member; `waiting`, `failed` and
    `refused` (of a day) stop at 1,000.
    """

    id: int
    name: str
    timezone: str
    currency: str | None
    strategy: str
    connected_at: datetime
    state: str
    state_reason: str
    owned: bool
    secrets: int
    unclassified: int
    last_received_at: datetime | None
    waiting: int
    failed: int
    refused: int


@dataclass(frozen=True, slots=True)
class SecretOverview:
    """One of a store's secrets, without what it is."""

    id: int
    created_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class StatusOverview:
    """A status of the store's orders, whether orders in it count, and how many are in it now.

    `classified` says that the merchant decided it or the product knows it.
    """

    status: str
    name: str
    counts: bool
    classified: bool
    first_seen_at: datetime
    orders: int


def stores(conn: Connection[Any], viewer: Viewer, limit: int = MOST) -> list[StoreOverview]:
    """Give the stores somebody may see, by name."""
    return _stores(conn, None, viewer, limit)


def store(conn: Connection[Any], store_id: int) -> StoreOverview | None:
    """Give one store, or None when it is not connected."""
    return next(iter(_stores(conn, store_id, OPERATOR, 1)), None)


def secrets(conn: Connection[Any], store_id: int) -> list[SecretOverview]:
    """Give a store's secrets, newest first, without what they are."""
    cursor = conn.cursor(row_factory=class_row(SecretOverview))
    return cursor.execute(_sql["secrets_overview"], {"store_id": store_id}).fetchall()


def statuses(conn: Connection[Any], store_id: int) -> list[StatusOverview]:
    """Give the statuses a store's orders were seen in, those to be classified first."""
    cursor = conn.cursor(row_factory=class_row(StatusOverview))
    return cursor.execute(_sql["statuses_overview"], {"store_id": store_id}).fetchall()


def _stores(
    conn: Connection[Any], store_id: int | None, viewer: Viewer, limit: int
) -> list[StoreOverview]:
    wanted = {"id": store_id, "limit": limit, **asdict(viewer)}
    cursor = conn.cursor(row_factory=class_row(StoreOverview))
    return cursor.execute(_sql["stores_overview"], wanted, prepare=False).fetchall()
