"""The closed table of Salla's events that the product uses; every other event is kept and ignored.

Names are matched exactly (Salla writes `order.cancelled` with two l, its slug `canceled` with one).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from syncaty.salla.facts import Kind

Family = Literal[
    "order",  # the full order model directly in `data`
    "order_status",  # an activity that holds a short order
    "order_shipment",  # a short order, or a shipment that names its order
    "customer",
    "product",  # the full product model
    "product_part",  # id and the changed part only
    "product_deleted",  # only the id may be trusted (X9)
]


@dataclass(frozen=True, slots=True)
class EventSpec:
    """How an event is read: its entity, its rank among events of one second, its decoder."""

    kind: Kind
    rank: int
    family: Family


CREATED, UPDATED, STATUS, CANCELLED, REFUNDED, DELETED = 10, 20, 30, 40, 50, 60

MAIN_EVENTS: Mapping[str, EventSpec] = {
    "order.created": EventSpec("order", CREATED, "order"),
    "order.updated": EventSpec("order", UPDATED, "order"),
    "order.status.updated": EventSpec("order", STATUS, "order_status"),
    "order.cancelled": EventSpec("order", CANCELLED, "order"),
    "order.refunded": EventSpec("order", REFUNDED, "order"),
    "customer.created": EventSpec("customer", CREATED, "customer"),
    "customer.updated": EventSpec("customer", UPDATED, "customer"),
    "product.created": EventSpec("product", CREATED, "product"),
    "product.updated": EventSpec("product", UPDATED, "product"),
    "product.deleted": EventSpec("product", DELETED, "product_deleted"),
}
"""The ten events a store is subscribed to first of all."""

_ORDER = EventSpec("order", UPDATED, "order")
_SHIPMENT = EventSpec("order", UPDATED, "order_shipment")
_PRODUCT = EventSpec("product", UPDATED, "product")
_PART = EventSpec("product", UPDATED, "product_part")

EVENTS: Mapping[str, EventSpec] = {
    **MAIN_EVENTS,
    "order.deleted": EventSpec("order", DELETED, "order"),
    "order.products.updated": _ORDER,
    "order.payment.updated": _ORDER,
    "order.coupon.updated": _ORDER,
    "order.total.price.updated": _ORDER,
    "order.shipping.address.updated": _ORDER,
    "order.shipment.creating": _SHIPMENT,
    "order.shipment.created": _SHIPMENT,
    "order.shipment.cancelled": _SHIPMENT,
    "order.shipment.return.creating": _SHIPMENT,
    "order.shipment.return.created": _SHIPMENT,
    "order.shipment.return.cancelled": _SHIPMENT,
    "product.available": _PRODUCT,
    "product.quantity.low": _PRODUCT,
    "product.price.updated": _PART,
    "product.status.updated": _PART,
    "product.image.updated": _PART,
    "product.category.updated": _PART,
    "product.brand.updated": _PART,
    "product.tags.updated": _PART,
    "product.channels.changed": _PART,
}
"""Every event the product uses."""

SECRET_EVENTS = frozenset({"customer.otp.request"})
"""Events whose body holds a live one-time code: never stored, never logged."""
