"""Taking turns with the workers: whoever else writes a store holds its lane for a short while."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.db.queries import load as load_queries

_sql = load_queries("syncaty.jobs")

LONGEST_COURTESY = 0.25  # seconds that due webhooks are let through before each turn
_LOOK = 0.005


@contextmanager
def turn(conn: Connection[TupleRow], lane: int) -> Iterator[None]:
    """Hold a lane on a connection in autocommit: due webhooks first, then we, then they are told.

    Workers never wait for a lane, so somebody who writes page after page would keep them out. A
    flood of webhooks in turn cannot keep him out for longer than the worker's batch in hand.
    """
    until = time.monotonic() + LONGEST_COURTESY
    while _due(conn, lane) and time.monotonic() < until:
        time.sleep(_LOOK)
    conn.execute(_sql["lane_wait"], {"lane": lane})
    try:
        yield
    finally:
        if not conn.closed:
            conn.execute(_sql["lane_leave"], {"lane": lane})


def _due(conn: Connection[TupleRow], lane: int) -> bool:
    row = conn.execute(_sql["lane_due"], {"lane": lane}).fetchone()
    return row is not None and bool(row[0])
