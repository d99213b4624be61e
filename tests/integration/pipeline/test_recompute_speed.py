"""A full comparison stays quick while the server's statistics lag behind a new store."""

from syncaty import recompute
from tests.integration.pipeline.shop import Shop

ORDERS = 20_000


def test_a_store_the_statistics_do_not_know_is_compared_in_seconds(shop: Shop, dsn: str) -> None:
    with Shop(dsn, store_id=78) as known:
        fill(known)
        known.conn.execute("analyze")
    fill(shop)
    with shop.conn.transaction():
        shop.conn.execute("set local statement_timeout to '10s'")
        found = recompute.check(shop.conn, shop.id)
    assert found["orders"] == ORDERS, "what was put in has no derived columns"


def fill(shop: Shop) -> None:
    """Put orders of one line each straight into the tables."""
    row = {"store_id": shop.id, "orders": ORDERS}
    shop.conn.execute(
        "insert into orders (store_id, id, placed_at, placed_on, counts, customer_id, total,"
        " version, delivery_id)"
        " select %(store_id)s, n, now(), '2000-01-01', true, n %% 4000, n, '', 0"
        " from generate_series(1, %(orders)s) n",
        row,
    )
    shop.conn.execute(
        "insert into order_items (store_id, order_id, position, product_id, quantity, total)"
        " select %(store_id)s, n, 0, n %% 500, 1, n from generate_series(1, %(orders)s) n",
        row,
    )
