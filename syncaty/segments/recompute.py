"""Compares the counts of moves and the sizes of segments with a recount, and repairs them."""

from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.db.queries import load as load_queries

_sql = load_queries("syncaty.segments", "history.sql")


def check_history(conn: Connection[TupleRow], store_id: int) -> tuple[int, int]:
    """Count the ways of days whose moves, and the segments whose sizes, are not what is held."""
    row = conn.execute(_sql["history_check"], {"store_id": store_id}).fetchone()
    return (row[0], row[1]) if row else (0, 0)


def repair_history(
    conn: Connection[TupleRow], store_id: int, *, days: bool = True, sizes: bool = True
) -> None:
    """Count the moves of all days, or the sizes of segments, anew."""
    for part, wanted in (("days", days), ("sizes", sizes)):
        if wanted:
            conn.execute(_sql[f"{part}_clear"], {"store_id": store_id})
            conn.execute(_sql[f"{part}_repair"], {"store_id": store_id})
