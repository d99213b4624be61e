"""The errors of an import, as pages, the API and the command line show them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from psycopg import Connection
from psycopg.rows import dict_row

from syncaty.db.queries import load as load_queries

_sql = load_queries("syncaty.syncs.files")
_PORTION = 1_000
HEADER = ("row", "order", "column", "value", "problem", "taken")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedError:
    """What was wrong with a value of a row; `kept` rows were taken without it."""

    id: int
    row: int | None
    reference: str
    field: str
    column: str
    value: str
    code: str
    error: str
    kept: bool


def listed(
    conn: Connection[Any], store_id: int, sync_id: int, most: int | None = None
) -> Iterator[ListedError]:
    """Give the errors of an import in the order of its file, read portion by portion."""
    after, left = 0, most
    while left is None or left > 0:
        limit = _PORTION if left is None else min(left, _PORTION)
        key = {"store_id": store_id, "id": sync_id, "after": after, "limit": limit}
        with conn.cursor(row_factory=dict_row) as cursor:
            rows = cursor.execute(_sql["errors_read"], key).fetchall()
        yield from (ListedError(**row) for row in rows)
        if len(rows) < limit:
            return
        after = rows[-1]["id"]
        left = None if left is None else left - len(rows)


def count(conn: Connection[Any], store_id: int, sync_id: int) -> tuple[int, int]:
    """Count the errors that are listed: of rows left out, and of rows taken without a value."""
    key = {"store_id": store_id, "id": sync_id}
    with conn.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(_sql["errors_count"], key).fetchone()
    return (0, 0) if row is None else (row["left_out"], row["kept"])
