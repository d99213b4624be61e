"""Salla's own shape: one envelope, and a body that differs by event."""

from syncaty.sandbox.model import Event
from syncaty.sandbox.shapes.parts import js_time
from syncaty.sandbox.shapes.salla_customer import full_customer
from syncaty.sandbox.shapes.salla_order import full_order
from syncaty.sandbox.shapes.salla_product import full_product, partial_product
from syncaty.sandbox.shapes.salla_status import activity
from syncaty.sandbox.shapes.text import Json


def envelope(event: Event, merchant: int) -> Json:
    """Give the whole body of the webhook that tells of the event."""
    return {
        "event": event.name,
        "merchant": merchant,
        "created_at": js_time(event.at),
        "data": _data(event),
    }


def _data(event: Event) -> Json:
    if event.order is not None and event.customer is not None:
        if event.name == "order.status.updated":
            return activity(event, event.order, event.customer)
        return full_order(event.order, event.customer, event.products)
    if event.customer is not None:
        return full_customer(event.customer)
    if event.product is not None:
        return partial_product(event.name, event.product) or full_product(event.product)
    raise ValueError(f"an event about nothing: {event.name}")
