"""The columns that F and M are scored by: of all orders, or of those in the store's window."""

from functools import cache

from psycopg.sql import SQL, Identifier

from syncaty.db.queries import load as load_queries


@cache
def worded(name: str, *, windowed: bool, file: str = "queries.sql") -> bytes:
    """Give a statement with {f} and {m} filled in; the names come from here, never from anyone."""
    text = SQL(load_queries("syncaty.rfm", file)[name])
    f, m = ("frequency", "monetary") if windowed else ("orders", "spent")
    return text.format(f=Identifier(f), m=Identifier(m)).as_bytes(None)
