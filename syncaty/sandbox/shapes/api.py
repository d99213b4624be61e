"""Rows and details as the Merchant API writes them, where they differ from webhooks."""

from collections.abc import Sequence

from syncaty.sandbox.model import Customer, Order, Product
from syncaty.sandbox.shapes.parts import date_object, money
from syncaty.sandbox.shapes.salla_customer import full_customer
from syncaty.sandbox.shapes.salla_order import amounts, item, source_details, urls
from syncaty.sandbox.shapes.salla_product import full_product
from syncaty.sandbox.shapes.text import Json

_OPEN = {"payment_pending", "under_review"}


def light_order(order: Order) -> Json:
    """Write a row of the orders list: no customer, no product ids, no `updated_at`."""
    status = order.status
    return {
        "id": order.id,
        "reference_id": order.reference,
        "total": money(order.total, order.currency),
        "exchange_rate": {
            "base_currency": order.currency,
            "exchange_currency": order.currency,
            "rate": "1.00000000",
        },
        "date": date_object(order.placed_at),
        "status": {"id": status.id, "name": status.name, "slug": status.slug},
        "can_cancel": status.slug in _OPEN,
        "can_reorder": status.slug not in _OPEN,
        "payment_method": order.payment_method,
        "is_pending_payment": status.slug == "payment_pending",
        "pending_payment_ends_at": 0,
        "features": {"digitalable": False, "shippable": True, "has_suspicious_alert": False},
        "items": [
            {"name": line.name, "quantity": line.quantity, "thumbnail": ""} for line in order.lines
        ],
    }


def order_details(order: Order, customer: Customer) -> Json:
    """Write an order's details: amounts, customer and `updated_at`, but no items."""
    status = order.status
    shopper = full_customer(customer)
    del shopper["groups"]
    return {
        "id": order.id,
        "checkout_id": order.id // 3 + 1,
        "reference_id": order.reference,
        "urls": urls(order),
        "date": date_object(order.placed_at),
        "updated_at": date_object(order.updated_at),
        "source": "store",
        "source_details": source_details(order),
        "status": {
            "id": status.id,
            "name": status.name,
            "slug": status.slug,
            "customized": {"id": status.id + 1, "name": status.name},
        },
        "is_price_quote": False,
        "payment_method": order.payment_method,
        "currency": order.currency,
        "amounts": amounts(order),
        "payment_actions": _refund(order),
        "can_cancel": status.slug in _OPEN,
        "show_weight": True,
        "can_reorder": status.slug not in _OPEN,
        "is_pending_payment": status.slug == "payment_pending",
        "pending_payment_ends_at": 0,
        "total_weight": "٠٫٥١ كجم",
        "receiver": {
            "name": f"{customer.first_name} {customer.last_name}",
            "email": customer.email,
            "phone": f"{customer.mobile_code}{customer.mobile}".removeprefix("+"),
        },
        "customer": shopper,
        "bank": None,
        "tags": [],
    }


def order_items(order: Order, products: Sequence[Product]) -> list[Json]:
    """Write an order's lines; `products` are those of its lines, in their order."""
    return [item(order, line, product) for line, product in zip(order.lines, products, strict=True)]


def listed_customer(customer: Customer) -> Json:
    """Write a row of the customers list: the code with or without plus, an odd location."""
    row = full_customer(customer)
    if customer.id % 2:
        row["mobile_code"] = customer.mobile_code.removeprefix("+")
    row["location"] = "null"
    return row


def listed_product(product: Product) -> Json:
    """Write a row of the products list: quantities as text, `sale_end` never null."""
    row = full_product(product)
    row["thumbnail"] = product.image
    row["quantity"] = None if product.quantity is None else str(product.quantity)
    row["notify_quantity"] = "10"
    row["sale_end"] = {}
    return row


def _refund(order: Order) -> Json:
    refunded = money(order.refunded, order.currency)
    return {
        "refund_action": {
            "has_refund_amount": bool(order.refunded),
            "paid_amount": money(order.total, order.currency),
            "refund_amount": refunded,
        }
    }
