"""What is done at night for the whole installation: comparing figures, clearing sessions."""

import psycopg
import structlog
from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb

from syncaty import recompute, tasks
from syncaty.clock import utc_now
from syncaty.db.queries import load as load_queries
from syncaty.tasks import Task

_sql = load_queries("syncaty", "nightly.sql")
_log = structlog.get_logger("syncaty.nightly")


def check(dsn: str, task: Task) -> None:
    """Compare a store's figures with a full recomputation, and keep what differs.

    Without a store it asks for one such task per store. Members of segments are compared, too, and
    whether the store is up to its midnight. Nothing is repaired: a difference is a fault of ours,
    and `syncaty recompute` writes the figures anew.
    """
    with psycopg.connect(dsn) as conn:
        if not task.store_id:
            for (store_id,) in conn.execute(_sql["stores_to_check"]).fetchall():
                tasks.defer(conn, "check", store_id=store_id)
            return
        differing = recompute.check(conn, task.store_id)
        differing["days_behind"] = _days_behind(conn, task.store_id)
        conn.execute(_sql["check_keep"], {"store_id": task.store_id, "differing": Jsonb(differing)})
    found = {kind: number for kind, number in differing.items() if number}
    if found:
        _log.error("figures differ", action="check_differs", store=task.store_id, **found)
    else:
        _log.info("figures are as they should be", action="check_equal", store=task.store_id)


def _days_behind(conn: Connection[TupleRow], store_id: int) -> int:
    """Give by how many days a store is not up to its midnight: figures are right as of then."""
    asked = {"store_id": store_id, "now": utc_now()}
    row = conn.execute(_sql["days_behind"], asked).fetchone()
    return int(row[0]) if row else 0


def clear_sessions(database_url: str, _: Task) -> None:
    """Forget the dashboard's sessions that ended."""
    with psycopg.connect(database_url) as conn:
        ended = conn.execute(_sql["sessions_clear"]).rowcount
    _log.info("sessions cleared", action="sessions_cleared", ended=ended)
