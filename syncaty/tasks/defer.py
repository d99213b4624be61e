"""Queues work, in the transaction of whoever asks for it."""

from datetime import datetime

from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb

from syncaty.db.queries import load as load_queries

_sql = load_queries("syncaty.tasks")


def defer(
    conn: Connection[TupleRow],
    name: str,
    *,
    store_id: int,
    key: str = "",
    at: datetime | None = None,
    **arguments: int | str,
) -> None:
    """Queue a task in the caller's transaction; it starts once that commits, or at an instant.

    The same (name, store_id, key) that already waits is not queued twice: the one that waits keeps
    its arguments and is brought forward if it was due later. One that is being worked does not
    count as waiting; the new one follows it.
    """
    words = f"{name}/{store_id}/{key}"
    row = {"store_id": store_id, "key": key, "arguments": arguments}
    conn.execute(_sql["task_defer"], {"name": name, "words": words, "args": Jsonb(row), "at": at})
