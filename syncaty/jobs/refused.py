"""Reading requests that were refused, newest first."""

from syncaty.db.queries import load
from syncaty.jobs.bounds import Conn, rows
from syncaty.jobs.job import Refusal

_SQL = load("syncaty.jobs", "refused.sql")


def list_refusals(
    conn: Conn,
    store_id: int | None,
    before_id: int | None = None,
    limit: int = 50,
    reason: str | None = None,
) -> list[Refusal]:
    """Give refused requests of a store (None: of all), without their bodies.

    Store 0 holds those whose store cannot be told.
    """
    values = {"store_id": store_id, "before_id": before_id, "limit": limit, "reason": reason}
    return [Refusal(**row) for row in rows(conn, _SQL["refusals"], values)]


def refusal_detail(conn: Conn, store_id: int | None, refusal_id: int) -> Refusal | None:
    """Give one refused request with what was kept of its body, or None when there is none."""
    found = rows(conn, _SQL["refusal"], {"store_id": store_id, "id": refusal_id})
    return Refusal(**found[0]) if found else None


def refusal_reasons(conn: Conn, store_id: int | None) -> dict[str, int]:
    """Count refused requests by reason, among the newest 10,000."""
    found = rows(conn, _SQL["refusal_reasons"], {"store_id": store_id})
    return {row["reason"]: row["count"] for row in found}
