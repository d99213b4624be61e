"""Membership follows in the transaction that applies a webhook, and says why."""

import json
from typing import Any

import pytest

from syncaty.recompute import check
from syncaty.segments import stored
from syncaty.segments.members import members, membership_moves
from syncaty.segments.rules.parse import parse_line
from syncaty.segments.stored import Draft
from tests.integration.pipeline.shop import Body, Shop, order
from tests.integration.syncs.bringing import bring, line


def make(shop: Shop, **rules: str) -> None:
    for key, rule in rules.items():
        with shop.conn.transaction():
            stored.create(shop.conn, shop.id, Draft(key.title(), parse_line(rule), key), "Amina")


def ids(shop: Shop, key: str) -> list[int]:
    return [each.id for each in members(shop.conn, shop.id, key).items]


def moves(shop: Shop, key: str) -> list[tuple[int, bool, str, int | None]]:
    """Give who entered and left since the segment was made, oldest first."""
    found = membership_moves(shop.conn, shop.id, key=key).items
    return [
        (each.customer_id, each.entered, each.cause, each.job_id)
        for each in reversed(found)
        if each.cause != "rule"
    ]


def event(name: str, at: str, data: dict[str, Any]) -> Body:
    return {"event": name, "merchant": 77, "created_at": at, "data": data}


def customer(customer_id: int, at: str = "2024-02-01T00:00:00Z", **data: Any) -> Body:
    return event("customer.updated", at, {"id": customer_id, "first_name": "A", **data})


def product(product_id: int, at: str, categories: list[int], brand: int | None = None) -> Body:
    data: dict[str, Any] = {
        "id": product_id,
        "name": "P",
        "categories": [{"id": each, "name": f"K{each}"} for each in categories],
    }
    if brand is not None:
        data["brand"] = {"id": brand, "name": "B"}
    return event("product.updated", at, data)


def test_an_order_lets_its_customer_enter_and_a_cancellation_leave(shop: Shop) -> None:
    make(shop, two="orders at_least 2")
    shop.take([order(1), order(2, customer=3)])
    (job,) = shop.take([order(5)])
    assert ids(shop, "two") == [1]
    (gone,) = shop.take(
        [order(5, event="order.cancelled", at="2024-01-16T00:00:00Z", status="canceled")]
    )
    assert ids(shop, "two") == []
    assert moves(shop, "two") == [(1, True, "ordered", job), (1, False, "cancelled", gone)]
    assert shop.rows("select members from segments") == [(0,)]
    assert shop.rows('select members, entered, "left" from segment_days') == [(0, 1, 1)]


def test_the_job_tells_which_segment_was_entered(shop: Shop) -> None:
    make(shop, two="orders at_least 2")
    shop.take([order(1)])
    (job,) = shop.take([order(5)])
    ((changes,),) = shop.rows("select changes from jobs where id = %s", job)
    (told,) = [each for each in changes if each["kind"] == "segment"]
    assert told == {
        "kind": "segment",
        "id": "1",
        "label": "Two",
        "new": False,
        "fields": {"segment": [None, "two"]},
    }
    assert json.dumps(changes)


def test_an_order_moved_between_customers_moves_both(shop: Shop) -> None:
    make(shop, some="orders at_least 1")
    shop.take([order(1, customer=1)])
    (job,) = shop.take([order(1, event="order.updated", at="2024-01-16T00:00:00Z", customer=2)])
    assert ids(shop, "some") == [2]
    assert moves(shop, "some")[1:] == [(1, False, "edited", job), (2, True, "edited", job)]


def test_a_customers_own_data_moves_him(shop: Shop) -> None:
    make(shop, here='city is "جدة"')
    shop.take([customer(4)])
    (job,) = shop.take([customer(4, "2024-02-02T00:00:00Z", city="جدة")])
    assert moves(shop, "here") == [(4, True, "changed", job)]


def test_what_only_an_order_says_moves_its_customer(shop: Shop) -> None:
    make(shop, coupon='bought anything at_least 1 where coupon ("RAMADAN")')
    shop.take([order(1), order(2, customer=2, coupon_code="RAMADAN")])
    held = shop.rows("select customer_id from orders where coupon = 'RAMADAN'")
    assert ids(shop, "coupon") == [each for (each,) in held]


def test_others_orders_move_an_edge_and_so_a_segment(shop: Shop) -> None:
    shop.take(order(n, customer=n, total=10 * n) for n in range(1, 11))
    make(shop, top="m is 5", best='member_of "champions" or r is 5')
    before = ids(shop, "top")
    assert before
    shop.take(order(100 + n, customer=100 + n, total=10_000) for n in range(10))
    assert not set(before) & set(ids(shop, "top"))
    causes = {cause for _, entered, cause, _ in moves(shop, "top") if not entered}
    assert causes == {"edges"}


def test_a_products_category_and_brand_move_its_buyers(shop: Shop) -> None:
    make(
        shop,
        sweets="bought category 7 times at_least 1",
        brand="bought brand 3 times at_least 1",
        none="not bought category 7 times at_least 1",
    )
    shop.take([order(1, items=((501, 1, 100),)), order(2, customer=2, items=((502, 1, 100),))])
    (job,) = shop.take([product(501, "2024-02-01T00:00:00Z", [7], 3)])
    assert (ids(shop, "sweets"), ids(shop, "brand"), ids(shop, "none")) == ([1], [1], [2])
    assert moves(shop, "sweets") == [(1, True, "goods", job)]
    shop.take([product(501, "2024-02-02T00:00:00Z", [8])])
    assert (ids(shop, "sweets"), ids(shop, "none")) == ([], [1, 2])


def test_who_moved_below_is_judged_above(shop: Shop) -> None:
    make(
        shop,
        sweets="bought category 7 times at_least 1",
        others='not member_of "sweets"',
        ours='member_of "others" and orders at_least 1',
    )
    shop.take([order(1, items=((501, 1, 100),)), customer(9)])
    assert ids(shop, "ours") == [1]
    (job,) = shop.take([product(501, "2024-02-01T00:00:00Z", [7])])
    assert (ids(shop, "sweets"), ids(shop, "others"), ids(shop, "ours")) == ([1], [9], [])
    assert moves(shop, "ours")[-1] == (1, False, "goods", job)


def test_a_store_without_segments_asks_nothing(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def follow(*_: object, **__: object) -> list[object]:
        asked.append("follow")
        return []

    monkeypatch.setattr("syncaty.settle.membership.follow", follow)
    shop.take([order(1), customer(4)])
    assert asked == []
    make(shop, some="orders at_least 1")
    shop.take([order(2)])
    assert asked == ["follow"]


def test_segments_pass_to_whom_a_files_customers_turn_out_to_be(shop: Shop) -> None:
    make(shop, some="orders at_least 1", more="spent at_least 25", real="email known yes")
    bring(
        shop,
        line("a", mobile="0500000001", email="", total=10),
        line("b", mobile="", email="c1@example.com", total=30),
    )
    assert len(ids(shop, "some")) == 2
    shop.take([order(1, customer=1, total=100)])
    assert (ids(shop, "some"), ids(shop, "more"), ids(shop, "real")) == ([1], [1], [1])
    assert {row[0] for row in shop.rows("select customer_id from membership_moves")} == {1}
    assert shop.rows("select distinct entered from membership_moves") == [(True,)]
    assert shop.rows("select key, members from segments order by key") == [
        ("more", 1),
        ("real", 1),
        ("some", 1),
    ]
    with shop.conn.transaction():
        assert set(check(shop.conn, shop.id).values()) == {0}
