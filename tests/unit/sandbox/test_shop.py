"""The invented shop: repeatable, complete, and adding up."""

import hashlib
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest

from syncaty.sandbox.model import Event, Order
from syncaty.sandbox.seasons import day_weight
from syncaty.sandbox.shapes import ShapeName, renderer
from syncaty.sandbox.shop import Plan, Shop
from syncaty.sandbox.statuses import ALL

PLAN = Plan(seed=7, until=date(2025, 11, 1), customers=300, orders=900, products=60, days=380)

EVERY_EVENT = {
    "order.created",
    "order.updated",
    "order.status.updated",
    "order.cancelled",
    "order.refunded",
    "customer.created",
    "customer.updated",
    "product.created",
    "product.updated",
    "product.deleted",
    "product.price.updated",
    "product.status.updated",
    "product.image.updated",
    "product.category.updated",
    "product.brand.updated",
    "product.tags.updated",
}


@pytest.fixture(scope="module")
def played() -> tuple[Shop, list[Event]]:
    shop = Shop(PLAN)
    return shop, list(shop.history())


def _digest(plan: Plan) -> str:
    render = renderer(ShapeName.SALLA, 1305146709)
    return hashlib.sha256(b"\n".join(map(render, Shop(plan).history()))).hexdigest()


def test_equal_plans_give_byte_identical_histories() -> None:
    small = Plan(seed=3, until=date(2025, 3, 1), customers=40, orders=80, products=20, days=60)
    other = Plan(seed=4, until=date(2025, 3, 1), customers=40, orders=80, products=20, days=60)
    assert _digest(small) == _digest(small)
    assert _digest(small) != _digest(other)


def test_history_holds_every_event_and_as_much_as_planned(played: tuple[Shop, list[Event]]) -> None:
    shop, events = played
    counts = Counter(event.name for event in events)
    assert set(counts) == EVERY_EVENT
    assert counts["order.created"] == len(shop.state.orders) == PLAN.orders
    assert counts["customer.created"] == len(shop.state.customers) == PLAN.customers


def test_events_come_in_order_within_the_days_of_the_plan(
    played: tuple[Shop, list[Event]],
) -> None:
    shop, events = played
    instants = [event.at for event in events]
    assert instants == sorted(instants)
    days = {order.placed_at.date() for order in shop.state.orders.values()}
    assert PLAN.until - timedelta(days=PLAN.days) <= min(days)
    assert max(days) < PLAN.until


def _adds_up(order: Order) -> bool:
    off = sum((discount.amount for discount in order.discounts), Decimal(0))
    parts = order.sub_total - off + order.shipping + order.cash_on_delivery + order.tax
    lines = sum((line.total for line in order.lines), Decimal(0))
    shares = sum((line.discount for line in order.lines), Decimal(0))
    return parts == order.total and lines == order.sub_total and shares == off


def test_amounts_of_every_order_event_add_up(played: tuple[Shop, list[Event]]) -> None:
    orders = [event.order for event in played[1] if event.order]
    assert all(map(_adds_up, orders))
    assert any(order.discounts for order in orders)
    assert all(Decimal(0) <= order.refunded <= order.total for order in orders)


def test_orders_are_cancelled_refunded_in_full_and_in_part(
    played: tuple[Shop, list[Event]],
) -> None:
    orders = played[0].state.orders.values()
    slugs = Counter(order.status.slug for order in orders)
    assert {"completed", "delivered", "canceled", "restored"} <= set(slugs)
    assert slugs["completed"] > PLAN.orders / 2
    assert {order.status for order in orders} <= set(ALL)
    assert all(o.refunded == o.total for o in orders if o.status.slug == "restored")
    assert any(0 < o.refunded < o.total for o in orders)


def test_ids_are_unique_within_their_kind_and_activities_have_19_digits(
    played: tuple[Shop, list[Event]],
) -> None:
    shop, events = played
    lines = [line.id for order in shop.state.orders.values() for line in order.lines]
    activities = [e.activity_id for e in events if e.name == "order.status.updated"]
    assert len(set(lines)) == len(lines)
    assert len(set(activities)) == len(activities)
    assert all(2**53 < number < 2**63 and len(str(number)) == 19 for number in activities)


def test_few_customers_buy_much_and_many_buy_once(played: tuple[Shop, list[Event]]) -> None:
    bought = Counter(order.customer_id for order in played[0].state.orders.values())
    once = sum(1 for count in bought.values() if count == 1)
    most = sum(count for _, count in bought.most_common(len(bought) // 10))
    assert once > len(bought) * 0.3
    assert most > PLAN.orders * 0.3


def test_orders_speak_of_customers_and_goods_as_they_are_at_that_instant() -> None:
    shop = Shop(PLAN)
    for event in shop.history():
        if event.order and event.customer:
            assert event.customer == shop.state.customers[event.order.customer_id]
            assert [p.id for p in event.products] == [x.product_id for x in event.order.lines]


def test_salaries_ramadan_and_weekends_lift_sales() -> None:
    plain_monday = day_weight(date(2025, 1, 13))
    assert day_weight(date(2025, 1, 27)) > plain_monday * 1.3  # a Monday, too
    assert day_weight(date(2025, 3, 24)) > plain_monday * 1.8  # 24 Ramadan 1446
    assert day_weight(date(2025, 3, 31)) < plain_monday  # the Eid
    assert day_weight(date(2025, 1, 18)) > plain_monday  # Saturday


def test_more_customers_than_orders_leaves_some_who_only_registered() -> None:
    plan = Plan(seed=1, until=date(2025, 3, 1), customers=50, orders=20, products=20, days=30)
    shop = Shop(plan)
    created = [event for event in shop.history() if event.name == "customer.created"]
    buyers = {order.customer_id for order in shop.state.orders.values()}
    assert len(created) == 50
    assert len(buyers) == 20
