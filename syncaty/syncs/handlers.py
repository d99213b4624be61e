"""What the background process does for syncs: works them, wakes those left, forgets files."""

import psycopg
import structlog

from syncaty.syncs.control import wake
from syncaty.syncs.drain import Pace
from syncaty.syncs.files.keeping import forget_old
from syncaty.syncs.work import MakeApi, work
from syncaty.tasks import Task

_log = structlog.get_logger("syncaty.syncs")


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


def forget_files(dsn: str, _: Task) -> None:
    """Take away files that nobody imported for a week, and those whose import has ended."""
    with psycopg.connect(dsn) as conn:
        forget_old(conn)
