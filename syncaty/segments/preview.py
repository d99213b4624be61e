"""Looks at a rule before it is kept: how many it holds for, some of them, why one is in or out."""

from dataclasses import dataclass
from datetime import date, tzinfo
from decimal import Decimal
from typing import Any

from psycopg import Connection
from psycopg.rows import tuple_row
from psycopg.sql import SQL, Composable

from syncaty.db.queries import load as load_queries
from syncaty.errors import SyncatyError
from syncaty.segments.clock import worked_on
from syncaty.segments.rules.compile import Compiler
from syncaty.segments.rules.tree import Condition, Rule, conditions
from syncaty.segments.stored import numbers_for

_sql = load_queries("syncaty.segments.rules", "rules.sql")

SAMPLE = 10


class UnknownCustomerError(SyncatyError):
    """The store has no such customer; nothing was read."""


@dataclass(frozen=True, slots=True)
class Sampled:
    """One customer that a rule holds for; `segment` is the RFM segment, None before an order."""

    id: int
    name: str
    city: str | None
    orders: int
    spent: Decimal
    last_order_on: date | None
    segment: str | None


@dataclass(frozen=True, slots=True)
class Preview:
    """How many of a store's customers a rule holds for on a day, and some of them."""

    matching: int
    customers: int
    sample: tuple[Sampled, ...]
    day: date


@dataclass(frozen=True, slots=True)
class Leaf:
    """What one condition says of a customer: whether it holds, and the value it looked at."""

    condition: Condition
    holds: bool
    value: Any


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a customer is in or out on a day: the verdict, and each condition from left to right."""

    holds: bool
    leaves: tuple[Leaf, ...]
    day: date


def preview(
    conn: Connection[Any],
    store_id: int,
    rule: Rule,
    today: date,
    zone: tzinfo,
    *,
    limit: int = SAMPLE,
) -> Preview:
    """Count the customers that a rule holds for, and give some.

    It is judged on the day that the store's segments are, so that nobody is seen whom membership
    does not have yet in the seconds after midnight; without segments, on `today`. Raises
    SegmentError where the rule names a segment that the store does not have.
    """
    stored = numbers_for(conn, store_id, rule)
    day = worked_on(conn, store_id) or today
    compiler = Compiler(store_id, day, zone, {"limit": limit}, stored)
    statement = SQL(_sql["preview"]).format(rule=compiler.rule(rule))
    cursor = conn.cursor(row_factory=tuple_row)
    conn.execute(_sql["whole_store"])
    row = cursor.execute(statement, compiler.parameters, prepare=False).fetchone()
    conn.execute(_sql["few_rows"])
    matching, customers, ids = row or (0, 0, [])
    found = cursor.execute(_sql["sample"], {"store_id": store_id, "ids": ids})
    return Preview(matching, customers, tuple(Sampled(*each) for each in found), day)


def explain(
    conn: Connection[Any],
    store_id: int,
    customer_id: int,
    rule: Rule,
    today: date,
    zone: tzinfo,
) -> Explained:
    """Say why a customer is in or out, on the day that `preview` judges on.

    Raises UnknownCustomerError, and SegmentError where the rule names a segment that the store does
    not have.
    """
    stored = numbers_for(conn, store_id, rule)
    day = worked_on(conn, store_id) or today
    compiler = Compiler(store_id, day, zone, {"customer_id": customer_id}, stored)
    leaves = list(conditions(rule))
    parts: list[Composable] = [SQL("({}) is true").format(compiler.rule(rule))]
    for each in leaves:
        parts.append(SQL("({}) is true").format(compiler.condition(each)))
        parts.append(compiler.looked_at(each))
    statement = SQL(_sql["leaves"]).format(leaves=SQL(", ").join(parts))
    cursor = conn.cursor(row_factory=tuple_row)
    row = cursor.execute(statement, compiler.parameters, prepare=False).fetchone()
    if row is None:
        raise UnknownCustomerError(f"Store {store_id} has no customer {customer_id}.")
    return Explained(
        row[0],
        tuple(Leaf(each, row[1 + 2 * at], row[2 + 2 * at]) for at, each in enumerate(leaves)),
        day,
    )
