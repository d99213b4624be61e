"""Short answers about several segments, or several customers, at once."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from psycopg import Connection
from psycopg.rows import tuple_row

from syncaty.db.queries import load as load_queries
from syncaty.segments import stored
from syncaty.segments.classic import SEGMENTS
from syncaty.segments.members import Overlap

_sql = load_queries("syncaty.segments", "summary.sql")


def lately(conn: Connection[Any], store_id: int, since: date) -> dict[int, tuple[int, int]]:
    """Give how many entered and left each stored segment, by its number, from a day on."""
    asked = {"store_id": store_id, "since": since}
    with conn.cursor(row_factory=tuple_row) as cursor:
        return {
            number: (come, gone) for number, come, gone in cursor.execute(_sql["lately"], asked)
        }


def of_customers(
    conn: Connection[Any], store_id: int, customers: Sequence[int]
) -> dict[int, list[str]]:
    """Give the keys of the stored segments that customers are in; none for who is in none."""
    if not customers:
        return {}
    asked = {"store_id": store_id, "customers": list(customers)}
    with conn.cursor(row_factory=tuple_row) as cursor:
        return dict(cursor.execute(_sql["of_customers"], asked).fetchall())


def overlap(conn: Connection[Any], store_id: int, first: str, second: str) -> Overlap:
    """Count the members of any two segments and of both; raises SegmentError for unknown keys."""
    asked = {"store_id": store_id}
    for place, key in (("first", first), ("second", second)):
        named = located(conn, store_id, key)
        asked |= {f"{place}_rfm": named["rfm"], f"{place}_id": named["id"]}
    with conn.cursor(row_factory=tuple_row) as cursor:
        row = cursor.execute(_sql["overlap"], asked, prepare=False).fetchone()
    return Overlap(*(row or (0, 0, 0)))


def located(conn: Connection[Any], store_id: int, key: str) -> dict[str, Any]:
    """Give where a segment's members are: `rfm` (a key of the eleven), or `id` (a stored one's).

    Raises SegmentError for an unknown key.
    """
    if key in SEGMENTS:
        return {"rfm": key, "id": None}
    held = stored.find(conn, store_id, key)
    if held is None:
        raise stored.unknown(key)
    return {"rfm": None, "id": held.id}
