"""Full recomputation: it finds what is wrong, repairs it, and settings changes go through it."""

from datetime import date
from decimal import Decimal

import pytest

from syncaty.recompute import check, recompute, set_status_counts
from syncaty.segments import stored
from syncaty.segments.rules.parse import parse_line
from syncaty.segments.stored import Draft
from tests.integration.pipeline.shop import Shop, order

SPOILS = [
    ("orders", "update orders set gross = gross + 1 where id = 3"),
    ("customer_totals", "update customer_rfm set spent = spent + 1 where customer_id = 3"),
    ("customer_totals", "update customer_rfm set refunds = refunds + 1 where customer_id = 3"),
    ("customer_totals", "update customer_rfm set discounts = 7 where customer_id = 3"),
    ("rfm_scores", "update customer_rfm set r = 1 + r % 5 where customer_id = 1"),
    ("segments", "update customer_rfm set segment = segment || '!' where customer_id = 9"),
    ("rfm_edges", "update rfm_edges set buyers = buyers + 1"),
    ("rfm_days", "delete from rfm_days where from_segment is null"),
    ("rfm_sizes", "update rfm_sizes set customers = customers + 1"),
    ("daily_sales", "update daily_sales set units = units + 1 where day = '2024-01-04'"),
    ("daily_products", "delete from daily_products where day = '2024-01-04'"),
    ("segment_members", "delete from segment_members where customer_id = 5"),
    ("segment_members", "insert into segment_members select 77, -1, id from segments"),
    ("segment_sizes", "update segments set members = members + 1"),
    ("segment_sizes", "update segment_days set members = members + 1"),
]


@pytest.fixture
def busy(shop: Shop) -> Shop:
    shop.take(
        order(n, customer=1 + n % 12, total=10 * n, date=f"2024-01-{1 + n % 20:02d}")
        for n in range(1, 41)
    )
    with shop.conn.transaction():
        some = parse_line("orders at_least 1")
        stored.create(shop.conn, shop.id, Draft("Some", some), "a@b.example")
    return shop


@pytest.mark.parametrize(("kind", "spoil"), SPOILS)
def test_every_kind_of_error_is_found_and_repaired(busy: Shop, kind: str, spoil: str) -> None:
    busy.conn.execute(spoil.encode())
    with busy.conn.transaction():
        assert check(busy.conn, busy.id)[kind] > 0
        recompute(busy.conn, busy.id)
        assert set(check(busy.conn, busy.id).values()) == {0}


def test_a_merchant_says_that_a_status_does_not_count(busy: Shop) -> None:
    busy.take([order(99, customer=50, status="awaiting transfer", total=7)])
    with busy.conn.transaction():
        assert set_status_counts(busy.conn, busy.id, "awaiting transfer", counts=False)

    assert busy.rows("select counts from orders where id = 99") == [(False,)]
    assert busy.rows("select * from customer_rfm where customer_id = 50") == []
    assert busy.rows(
        "select to_segment, cause from segment_moves where customer_id = 50 order by id"
    )[-1] == (None, "settings")
    with busy.conn.transaction():
        assert set(check(busy.conn, busy.id).values()) == {0}
    # The decision holds for what comes later too.
    busy.take([order(100, customer=51, status="awaiting transfer")])
    assert busy.rows("select counts from orders where id = 100") == [(False,)]
    assert busy.rows("select status, classified from store_statuses where not counts") == [
        ("awaiting transfer", True)
    ]


def test_days_follow_the_store_when_its_zone_changes(shop: Shop) -> None:
    shop.take([order(1, date="2024-01-15", at="2024-01-15T10:00:00Z")])
    shop.conn.execute("update stores set timezone = 'Pacific/Auckland'")
    with shop.conn.transaction():
        recompute(shop.conn, shop.id)

    # Half past ten in Riyadh is the evening of the same day in Auckland; late orders are the next.
    assert shop.rows("select placed_on from orders") == [(date(2024, 1, 15),)]
    late = order(2, at="2024-01-15T18:00:00Z")
    late["data"]["date"]["time"] = "21:00:00"
    shop.take([late])
    assert shop.rows("select placed_on from orders where id = 2") == [(date(2024, 1, 16),)]
    with shop.conn.transaction():
        assert set(check(shop.conn, shop.id).values()) == {0}


def test_orders_in_another_currency_are_held_apart(shop: Shop) -> None:
    foreign = order(2, total=50)
    foreign["data"]["amounts"]["currency"] = "KWD"
    shop.take([order(1, total=100)])
    shop.take([foreign])

    assert shop.rows("select orders, spent from customer_rfm") == [(2, Decimal(100))]
    assert shop.rows("select currency, gross from daily_sales order by 1") == [
        ("KWD", Decimal(50)),
        ("SAR", Decimal(100)),
    ]
    with shop.conn.transaction():
        assert set(check(shop.conn, shop.id).values()) == {0}
