"""Salla's order.status.updated: an activity that wraps a short order."""

from syncaty.sandbox.model import Customer, Event, Order
from syncaty.sandbox.shapes.parts import date_object, money, number
from syncaty.sandbox.shapes.salla_customer import short_customer
from syncaty.sandbox.shapes.salla_order import (
    amounts,
    line_amounts,
    shipping,
    source_details,
    urls,
)
from syncaty.sandbox.shapes.text import Json


def activity(event: Event, order: Order, customer: Customer) -> Json:
    """Write the wrapper: its id is the activity's (19 digits), its status a plain text."""
    return {
        "id": event.activity_id,
        "type": "activity",
        "status": order.status.name,
        "customized": None,
        "note": event.note,
        "created_at": date_object(event.at),
        "order": _short_order(event, order, customer),
    }


def _short_order(event: Event, order: Order, customer: Customer) -> Json:
    status = order.status
    done = status.slug == "completed"
    return {
        "id": order.id,
        "reference_id": order.reference,
        "urls": urls(order),
        "date": date_object(order.placed_at),
        "source": "store",
        "source_device": order.device,
        "source_details": source_details(order),
        "first_complete_at": date_object(event.at) if done else None,
        "status": {"id": status.id, "name": status.name, "slug": status.slug},
        "payment_method": order.payment_method,
        "currency": order.currency,
        "amounts": amounts(order),
        "shipping": shipping(order, customer),
        "can_cancel": False,
        "show_weight": False,
        "can_reorder": False,
        "is_pending_payment": False,
        "pending_payment_ends_at": 0,
        "total_weight": None,
        "shipment_branch": [{"id": 2019138561, "name": "الرئيسي", "status": "active", "type": {}}],
        "customer": short_customer(customer),
        "items": [
            {
                "id": line.id,
                "product_id": line.product_id,
                "name": line.name,
                "sku": line.sku,
                "quantity": line.quantity,
                "weight": number(product.weight),
                "amounts": line_amounts(order, line),
            }
            for line, product in zip(order.lines, event.products, strict=True)
        ],
        "total": money(order.total, order.currency),
    }
