"""Compares the daily figures with a full recomputation, and repairs them."""

from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.db.queries import load as load_queries

_sql = load_queries("syncaty.analytics")


def check_sales(conn: Connection[TupleRow], store_id: int) -> tuple[int, int]:
    """Count days, and days of products, whose figures are not what they should be."""
    differing = []
    for statement in ("daily_sales_check", "daily_products_check"):
        row = conn.execute(_sql[statement], {"store_id": store_id}).fetchone()
        differing.append(int(row[0]) if row else 0)
    return differing[0], differing[1]


def repair_sales(conn: Connection[TupleRow], store_id: int) -> None:
    """Write the daily figures of a store anew from its orders."""
    for table in ("daily_sales", "daily_products"):
        conn.execute(_sql[f"{table}_clear"], {"store_id": store_id})
        conn.execute(_sql[f"{table}_repair"], {"store_id": store_id})
