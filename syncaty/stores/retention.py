"""Removes the data of uninstalled stores once the retention setting's days are over.

All tables of the domain are emptied of the store. Its row, its members and what happened to its
connection stay, so that its page says what became of it; it can be connected anew at any time.
"""

import threading
from datetime import datetime

import psycopg
import structlog

from syncaty.db.pool import Conn
from syncaty.db.queries import load as load_queries
from syncaty.stores.events import log_event
from syncaty.stores.lanes import lane_of

STEP = 2000  # rows removed per transaction, so that webhooks of the lane never wait for long

_sql = load_queries("syncaty.stores", "retention.sql")
_jobs = load_queries("syncaty.jobs")
_log = structlog.get_logger("syncaty.stores")


def purge_expired(
    dsn: str, before: datetime, now: datetime, stop: threading.Event, *, step: int = STEP
) -> int:
    """Remove the data of all stores uninstalled before an instant; gives the rows removed.

    Works in steps that commit each, on a connection of its own, and leaves between two of them once
    `stop` is set: what is left is removed at the next run. What arrives for a store after its
    removal is removed by the next run, too.
    """
    with psycopg.connect(dsn, autocommit=True) as conn:
        expired = [row[0] for row in conn.execute(_sql["stores_expired"], {"before": before})]
        return sum(_purge(conn, store_id, before, now, stop, step) for store_id in expired)


def _purge(
    conn: Conn, store_id: int, before: datetime, now: datetime, stop: threading.Event, step: int
) -> int:
    total = 0
    row: dict[str, object] = {"store_id": store_id, "before": before, "most": step, "now": now}
    while not stop.is_set():
        with conn.transaction():
            # No worker is in the middle of this store's webhooks while rows go.
            conn.execute(_jobs["lane_hold"], {"lane": lane_of(store_id)})
            if conn.execute(_sql["store_still_expired"], row).fetchone() is None:
                return total
            removed = (conn.execute(_sql["store_purge"], row).fetchone() or (0,))[0]
            total += removed
            if not removed:
                if conn.execute(_sql["store_purged"], row).fetchone() is not None:
                    log_event(conn, store_id, "data_removed", rows=total)
                break
    if total:
        _log.info(
            "data of an uninstalled store was removed",
            action="retention.removed",
            store=store_id,
            rows=total,
        )
    return total
