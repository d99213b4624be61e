"""Turns a store's day for its segments: finds who may enter or leave as the day begins."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import date, tzinfo
from typing import Any

from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.db.queries import load as load_queries
from syncaty.segments.rules.tree import Rule
from syncaty.segments.rules.turns import turning

_sql = load_queries("syncaty.segments", "clock.sql")


def due_customers(
    conn: Connection[TupleRow], store_id: int, rules: Iterable[Rule], day: date, zone: tzinfo
) -> list[int]:
    """Give everyone whose answer to one of some rules may differ on `day` from the day before.

    Some of them will not differ. The cost follows their number, not the size of the store.
    """
    found = turning(rules, day)
    if not found.anything():
        return []
    parameters: dict[str, Any] = {
        each.name: sorted(getattr(found, each.name)) for each in fields(found)
    }
    parameters.update(store_id=store_id, zone=str(zone))
    # Planned for these very days: most lists are empty.
    rows = conn.execute(_sql["due_customers"], parameters, prepare=False)
    return [customer_id for (customer_id,) in rows]
