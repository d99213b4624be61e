"""Forgets tasks that failed long ago."""

import psycopg
import structlog

from syncaty.db.queries import load as load_queries
from syncaty.tasks.task import Task

_sql = load_queries("syncaty.tasks")
_log = structlog.get_logger("syncaty.tasks")

DAYS = 30


def prune(dsn: str, _: Task) -> None:
    """Forget tasks that were given up, or otherwise ended, more than 30 days ago."""
    with psycopg.connect(dsn) as conn:
        forgotten = conn.execute(_sql["tasks_prune"], {"days": DAYS}).rowcount
    _log.info("tasks pruned", action="tasks_pruned", forgotten=forgotten)
