from collections import defaultdict
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from syncaty.db.paging import CursorError
from syncaty.projections.order_reading import StatusChange, collapse, order
from syncaty.projections.product_reading import ProductSort, product, products
from tests.integration.pipeline.shop import Shop
from tests.integration.pipeline.shop import order as order_body
from tests.integration.reading.bazaar import Bought
from tests.integration.reading.conftest import Seeded
from tests.integration.reading.paged import every


def test_an_order_with_lines_amounts_and_history(seeded: Seeded) -> None:
    some = next(each for each in seeded.orders if each.refunded and each.discount)
    held = order(seeded.conn, seeded.id, some.id)
    assert held is not None
    assert (held.row.reference, held.row.placed_on) == (f"ORD-{some.id}", some.day)
    assert (held.row.total, held.row.gross, held.row.discount) == (
        some.total,
        some.gross,
        some.discount,
    )
    assert (held.row.refunded, held.row.value) == (Decimal(5), some.kept)
    assert not held.row.refund_all
    assert [(line.product_id, line.quantity) for line in held.items] == [
        (product_id, Decimal(count)) for product_id, count, _ in some.items
    ]
    assert [each.status for each in held.history] == ["completed"]
    events = seeded.shop.rows("select event from jobs where id = %s", held.row.delivery_id)
    assert events == [("order.refunded",)]
    assert order(seeded.conn, seeded.id, 10**9) is None
    assert order(seeded.conn, 78, some.id) is None


def test_the_history_shows_changes_only(shop: Shop) -> None:
    for hour, status in enumerate(["pending", "pending", "shipped", "shipped", "pending"], 10):
        shop.take([order_body(1, at=f"2024-01-15T{hour}:00:00Z", status=status)])
    held = order(shop.conn, shop.id, 1)
    assert held is not None
    assert [(each.at.hour, each.status) for each in held.history] == [
        (10, "pending"),
        (12, "shipped"),
        (14, "pending"),
    ]


def test_a_later_note_of_the_same_status_is_kept() -> None:
    def seen(hour: int, status: str, note: str | None) -> StatusChange:
        return StatusChange(datetime(2024, 1, 1, hour, tzinfo=UTC), status, None, note, hour)

    kept = collapse([seen(1, "a", None), seen(2, "a", "late"), seen(3, "a", "later")])
    assert [(each.delivery_id, each.note) for each in kept] == [(1, "late")]


def _sold(orders: list[Bought]) -> dict[int, tuple[int, Decimal, Decimal]]:
    sold: dict[int, tuple[int, Decimal, Decimal]] = defaultdict(lambda: (0, Decimal(0), Decimal(0)))
    for each in orders:
        for product_id, count, price in each.items if each.counts else ():
            held = sold[product_id]
            money = count * price if each.currency == "SAR" else 0
            sold[product_id] = (held[0] + 1, held[1] + count, held[2] + money)
    return sold


@pytest.mark.parametrize("sort", ["gross", "units", "changed", "name", "stock"])
def test_products_with_what_was_sold(seeded: Seeded, sort: ProductSort) -> None:
    found = every(lambda after: products(seeded.conn, seeded.id, sort=sort, after=after, limit=6))
    sold = _sold(seeded.orders)
    assert {each.id: (each.orders, each.units, each.gross) for each in found} == sold
    assert len(found) == len(sold)
    keys = [(each.rank, each.word, each.id) for each in found]
    assert keys == sorted(keys)
    if sort == "gross":
        assert found[0].gross == max(money for _, _, money in sold.values())


def test_a_product_is_found_by_name_sku_and_id(seeded: Seeded) -> None:
    for text in ("p505", "S505", "505"):
        found = products(seeded.conn, seeded.id, text=text).items
        assert [each.id for each in found] == [505]
    assert not products(seeded.conn, seeded.id, text="505", deleted=True).items
    with pytest.raises(CursorError):
        products(
            seeded.conn,
            seeded.id,
            sort="units",
            after=products(seeded.conn, seeded.id, limit=1).next,
        )


def test_a_product_with_everything_held(seeded: Seeded) -> None:
    held = product(seeded.conn, seeded.id, 505)
    assert held is not None
    days = [
        each.day
        for each in seeded.orders
        if each.counts and 505 in [item[0] for item in each.items]
    ]
    assert (held.orders, held.units, held.gross) == _sold(seeded.orders)[505]
    assert (held.first_sold_on, held.last_sold_on) == (min(days), max(days))
    assert (held.name, held.sku, held.deleted) == ("P505", "S505", False)
    assert product(seeded.conn, seeded.id, 1) is None
