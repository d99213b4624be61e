"""Judges all customers of a store by a new rule: the first at once, the others some at a time."""

from dataclasses import dataclass

import psycopg
from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty import tasks
from syncaty.db.queries import load as load_queries
from syncaty.jobs.turns import turn
from syncaty.segments import membership
from syncaty.stores.lanes import lane_of
from syncaty.tasks import Task

FIRST = 20_000  # customers judged in the transaction that makes or changes a segment
STEP = 5_000  # customers judged in each transaction after it: webhooks never wait for long
NOBODY_YET = -(2**63)

_sql = load_queries("syncaty.segments", "building.sql")


def build_first(conn: Connection[TupleRow], store_id: int, segment_id: int) -> None:
    """Judge the first customers by a segment's rule, and leave the others to the background."""
    if step(conn, store_id, segment_id, FIRST):
        tasks.defer(conn, "build_segments", store_id=store_id)


def forget_first(conn: Connection[TupleRow], store_id: int, segment_id: int) -> None:
    """Forget who was in a segment that is gone; a great many of them in the background."""
    if _forget(conn, store_id, segment_id):
        tasks.defer(
            conn, "forget_segment", store_id=store_id, key=str(segment_id), segment=segment_id
        )


@dataclass(frozen=True, slots=True)
class Builder:
    """Does in the background what is too much for one transaction."""

    dsn: str

    def handlers(self) -> dict[str, tasks.Handler]:
        """Give the handlers of this package's tasks by name."""
        return {"build_segments": self.build, "forget_segment": self.forget}

    def build(self, task: Task) -> None:
        """Judge the customers left of every segment of a store that is being built.

        Each step commits by itself; between two of them webhooks of the store are applied.
        """
        with psycopg.connect(self.dsn, autocommit=True) as conn:
            while not task.stop.is_set():
                with turn(conn, lane_of(task.store_id)), conn.transaction():
                    wanted = {"store_id": task.store_id}
                    row = conn.execute(_sql["building_next"], wanted).fetchone()
                    if row is None:
                        return
                    step(conn, task.store_id, row[0], STEP)

    def forget(self, task: Task) -> None:
        """Forget what is left of a segment that is gone."""
        with psycopg.connect(self.dsn, autocommit=True) as conn:
            while not task.stop.is_set():
                with conn.transaction():
                    if not _forget(conn, task.store_id, int(task.arguments["segment"])):
                        return


def step(conn: Connection[TupleRow], store_id: int, segment_id: int, most: int) -> bool:
    """Judge the next customers by a segment's rule; tells whether any are left."""
    row = {"store_id": store_id, "id": segment_id, "most": most}
    customers, left = conn.execute(_sql["building_step"], row).fetchone() or ([], False)
    membership.follow_rule(conn, store_id, segment_id, customers)
    return bool(left)


def _forget(conn: Connection[TupleRow], store_id: int, segment_id: int) -> bool:
    """Forget some members and moves of a segment; tells whether any may be left."""
    row = {"store_id": store_id, "id": segment_id, "most": FIRST}
    counts = [
        (conn.execute(_sql[name], row).fetchone() or (0,))[0]
        for name in ("forget_members", "forget_moves")
    ]
    return bool(max(counts) == FIRST)
