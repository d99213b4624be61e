"""Marks the tasks in hand by locks that end with our connection, and takes up what the dead left.

PostgreSQL ends a killed process' connection at once, so a death is seen within two looks. A process
that merely sleeps (a suspended laptop) keeps its locks, and nobody works its tasks a second time;
signs of life that are written now and then could not tell the two apart.
"""

import psycopg
import structlog
from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.db.queries import load as load_queries
from syncaty.tasks import policy
from syncaty.tasks.metrics import observe_taken_up

_sql = load_queries("syncaty.tasks")
_log = structlog.get_logger("syncaty.tasks")


class Guard:
    """Our marks on one connection in autocommit; its methods may be called from any thread."""

    def __init__(self, conn: Connection[TupleRow]) -> None:
        self._conn = conn
        self._suspects: set[tuple[int, int]] = set()

    def take(self, job_id: int) -> int | None:
        """Mark a task; gives how often it failed before, None where another process has it."""
        row = self._conn.execute(_sql["task_take"], {"id": job_id}).fetchone()
        return row[1] if row is not None and row[0] else None

    def release(self, job_id: int) -> None:
        """End a mark; a lost connection has ended it already."""
        try:
            self._conn.execute(_sql["task_release"], {"id": job_id})
        except psycopg.Error as error:
            _log.debug("mark went with the connection", action="task_release", error=str(error))

    def failed(self, job_id: int, words: str, error: str) -> tuple[int, bool]:
        """Note a failed try; gives how many there were, and whether the same words wait already."""
        row = self._conn.execute(
            _sql["task_failed"], {"id": job_id, "words": words, "error": error}
        ).fetchone()
        return (1, False) if row is None else (row[0], row[1])

    def done(self, words: str) -> None:
        """Forget earlier tasks of the same words that failed for good."""
        self._conn.execute(_sql["task_done"], {"words": words})

    def look(self) -> None:
        """Queue again what no living process works; a task has to show so in two looks.

        Raises what a lost connection raises, so it tells as well whether our marks still stand.
        """
        left = {(row[0], row[1]): row[2] for row in self._conn.execute(_sql["tasks_left"])}
        for found in left.keys() & self._suspects:
            self._take_up(*found, left[found])
        self._suspects = set(left)

    def _take_up(self, job_id: int, attempts: int, words: str) -> None:
        limits = {"free": policy.FREE_CRASHES, "most": policy.MOST_CRASHES}
        row = self._conn.execute(
            _sql["task_take_up"], {"id": job_id, "attempts": attempts, **limits}
        ).fetchone()
        if row is None:  # another process was faster, or the same words wait already
            return
        observe_taken_up()
        if row[1] == "failed":
            _log.error("task given up", action="task_given_up", task=words, crashes=row[0])
        else:
            _log.warning("task taken up", action="task_taken_up", task=words, crashes=row[0])
