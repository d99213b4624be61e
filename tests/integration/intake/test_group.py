"""One group in one transaction."""

import asyncio
import hashlib
from collections.abc import Sequence

import psycopg
from psycopg import AsyncConnection, Connection
from psycopg.rows import TupleRow

from syncaty.intake.delivery import Delivery, Kept
from syncaty.intake.group import keep_group
from syncaty.salla.envelope import Envelope


def delivery(body: bytes, store_id: int = 7) -> Delivery:
    digest = hashlib.sha256(body).digest()
    return Delivery(store_id, digest, body, "{}", "1", Envelope("order.created", store_id))


def keep(dsn: str, *groups: Sequence[Delivery]) -> list[list[Kept]]:
    async def write() -> list[list[Kept]]:
        async with await AsyncConnection.connect(dsn, autocommit=True) as conn:
            return [await keep_group(conn, group) for group in groups]

    return asyncio.run(write())


def connect_store(conn: Connection[TupleRow], store_id: int, lane: int) -> None:
    conn.execute("insert into stores (id, lane) values (%s, %s)", (store_id, lane))
    conn.commit()


def test_the_same_body_within_a_group_and_before_it(dsn: str, conn: Connection[TupleRow]) -> None:
    connect_store(conn, 7, 3)
    a, b = delivery(b"a"), delivery(b"b")
    first, second = keep(dsn, [a, a, b, a], [b, b, a])
    assert [kept.status for kept in first] == ["kept", "duplicate", "kept", "duplicate"]
    assert len({first[i].job for i in (0, 1, 3)}) == 1
    assert [kept.status for kept in second] == ["duplicate"] * 3
    assert [kept.job for kept in second] == [first[2].job, first[2].job, first[0].job]
    rows = conn.execute(
        "select body, duplicates, last_duplicate_at is null from deliveries order by body"
    ).fetchall()
    assert rows == [(b"a", 3, False), (b"b", 2, False)]
    assert conn.execute("select count(*) from jobs").fetchone() == (2,)


def test_workers_are_told_once_of_all_lanes_with_work(dsn: str, conn: Connection[TupleRow]) -> None:
    connect_store(conn, 7, 3)
    connect_store(conn, 8, 4)
    with psycopg.connect(dsn, autocommit=True) as listener:
        listener.execute("listen jobs")
        keep(dsn, [delivery(bytes([n]), 7 + n % 3) for n in range(9)], [delivery(b"\0")])
        told = [note.payload for note in listener.notifies(timeout=60, stop_after=1)]
        told += [note.payload for note in listener.notifies(timeout=0.2)]
    assert told == ["3,4"], "store 9 is not connected, and a duplicate is no work"


def test_two_writers_with_the_same_bodies_do_not_block_each_other(
    dsn: str, conn: Connection[TupleRow]
) -> None:
    connect_store(conn, 7, 3)
    bodies = [delivery(str(n).encode()) for n in range(200)]

    async def write(group: Sequence[Delivery]) -> list[Kept]:
        async with await AsyncConnection.connect(dsn, autocommit=True) as own:
            return [kept for _ in range(5) for kept in await keep_group(own, group)]

    async def both() -> list[Kept]:
        first, second = await asyncio.gather(write(bodies), write(bodies[::-1]))
        return first + second

    statuses = [kept.status for kept in asyncio.run(both())]
    assert statuses.count("kept") == 200
    assert conn.execute("select sum(duplicates) from deliveries").fetchone() == (1800,)
