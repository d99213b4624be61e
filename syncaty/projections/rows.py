"""Reading and writing many rows in one round trip."""

from collections.abc import Iterable, Mapping
from typing import Any, LiteralString

import msgspec
from psycopg import Connection
from psycopg.rows import TupleRow, dict_row

from syncaty.salla.facts import Fact

Rows = list[dict[str, Any]]

Sourced = tuple[int, Fact]
"""A fact with the job that says it."""


def read(
    conn: Connection[TupleRow], statement: LiteralString, store_id: int, ids: Iterable[int]
) -> Rows:
    """Give the rows of a store whose ids are named, as dictionaries."""
    wanted = sorted(ids)
    if not wanted:
        return []
    with conn.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(statement, {"store_id": store_id, "ids": wanted}).fetchall()


def write(
    conn: Connection[TupleRow],
    statement: LiteralString,
    store_id: int,
    rows: Iterable[Mapping[str, Any]],
) -> None:
    """Write rows of a store through one statement that takes them as one JSON document.

    Decimals travel as text, so no figure passes through a float.
    """
    document = list(rows)
    if document:
        encoded = msgspec.json.encode(document).decode()
        conn.execute(statement, {"store_id": store_id, "rows": encoded})
