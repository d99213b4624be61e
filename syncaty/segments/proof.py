"""Compares membership with what the rules say of the whole store, and repairs it."""

from collections.abc import Iterator
from contextlib import contextmanager

from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.db.queries import load as load_queries
from syncaty.rfm.settings import store_day
from syncaty.segments import membership
from syncaty.segments.book import Book, Judged, open_book
from syncaty.segments.moves import Cause

WRITTEN = 50_000  # moves written by one statement

_sql = load_queries("syncaty.segments", "membership.sql")
_rules = load_queries("syncaty.segments.rules", "rules.sql")


def check_members(conn: Connection[TupleRow], store_id: int) -> tuple[int, int]:
    """Count the members too many or missing, and the segments whose size is not what is held.

    Rules are judged on the day that the store's segments are worked up to; customers who are still
    due on it are left out. Above a segment that differs, others are judged by the members it has.
    """
    book = open_book(conn, store_id)
    if book is None:
        return 0, 0
    found = sum(len(_differing(conn, book, level, due=False)) for level in book.rules.levels())
    return found, _sizes(conn, store_id)


def repair_members(conn: Connection[TupleRow], store_id: int, cause: Cause) -> tuple[int, int]:
    """Judge everybody by all rules and write who moved, and the sizes; gives what differed.

    Nobody is due any more after it. Where the store's days are others now, and it is not yet the
    day worked up to, that is taken back to the present one.
    """
    conn.execute(_sql["clock_back"], {"store_id": store_id, "day": store_day(conn, store_id)})
    book = open_book(conn, store_id)
    if book is None:
        return 0, 0
    sizes = _sizes(conn, store_id)
    found = 0
    for level in book.rules.levels():
        moved = [
            membership.moving(book, customer_id, segment_id, (cause, None), enters=enters)
            for customer_id, segment_id, enters in _differing(conn, book, level, due=True)
        ]
        found += len(moved)
        conn.execute("set local enable_nestloop to on")  # Members are found by their key.
        for at in range(0, len(moved), WRITTEN):
            membership.write(conn, book, moved[at : at + WRITTEN])
    if sizes:
        conn.execute(_sql["sizes_repair"], {"store_id": store_id})
    conn.execute(_sql["due_clear"], {"store_id": store_id})
    return found, sizes


def _sizes(conn: Connection[TupleRow], store_id: int) -> int:
    row = conn.execute(_sql["sizes_differing"], {"store_id": store_id}).fetchone() or (0,)
    return int(row[0])


def _differing(
    conn: Connection[TupleRow], book: Book, level: list[Judged], *, due: bool
) -> list[tuple[int, int, bool]]:
    statement = book.rules.differing_all(conn, level)
    given = {**statement.parameters, "today": book.day, "zone": str(book.zone), "due": due}
    with _whole_store(conn):
        return conn.execute(statement.text, given, prepare=False).fetchall()


@contextmanager
def _whole_store(conn: Connection[TupleRow]) -> Iterator[None]:
    """Let a question about a whole store hash in memory; the caller's settings come back."""
    before = conn.execute(_sql["planner"]).fetchone()
    conn.execute(_rules["whole_store"])
    yield
    conn.execute(_sql["planner_back"], before)
