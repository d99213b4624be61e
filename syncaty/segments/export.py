"""A store's customers and orders, row by row, for other programs."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from syncaty.db.pool import Conn
from syncaty.db.queries import load
from syncaty.projections.currency import money_text

Kind = Literal["customers", "orders"]
KINDS: tuple[Kind, ...] = ("customers", "orders")
MONEY = frozenset(
    ["spent", "sub_total", "discount", "shipping", "cash_on_delivery", "tax", "total", "refunded"]
)
PORTION = 2000  # rows fetched at a time: memory does not grow with the store

_QUERIES = load("syncaty.segments")


@contextmanager
def export(
    conn: Conn, kind: Kind, store_id: int
) -> Iterator[tuple[list[str], Iterator[tuple[Any, ...]]]]:
    """Give the names of the columns and the rows, by Salla's id, as of one moment.

    Money is text with at least its currency's decimals, never rounded; days are date, instants are
    datetime in UTC; what is unknown is None.
    """
    with conn.cursor(name="export") as cursor:
        cursor.itersize = PORTION
        cursor.execute(_QUERIES[f"export_{kind}"], {"store_id": store_id})
        columns = [column.name for column in cursor.description or ()]
        # The last column is the currency of the row's money, for writing it only.
        yield columns[:-1], (_written(columns, row) for row in cursor)


def _written(columns: list[str], row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(
        money_text(cell, row[-1]) if name in MONEY and cell is not None else cell
        for name, cell in zip(columns[:-1], row, strict=False)
    )
