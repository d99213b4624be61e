"""Running jobs again, one or all that match. Recorded with who and when.

A failed or completed job becomes pending, due now, with all its attempts before it; a job that
waits for another try becomes due now. A completed job holds nothing new, so running it again is
harmless: its facts converge to what is there. The caller commits; the workers are told then.
"""

from collections.abc import Sequence

from syncaty.db.queries import load
from syncaty.jobs.bounds import Conn, Values, bounds, rows
from syncaty.jobs.filter import JobFilter

_SQL = load("syncaty.jobs", "retry.sql")


def retry(conn: Conn, ids: Sequence[int], actor: str, store_id: int | None = None) -> int:
    """Run the named jobs again (only those of a store, if one is given); gives how many will.

    Left out, and not counted: jobs that wait for their turn anyway and jobs there are none of.
    """
    values: Values = bounds(conn, JobFilter(store_id=store_id)) | {"ids": list(ids)}
    return _retry(conn, values, actor, len(ids))


def retry_matching(conn: Conn, wanted: JobFilter, actor: str, limit: int | None = None) -> int:
    """Run all jobs that match again, the newest `limit` if there are more; gives how many will."""
    return _retry(conn, bounds(conn, wanted), actor, limit)


def count_retryable(conn: Conn, wanted: JobFilter, limit: int) -> tuple[int, int | None]:
    """Count what retry_matching would run now, up to `limit`, and give the highest number of
    them: with it as the filter's `up_to`, later jobs stay out of what was counted.
    """
    row = rows(conn, _SQL["retryable"], bounds(conn, wanted) | {"limit": limit})[0]
    return int(row["n"]), row["newest"]


def _retry(conn: Conn, values: Values, actor: str, limit: int | None) -> int:
    return int(rows(conn, _SQL["retry"], values | {"actor": actor, "limit": limit})[0]["n"])
