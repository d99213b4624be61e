"""Any order of the same webhooks, with any of them repeated, ends in the same state."""

import itertools
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syncaty.recompute import check
from tests.integration.pipeline.shop import Body, Shop, order

STORE_IDS = itertools.count(1000)

SNAPSHOT = {
    "orders": "select id, reference, placed_at, placed_on, status, draft, deleted, counts,"
    " customer_id, currency, sub_total, total, refund_all, refunded, units, items_total, gross,"
    " value, version, versions from orders where store_id = %s order by id",
    "order_items": "select order_id, position, product_id, quantity, total from order_items"
    " where store_id = %s order by 1, 2",
    "order_statuses": "select order_id, at, status from order_statuses where store_id = %s"
    " order by 1, 2, 3",
    "customers": "select id, name, short_name, email, mobile, city, version, versions"
    " from customers where store_id = %s order by id",
    "products": "select id, name, sku, price, status, quantity, categories, deleted, version,"
    " versions from products where store_id = %s order by id",
    "customer_rfm": "select customer_id, orders, spent, first_order_on, last_order_on, refunds,"
    " discounts, r, f, m, segment from customer_rfm where store_id = %s order by 1",
    # As numbers: 100 and 100.0 are the same edge, though not the same JSON.
    "rfm_edges": "select buyers, d.key, k, (edge ->> 'value')::numeric, edge -> 'below',"
    " edge -> 'equal' from rfm_edges, jsonb_each(edges) as d(key, found),"
    " jsonb_array_elements(found) with ordinality as e(edge, k) where store_id = %s order by 2, 3",
    "daily_sales": "select day, currency, orders, gross, discounts, refunds, units from daily_sales"
    " where store_id = %s and orders <> 0 order by 1",
    "daily_products": "select day, product_id, orders, units, gross from daily_products"
    " where store_id = %s and units <> 0 order by 1, 2",
}


def snapshot(shop: Shop) -> dict[str, list[Any]]:
    return {table: shop.rows(statement, shop.id) for table, statement in SNAPSHOT.items()}


def created_at(body: Body | bytes) -> str:
    return "" if isinstance(body, bytes) else str(body["created_at"])


def second(number: int) -> str:
    return f"2024-02-01T10:{number // 60:02d}:{number % 60:02d}Z"


@st.composite
def order_event(draw: st.DrawFn) -> Body:
    kind = draw(
        st.sampled_from(
            ["created", "updated", "updated", "status.updated", "cancelled", "refunded", "deleted"]
        )
    )
    number = draw(st.integers(1, 4))
    data: dict[str, Any] = {}
    if kind == "refunded" and draw(st.booleans()):
        data["payment_actions"] = {"refund_action": {"refund_amount": draw(st.integers(1, 90))}}
    if draw(st.booleans()):
        data["updated_at"] = {
            "date": f"2024-02-01 13:00:00.{draw(st.integers(1, 5)):06d}",
            "timezone": "Asia/Riyadh",
        }
    body = order(
        number,
        event=f"order.{kind}",
        at=second(draw(st.integers(0, 70))),
        customer=draw(st.sampled_from([1, 2, 3, None])),
        total=draw(st.sampled_from([100, 50.5, 75])),
        status=draw(st.sampled_from(["pending", "completed", "canceled", "restored"])),
        date=f"2024-01-{draw(st.integers(10, 12))}",
        items=[(draw(st.integers(501, 503)), draw(st.integers(1, 3)), 25)],
        **data,
    )
    if draw(st.booleans()):
        del body["data"]["items"][0]["sku"]
    if kind == "status.updated" and draw(st.booleans()):
        inner = body["data"]
        inner.pop("date")
        customer = inner.pop("customer", None)
        if customer:
            short = draw(st.sampled_from(["Short Form", "Short"]))
            inner["customer"] = {"id": customer["id"], "name": short}
        body["data"] = {
            "id": 8884301942215570021,
            "type": "activity",
            "status": "x",
            "order": inner,
        }
    return body


@st.composite
def customer_event(draw: st.DrawFn) -> Body:
    data: Body = {
        "id": draw(st.integers(1, 3)),
        "first_name": draw(st.sampled_from(["A", "B", ""])),
        "city": draw(st.sampled_from(["Riyadh", "", None])),
    }
    event = draw(st.sampled_from(["customer.created", "customer.updated"]))
    at = second(draw(st.integers(0, 70)))
    return {"event": event, "merchant": 77, "created_at": at, "data": data}


@st.composite
def product_event(draw: st.DrawFn) -> Body:
    price = draw(st.integers(1, 3))
    full: Body = {
        "name": f"N{price}",
        "price": {"amount": price, "currency": "SAR"},
        "status": "sale",
        "categories": [],
    }
    says: dict[str, Body] = {
        "product.created": full,
        "product.updated": full,
        "product.deleted": {},
        "product.price.updated": {"price": price, "currency": "SAR"},
        "product.status.updated": {"status": draw(st.sampled_from(["sale", "out"]))},
        "product.category.updated": {"categories": [{"id": price, "name": "Oud"}]},
    }
    event = draw(st.sampled_from(sorted(says)))
    data: Body = {"id": draw(st.integers(501, 503)), **says[event]}
    at = second(draw(st.integers(0, 70)))
    return {"event": event, "merchant": 77, "created_at": at, "data": data}


histories = st.lists(
    st.one_of(order_event(), order_event(), customer_event(), product_event()),
    min_size=1,
    max_size=14,
)


@given(history=histories, seed=st.integers(0, 10**6), batch=st.sampled_from([1, 3, 500]))
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_order_of_arrival_ends_in_the_same_state(
    dsn: str, history: list[Body], seed: int, batch: int
) -> None:
    # In the order of the events and at once; then shuffled, doubled and in pieces.
    arrivals = [*history, *history]
    random.Random(seed).shuffle(arrivals)
    cut = seed % len(arrivals)
    with Shop(dsn, next(STORE_IDS)) as straight, Shop(dsn, next(STORE_IDS)) as shuffled:
        straight.take(sorted(history, key=created_at))
        shuffled.take(arrivals[:cut], batch=batch)
        shuffled.take(arrivals[cut:], batch=batch)

        assert snapshot(shuffled) == snapshot(straight)
        for shop in (straight, shuffled):
            assert set(shop.rows("select state from jobs where store_id = %s", shop.id)) == {
                ("completed",)
            }
            with shop.conn.transaction():
                assert set(check(shop.conn, shop.id).values()) == {0}


@pytest.mark.parametrize("seed", range(3))
def test_live_figures_equal_a_recomputation_over_a_busy_store(dsn: str, seed: int) -> None:
    """Enough buyers that edges move along their indexes instead of being found anew."""
    chance = random.Random(seed)
    with Shop(dsn, next(STORE_IDS)) as shop:
        # The first turn fills the store, so that later ones are small beside it.
        shop.take(
            order(n, customer=n % 700, total=5 + n % 37, date=f"2023-06-{1 + n % 28:02d}")
            for n in range(1500)
        )
        for turn in range(25):
            shop.take(busy_turn(chance, turn) for _ in range(chance.choice([1, 7, 60])))
            with shop.conn.transaction():
                assert set(check(shop.conn, shop.id).values()) == {0}, f"turn {turn}"


def busy_turn(chance: random.Random, turn: int) -> Body:
    number = chance.randrange(1500)
    return order(
        number,
        event=chance.choice(["order.created", "order.updated", "order.cancelled"]),
        at=second(turn),
        customer=number % 700,
        total=chance.choice([10, 20, 20, 35.25, chance.randrange(1, 900)]),
        status=chance.choice(["completed", "completed", "restored"]),
        date=f"2024-{1 + turn % 12:02d}-{chance.randrange(1, 28):02d}",
    )
