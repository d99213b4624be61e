"""What pages, the API and the command line show of syncs."""

from typing import Any

from psycopg import Connection
from psycopg.rows import dict_row

from syncaty.db.queries import load as load_queries
from syncaty.syncs.sync import Kind, Part, Progress

_sql = load_queries("syncaty.syncs")
MOST_LISTED = 201  # a page of the API, and one more


def progress(conn: Connection[Any], store_id: int, sync_id: int) -> Progress | None:
    """Give a sync of a store, or None when there is no such sync."""
    found = _read(conn, {"store_id": store_id, "id": sync_id, "kind": None, "limit": 1})
    return found[0] if found else None


def listing(
    conn: Connection[Any],
    store_id: int,
    *,
    kind: Kind | None = None,
    before: int | None = None,
    limit: int = 20,
) -> list[Progress]:
    """Give the syncs of a store, newest first, those numbered below `before` if that is given."""
    values = {"store_id": store_id, "kind": kind, "before": before}
    return _read(conn, values | {"limit": min(limit, MOST_LISTED)})


def newest(conn: Connection[Any], store_id: int, kind: Kind) -> Progress | None:
    """Give the newest sync of a kind, or None when there was never one."""
    found = listing(conn, store_id, kind=kind, limit=1)
    return found[0] if found else None


def _read(conn: Connection[Any], values: dict[str, Any]) -> list[Progress]:
    bound = {"id": None, "before": None, **values}
    with conn.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(_sql["syncs_read"], bound, prepare=False).fetchall()
        named = {"store_id": bound["store_id"], "ids": [row["id"] for row in rows]}
        parts: dict[int, list[Part]] = {row["id"]: [] for row in rows}
        for part in cursor.execute(_sql["parts_read"], named):
            parts[part.pop("sync_id")].append(Part(**part))
    return [
        Progress(**row | {"notes": tuple(row["notes"]), "parts": tuple(parts[row["id"]])})
        for row in rows
    ]
