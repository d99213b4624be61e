"""The table of events holds what the product promises to use, and nothing else."""

from syncaty.salla.events import EVENTS, MAIN_EVENTS, SECRET_EVENTS
from syncaty.salla.facts import FIELDS

TEN = """
    order.created order.updated order.status.updated order.cancelled order.refunded
    customer.created customer.updated product.created product.updated product.deleted
"""
PARTIAL = ["price", "status", "image", "category", "brand", "tags"]


def test_the_ten_events_are_there() -> None:
    assert set(MAIN_EVENTS) == set(TEN.split())
    assert set(MAIN_EVENTS) <= set(EVENTS)


def test_the_six_partial_product_events_are_there() -> None:
    for part in PARTIAL:
        assert EVENTS[f"product.{part}.updated"].family == "product_part"


def test_every_event_is_of_the_kind_its_name_says() -> None:
    assert {event: spec.kind for event, spec in EVENTS.items()} == {
        event: event.split(".")[0] for event in EVENTS
    }
    assert {spec.kind for spec in EVENTS.values()} == set(FIELDS)


def test_events_of_one_second_have_an_order() -> None:
    names = ["created", "updated", "status.updated", "cancelled", "refunded", "deleted"]
    ranks = [EVENTS[f"order.{name}"].rank for name in names]
    assert ranks == sorted(set(ranks))
    assert all(0 <= spec.rank < 100 for spec in EVENTS.values())


def test_names_that_are_no_webhooks_or_hold_secrets_are_not_used() -> None:
    others = {"order.completed", "order.shipped", "order.canceled", "app.installed"}
    assert not (others | SECRET_EVENTS) & set(EVENTS)
