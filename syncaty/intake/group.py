"""One group of webhooks, written in one transaction."""

from collections.abc import Sequence

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from syncaty.db.arrays import BigInts, Blobs, Texts
from syncaty.db.queries import load
from syncaty.intake.delivery import Delivery, Kept

_QUERIES = load("syncaty.intake")
_STORES = load("syncaty.stores")


async def keep_group(conn: AsyncConnection[TupleRow], deliveries: Sequence[Delivery]) -> list[Kept]:
    """Write all deliveries and commit, then give for each its job, in the same order.

    The same body may be in the group several times: the first counts as new, the others as its
    duplicates. Raises psycopg.Error with nothing kept, or, when the connection broke during the
    commit, with an unknown outcome. The connection must be in autocommit mode.
    """
    repeats: dict[tuple[int, bytes], int] = {}
    distinct: list[Delivery] = []
    for delivery in deliveries:
        key = (delivery.store_id, delivery.body_hash)
        if key in repeats:
            repeats[key] += 1
        else:
            repeats[key] = 0
            distinct.append(delivery)
    if any(delivery.waits for delivery in distinct):
        # Whoever connects a store holds the other form of this lock, see stores.store.add.
        async with conn.transaction():
            await conn.execute(_STORES["waiting_lock_shared"])
            rows = await _insert(conn, distinct, repeats)
    else:
        rows = await _insert(conn, distinct, repeats)
    return _answers(deliveries, {(row[0], row[1]): (row[2], row[3]) for row in rows})


async def _insert(
    conn: AsyncConnection[TupleRow],
    distinct: Sequence[Delivery],
    repeats: dict[tuple[int, bytes], int],
) -> list[TupleRow]:
    columns = {
        "store_id": BigInts(d.store_id for d in distinct),
        "body_hash": Blobs(d.body_hash for d in distinct),
        "body": Blobs(d.body for d in distinct),
        "headers": Texts(d.headers for d in distinct),
        "verified_by": Texts(d.verified_by for d in distinct),
        "repeats": BigInts(repeats.values()),
        "event": Texts(d.envelope.event for d in distinct),
        "entity": Texts(d.envelope.kind for d in distinct),
        "entity_id": BigInts(d.envelope.entity_id for d in distinct),
        "reference": Texts(d.envelope.order_reference for d in distinct),
        "customer_id": BigInts(d.envelope.customer_id for d in distinct),
        "lane": BigInts(d.lane for d in distinct),
        "error_code": Texts(d.error_code for d in distinct),
        "error": Texts(d.error for d in distinct),
        "sealed": Texts(d.sealed for d in distinct),
    }
    cursor = await conn.execute(_QUERIES["group_keep"], columns, prepare=True, binary=True)
    return await cursor.fetchall()


def _answers(
    deliveries: Sequence[Delivery], found: dict[tuple[int, bytes], tuple[int, bool]]
) -> list[Kept]:
    answers = []
    for delivery in deliveries:
        key = (delivery.store_id, delivery.body_hash)
        job, fresh = found[key]
        found[key] = (job, False)
        answers.append(Kept(job, "kept" if fresh else "duplicate"))
    return answers
