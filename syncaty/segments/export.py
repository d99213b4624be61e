"""A store's customers and orders, row by row, for other programs."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from syncaty.db.pool import Conn
from syncaty.db.queries import load

Kind = Literal["customers", "orders"]
KINDS: tuple[Kind, ...] = ("customers", "orders")
PORTION = 2000  # rows fetched at a time: memory does not grow with the store

_QUERIES = load("syncaty.segments")


@contextmanager
def export(
    conn: Conn, kind: Kind, store_id: int
) -> Iterator[tuple[list[str], Iterator[tuple[Any, ...]]]]:
    """Give the names of the columns and the rows, by Salla's id, as of one moment.

    Money is Decimal, days are date, instants are datetime in UTC; what is unknown is None.
    """
    with conn.cursor(name="export") as cursor:
        cursor.itersize = PORTION
        cursor.execute(_QUERIES[f"export_{kind}"], {"store_id": store_id})
        yield [column.name for column in cursor.description or ()], cursor
