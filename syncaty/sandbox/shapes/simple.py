"""The simple shape: the same events with few fields, plain numbers and ISO times.

The six partial product events have no simple form: they are written as product.updated.
"""

from datetime import UTC

from syncaty.sandbox.model import Customer, Event, Line, Order, Product
from syncaty.sandbox.shapes.parts import money, number
from syncaty.sandbox.shapes.text import Json

_PRODUCT_EVENTS = {"product.created", "product.updated", "product.deleted"}


def envelope(event: Event, merchant: int) -> Json:
    """Give the whole body of the webhook that tells of the event."""
    name, data = _data(event)
    created_at = event.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"event": name, "merchant": merchant, "created_at": created_at, "data": data}


def _data(event: Event) -> tuple[str, Json]:
    if event.order is not None and event.customer is not None:
        return event.name, _order(event.order, event.customer)
    if event.customer is not None:
        return event.name, _customer(event.customer)
    if event.product is not None:
        name = event.name if event.name in _PRODUCT_EVENTS else "product.updated"
        return name, _product(event.product)
    raise ValueError(f"an event about nothing: {event.name}")


def _order(order: Order, customer: Customer) -> Json:
    status = order.status
    data: Json = {
        "id": order.id,
        "reference_id": f"ORD-{order.reference}",
        "date": {
            "date": order.placed_at.strftime("%Y-%m-%d"),
            "time": order.placed_at.strftime("%H:%M:%S"),
            "timezone": str(order.placed_at.tzinfo),
        },
        "status": {
            "id": status.id,
            "name": status.slug,
            "customized": {"id": status.id + 1, "name": status.slug},
        },
        "amounts": {
            "sub_total": number(order.sub_total),
            "shipping_cost": number(order.shipping),
            "total": number(order.total),
            "currency": order.currency,
        },
        "customer": {
            "id": customer.id,
            "first_name": customer.first_name,
            "last_name": customer.last_name,
            "mobile": f"{customer.mobile_code}{customer.mobile}",
            "email": customer.email,
        },
        "items": [_item(line) for line in order.lines],
    }
    if order.refunded and order.refunded != order.total:
        refund = {"refund_amount": money(order.refunded, order.currency)}
        data["payment_actions"] = {"refund_action": refund}
    return data


def _item(line: Line) -> Json:
    return {
        "id": line.id,
        "name": line.name,
        "sku": line.sku,
        "quantity": line.quantity,
        "price": number(line.unit_price),
        "product_id": line.product_id,
    }


def _customer(customer: Customer) -> Json:
    return {
        "id": customer.id,
        "first_name": customer.first_name,
        "last_name": customer.last_name,
        "mobile": customer.mobile,
        "mobile_code": customer.mobile_code,
        "email": customer.email,
        "gender": customer.gender,
        "birthday": customer.birthday.isoformat() if customer.birthday else None,
        "city": customer.city,
        "country": customer.country_code,
        "language": customer.language,
        "created_at": customer.joined_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def _product(product: Product) -> Json:
    sale = product.sale_price
    return {
        "id": product.id,
        "name": product.name_en,
        "sku": product.sku,
        "price": money(product.price, product.currency),
        "sale_price": money(sale, product.currency) if sale is not None else None,
        "quantity": product.quantity,
        "status": product.status,
        "categories": [{"id": thing.id, "name": thing.name} for thing in product.categories],
    }
