"""The nouns of an invented shop as plain, frozen values; how they are written is in shapes/."""

from datetime import date, datetime
from decimal import Decimal

from msgspec import Struct


class Named(Struct, frozen=True):
    """A thing known by its id and name only: a category, a brand, a tag."""

    id: int
    name: str


class Status(Struct, frozen=True):
    """One of Salla's base order statuses: id, slug, and the names shown to people."""

    id: int
    slug: str
    name: str


class Customer(Struct, frozen=True):
    """A shopper; `mobile` is the national number without leading zero, empty if unknown."""

    id: int
    first_name: str
    last_name: str
    mobile: str
    mobile_code: str
    email: str
    gender: str
    birthday: date | None
    city: str
    country: str
    country_code: str
    currency: str
    language: str
    joined_at: datetime
    updated_at: datetime


class Product(Struct, frozen=True):
    """Something sold; prices include VAT. `quantity` is None where stock is unlimited."""

    id: int
    sku: str
    name: str
    name_en: str
    kind: str
    price: Decimal
    sale_price: Decimal | None
    cost: Decimal | None
    currency: str
    quantity: int | None
    status: str
    categories: tuple[Named, ...]
    brand: Named | None
    tags: tuple[Named, ...]
    image: str
    weight: Decimal
    tax_percent: Decimal
    updated_at: datetime


class Line(Struct, frozen=True):
    """A line of an order; money is without tax, `total` is unit price times quantity."""

    id: int
    product_id: int
    name: str
    sku: str
    quantity: int
    unit_price: Decimal
    total: Decimal
    discount: Decimal
    tax: Decimal


class Discount(Struct, frozen=True):
    """What a coupon or an offer took off an order, without tax."""

    title: str
    code: str
    amount: Decimal


class Order(Struct, frozen=True):
    """An order: sub_total + shipping + cash_on_delivery - discounts + tax = total."""

    id: int
    reference: int | str
    placed_at: datetime
    updated_at: datetime
    status: Status
    customer_id: int
    city: str
    country: str
    country_code: str
    lines: tuple[Line, ...]
    currency: str
    sub_total: Decimal
    shipping: Decimal
    cash_on_delivery: Decimal
    discounts: tuple[Discount, ...]
    tax_percent: Decimal
    tax: Decimal
    total: Decimal
    refunded: Decimal
    payment_method: str
    device: str
    courier: str


class Event(Struct, frozen=True):
    """One thing that happened in a shop, with everything a webhook about it tells.

    `products` are those of the order's lines, in line order, as they are at that instant;
    `activity_id` and `note` belong to order.status.updated.
    """

    name: str
    at: datetime
    order: Order | None = None
    customer: Customer | None = None
    product: Product | None = None
    products: tuple[Product, ...] = ()
    activity_id: int = 0
    note: str = ""
