"""What the background process does for syncs: works them, wakes those left, compares at night."""

from datetime import timedelta

import psycopg
import structlog

from syncaty import tasks
from syncaty.clock import utc_now
from syncaty.db.queries import load as load_queries
from syncaty.syncs.control import create, wake
from syncaty.syncs.drain import Pace
from syncaty.syncs.work import MakeApi, work
from syncaty.tasks import Task

_sql = load_queries("syncaty.syncs")
_log = structlog.get_logger("syncaty.syncs")

NIGHTLY_WINDOW = timedelta(hours=72)


def sync(dsn: str, make_api: MakeApi, pace: Pace, task: Task) -> None:
    """Work the import, repair or file that the task names, until it ends or the process does."""
    number = int(task.arguments["sync_id"])
    if not work(dsn, task.store_id, number, task.stop, make_api, pace):
        _log.info("sync is worked elsewhere", action="sync_elsewhere", id=number)


def wake_syncs(dsn: str, _: Task) -> None:
    """Queue open syncs that nobody works, such as those that waited for a store to reconnect."""
    with psycopg.connect(dsn) as conn:
        woken = wake(conn)
    if woken:
        _log.info("syncs woken", action="syncs_woken", count=woken)


def compare(dsn: str, task: Task) -> None:
    """Repair the last 72 hours of a store; without a store, of every connected one."""
    with psycopg.connect(dsn) as conn:
        if task.store_id:
            since = utc_now() - NIGHTLY_WINDOW
            create(conn, task.store_id, "repair", "nightly", since=since)
            return
        for (store_id,) in conn.execute(_sql["stores_connected"]).fetchall():
            tasks.defer(conn, "compare", store_id=store_id)
