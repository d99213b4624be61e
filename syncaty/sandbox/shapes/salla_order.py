"""Salla's full order model, shared by all order events but order.status.updated."""

from decimal import Decimal

from syncaty.sandbox.model import Customer, Line, Order, Product
from syncaty.sandbox.shapes.parts import date_object, money, number, percentage
from syncaty.sandbox.shapes.salla_customer import full_customer
from syncaty.sandbox.shapes.salla_product import product_in_line
from syncaty.sandbox.shapes.text import Json

_NOTHING = Decimal(0)
_AGENT = "Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Safari/537.36"


def full_order(order: Order, customer: Customer, products: tuple[Product, ...]) -> Json:
    """Write the full model; `products` are those of its lines, in their order."""
    waiting = order.status.slug == "payment_pending"
    open_still = order.status.slug in {"payment_pending", "under_review"}
    status = order.status
    return {
        "id": order.id,
        "reference_id": order.reference,
        "urls": urls(order),
        "date": date_object(order.placed_at),
        "updated_at": date_object(order.updated_at),
        "draft": False,
        "read": not open_still,
        "source": "store",
        "source_device": order.device,
        "source_details": source_details(order),
        "status": {
            "id": status.id,
            "name": status.name,
            "slug": status.slug,
            "customized": {"id": status.id + 1, "name": status.name},
        },
        "payment_method": order.payment_method,
        "currency": order.currency,
        "amounts": amounts(order),
        "shipping": shipping(order, customer),
        "shipments": [],
        "can_cancel": open_still,
        "show_weight": False,
        "can_reorder": not open_still,
        "is_pending_payment": waiting,
        "pending_payment_ends_at": 172_796 if waiting else 0,
        "total_weight": None,
        "shipment_branch": [],
        "payment_actions": _payment_actions(order),
        "customer": full_customer(customer),
        "items": [
            item(order, line, product) for line, product in zip(order.lines, products, strict=True)
        ],
        "bank": None,
        "tags": [],
    }


def urls(order: Order) -> Json:
    """Write the addresses of the order's pages."""
    return {
        "customer": f"https://shop.example/order/{order.id}",
        "admin": f"https://admin.shop.example/orders/{order.id}",
        "rating": f"https://shop.example/rating/{order.id}",
        "checkout": None,
    }


def source_details(order: Order) -> Json:
    """Write where the order was placed from."""
    return {
        "type": "direct",
        "value": None,
        "device": order.device,
        "user-agent": _AGENT,
        "ip": f"203.0.113.{order.id % 250 + 1}",
    }


def amounts(order: Order) -> Json:
    """Write the order's sums; a discount's own amount is a string."""
    currency = order.currency
    return {
        "sub_total": money(order.sub_total, currency),
        "shipping_cost": money(order.shipping, currency),
        "cash_on_delivery": money(order.cash_on_delivery, currency),
        "tax": percentage(order.tax_percent, order.tax, currency),
        "discounts": [
            {
                "title": discount.title,
                "type": "normal",
                "code": discount.code,
                "discount": f"{discount.amount:.2f}",
                "currency": currency,
                "discounted_shipping": "0.00",
            }
            for discount in order.discounts
        ],
        "total": money(order.total, currency),
    }


def line_amounts(order: Order, line: Line) -> Json:
    """Write a line's sums: the price of one and the total without tax, before its discount."""
    currency = order.currency
    return {
        "price_without_tax": money(line.unit_price, currency),
        "total_discount": money(line.discount, currency),
        "tax": percentage(order.tax_percent, line.tax, currency),
        "total": money(line.total, currency),
    }


def shipping(order: Order, customer: Customer) -> Json | None:
    """Write who ships it to whom, or None if nothing is shipped."""
    if not order.courier:
        return None
    street = f"شارع الملك فهد، حي النخيل، {order.city}، {order.country}"
    return {
        "id": order.id // 7 + 1,
        "app_id": None,
        "company": order.courier,
        "logo": "",
        "receiver": {
            "name": f"{customer.first_name} {customer.last_name}",
            "email": customer.email,
            "phone": f"{customer.mobile_code}{customer.mobile}".removeprefix("+"),
        },
        "shipper": {
            "name": "متجر تجريبي",
            "company_name": "Sandbox shop",
            "email": "shop@example.com",
            "phone": "966500000000",
        },
        "pickup_address": _address("السعودية", "SA", "الرياض", "شارع العليا، الرياض، السعودية"),
        "address": _address(order.country_code, order.country_code, order.city, street),
        "shipment": {"id": "0", "pickup_id": None, "tracking_link": "0", "label": []},
        "policy_options": [],
    }


def _address(country: str, code: str, city: str, street: str) -> Json:
    return {
        "country": country,
        "country_code": code,
        "city": city,
        "shipping_address": street,
        "street_number": "",
        "block": "",
        "postal_code": "",
        "geo_coordinates": {"lat": 0, "lng": 0},
    }


def _payment_actions(order: Order) -> Json:
    currency = order.currency
    return {
        "refund_action": {
            "has_refund_amount": bool(order.refunded),
            "payment_method_label": order.payment_method,
            "can_print_refund_invoice": bool(order.refunded),
            "paid_amount": money(order.total, currency),
            "refund_amount": money(order.refunded, currency),
            "loyalty_point_programs": [],
            "can_send_sms": False,
            "can_send_sms_msg": "",
        },
        "remaining_action": {
            "has_remaining_amount": False,
            "payment_method_label": order.payment_method,
            "paid_amount": money(order.total, currency),
            "checkout_url": None,
            "remaining_amount": money(_NOTHING, currency),
        },
    }


def item(order: Order, line: Line, product: Product) -> Json:
    """Write a line with what the catalogue says of its goods today."""
    return {
        "id": line.id,
        "name": line.name,
        "sku": line.sku,
        "quantity": line.quantity,
        "currency": order.currency,
        "weight": number(product.weight),
        "weight_label": "",
        "amounts": line_amounts(order, line),
        "notes": "",
        "product": product_in_line(product),
        "options": [],
        "images": [],
        "codes": [],
        "files": [],
    }
