"""Turns the day that a store's rules are judged on: who may move by it is judged again.

They are found by the days that rules look for, as the day begins, and judged some at a time: orders
come in between. Whatever stops the process, what is left is found in the table. See
docs/understand/segments-and-time.md.
"""

from collections.abc import Iterable
from dataclasses import fields
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from psycopg import Connection
from psycopg.rows import TupleRow, tuple_row

from syncaty.db.queries import load as load_queries
from syncaty.segments.book import open_book
from syncaty.segments.membership import Touched, follow
from syncaty.segments.rules.tree import Rule
from syncaty.segments.rules.turns import turning

STEP = 1_000  # customers judged in one transaction: webhooks never wait for long
LINES = 5_000  # of a changed product, whose buyers are found in one transaction

_sql = load_queries("syncaty.segments", "clock.sql")


def clocks_due(conn: Connection[TupleRow], now: datetime) -> dict[int, date]:
    """Give the stores whose segments have a day to turn or customers to judge, and their days."""
    return dict(conn.execute(_sql["clocks_due"], {"now": now}).fetchall())


def worked_on(conn: Connection[Any], store_id: int) -> date | None:
    """Give the day that a store's rules are judged on; None: it has no segments."""
    with conn.cursor(row_factory=tuple_row) as cur:
        row = cur.execute(_sql["worked_on"], {"store_id": store_id}).fetchone()
    return row[0] if row else None


def next_day(conn: Connection[TupleRow], store_id: int, today: date) -> date | None:
    """Give the day that a store's rules turn to next on the way to `today`; None: there already.

    Days are taken one by one, also those that passed while nothing ran; and back, where the store
    moved into another zone.
    """
    day = worked_on(conn, store_id)
    if day is None or day == today:
        return None
    return day + timedelta(1 if day < today else -1)


def turn(conn: Connection[TupleRow], store_id: int, day: date) -> int:
    """Let a store's rules be judged on `day`, the day after or before the present one.

    Gives how many customers may move by it; they are due from now on (`judge_due`).
    """
    book = open_book(conn, store_id)
    if book is None:
        return 0
    conn.execute(_sql["clock_set"], {"store_id": store_id, "day": day})
    # The answers of two days differ for the same customers, whichever way one goes.
    rules = (each.rule for each in book.rules.segments)
    return fill_due(conn, store_id, rules, max(day, book.day), book.zone)


def fill_due(
    conn: Connection[TupleRow], store_id: int, rules: Iterable[Rule], day: date, zone: tzinfo
) -> int:
    """Let everyone be judged whose answer to one of some rules may differ from the day before.

    Some of them will not differ. The cost follows their number, not the size of the store.
    """
    found = turning(rules, day)
    if not found.anything():
        return 0
    parameters: dict[str, Any] = {
        each.name: sorted(getattr(found, each.name)) for each in fields(found)
    }
    parameters.update(store_id=store_id, zone=str(zone))
    # Planned for these very days: most lists are empty.
    return conn.execute(_sql["due_fill"], parameters, prepare=False).rowcount


def judge_due(conn: Connection[TupleRow], store_id: int, most: int = STEP) -> int:
    """Judge some of the customers who are due; gives a number above 0 while any may be left.

    When all were, the next buyers of changed products are due, in a transaction of their own.
    """
    taken = conn.execute(_sql["due_take"], {"store_id": store_id, "most": most}).fetchall()
    if not taken:
        step = conn.execute(_sql["due_goods_step"], {"store_id": store_id, "most": LINES})
        return int((step.fetchone() or (0,))[0])
    causes = {customer_id: (cause, None) for customer_id, cause in taken}
    follow(conn, store_id, Touched(customers=list(causes)), causes, otherwise="time")
    return len(taken)
