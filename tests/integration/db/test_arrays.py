"""The binary form of arrays, read back by PostgreSQL."""

import asyncio
from typing import Any

import pytest
from psycopg import AsyncConnection

from syncaty.db.arrays import BigInts, Blobs, Texts


def round_trip(dsn: str, column: BigInts | Blobs | Texts) -> tuple[Any, Any]:
    async def ask() -> tuple[Any, Any]:
        async with await AsyncConnection.connect(dsn) as conn:
            cursor = await conn.execute("select %s, pg_typeof(%s)::text", (column, column))
            row = await cursor.fetchone()
            assert row is not None
            return row[0], row[1]

    return asyncio.run(ask())


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        (BigInts([1, None, -(2**63), 2**63 - 1]), "bigint[]"),
        (Blobs([b"", b"\x00\xff", b"x" * 100_000]), "bytea[]"),
        (Texts(["", None, "قهوة", "a'\"{},\\b"]), "text[]"),
        (BigInts(), "bigint[]"),
    ],
)
def test_values_arrive_as_they_are(dsn: str, column: BigInts | Blobs | Texts, kind: str) -> None:
    assert round_trip(dsn, column) == (list(column), kind)


def test_what_text_cannot_hold_is_replaced(dsn: str) -> None:
    assert round_trip(dsn, Texts(["a\0b", "\ud800"])) == (["a\ufffdb", "?"], "text[]")
