"""Statements over what F and M are scored by: all orders, or those in the store's window."""

from functools import cache

from psycopg.sql import SQL, Identifier

from syncaty.db.queries import load as load_queries

_NAMED = SQL("c.customer_id = any(%(customers)s::bigint[])")


@cache
def worded(
    name: str, *, windowed: bool, file: str = "queries.sql", everybody: bool = False
) -> bytes:
    """Give a statement with {f} and {m} filled in; the names come from here, never from anyone.

    {among} is true of the named `customers`, or of everybody.
    """
    text = SQL(load_queries("syncaty.rfm", file)[name])
    f, m = ("frequency", "monetary") if windowed else ("orders", "spent")
    among = SQL("true") if everybody else _NAMED
    return text.format(f=Identifier(f), m=Identifier(m), among=among).as_bytes(None)
