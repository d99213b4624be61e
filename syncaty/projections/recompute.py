"""Compares the derived columns of orders with a full recomputation, and repairs them."""

from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.db.queries import load as load_queries

_sql = load_queries("syncaty.projections")


def check_orders(conn: Connection[TupleRow], store_id: int) -> int:
    """Count orders of a store whose derived columns are not what they should be."""
    row = conn.execute(_sql["orders_check"], {"store_id": store_id}).fetchone()
    return int(row[0]) if row else 0


def repair_orders(conn: Connection[TupleRow], store_id: int) -> int:
    """Write the derived columns that differ; gives how many orders differed."""
    return conn.execute(_sql["orders_repair"], {"store_id": store_id}).rowcount


def revalue_orders(conn: Connection[TupleRow], store_id: int, after: int, most: int) -> int | None:
    """Give the orders after one, at most so many, the value in M that the store's settings say.

    Gives the last one's id; None when there are no more.
    """
    row = {"store_id": store_id, "after": after, "most": most}
    found = conn.execute(_sql["orders_revalue"], row, prepare=False).fetchone()
    return found[0] if found else None
