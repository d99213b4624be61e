"""Stores, customers, orders and products as the API gives them."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from syncaty.projections.reading import (
    Customer,
    CustomerOrder,
    CustomerRow,
    Order,
    OrderLine,
    Product,
    ProductRow,
)
from syncaty.stores.reading import StoreRow
from syncaty.web.api.shapes.common import Money, Number, copied, money, number

Day = date
Source = Annotated[int, Field(description="The job that brought the newest of it")]
Version = Annotated[str, Field(description="How new it is; sorts as text")]


class StoreShape(Schema):
    """A connected store; `currency` is null until its first order says it."""

    id: int
    name: str
    timezone: str
    currency: str | None
    strategy: str
    connected_at: datetime
    state: Annotated[
        str, Field(description="connected, needs_reconnect, uninstalled or disconnected")
    ]
    state_at: datetime
    plan: str | None
    domain: str | None


class CustomerItem(Schema):
    """A customer in a list; money in the store's currency, scores null without an order."""

    id: int
    name: str
    email: str | None
    mobile: Annotated[str | None, Field(description="E.164")]
    city: str | None
    country: str | None
    joined_at: datetime | None
    orders: int
    spent: Money
    currency: str
    first_order_on: Day | None
    last_order_on: Day | None
    r: int | None
    f: int | None
    m: int | None
    segment: Annotated[str | None, Field(description="The RFM segment")]
    segments: Annotated[
        list[str], Field(description="Keys of the merchant's own segments he is in")
    ]


class CustomerOrderShape(Schema):
    """One of a customer's orders; money in the order's currency."""

    id: int
    reference: str | None
    placed_at: datetime | None
    placed_on: Day | None
    status: str | None
    counts: Annotated[bool, Field(description="Does it enter scores and figures")]
    currency: str
    total: Money
    refunded: Money
    units: Number


class MoveShape(Schema):
    """A move between segments, and why.

    A null segment is no order yet, none any more, or none in the store's window.
    """

    at: datetime
    customer_id: int
    from_segment: str | None
    to_segment: str | None
    from_code: int | None
    to_code: int | None
    cause: str
    job_id: int | None
    back: Annotated[
        bool, Field(description="Out of no segment, but not with the customer's first order")
    ]


class MembershipShape(Schema):
    """One of the merchant's own segments that a customer is in, and since when."""

    key: str
    name: str
    kind: Annotated[str, Field(description="rule or list")]
    since: datetime


class CustomerShape(CustomerItem):
    """A customer with everything held, the newest fifty orders and moves, and his segments."""

    first_name: str | None
    last_name: str | None
    mobile_raw: Annotated[str | None, Field(description="As it came")]
    gender: str | None
    birthday: Day | None
    country_code: str | None
    language: str | None
    avatar: str | None
    version: Version
    job_id: Source
    changed_at: datetime
    latest_orders: list[CustomerOrderShape]
    moves: list[MoveShape]
    memberships: list[MembershipShape]


class LineShape(Schema):
    """A line of an order; money in the order's currency."""

    position: int
    id: int | None
    product_id: int | None
    name: str | None
    sku: str | None
    quantity: Number
    unit_price: Money | None
    discount: Money
    tax: Money
    total: Money


class StatusShape(Schema):
    """A change of an order's status, and the job that told it."""

    at: datetime
    status: str
    name: str | None
    note: str | None
    job_id: int


class OrderShape(Schema):
    """An order with its lines and each change of its status; money in `currency`.

    `value` is what it adds to what its customer spent, in the store's currency.
    """

    id: int
    reference: str | None
    placed_at: datetime | None
    placed_on: Day | None
    status: str | None
    status_id: int | None
    status_name: str | None
    status_custom: str | None
    counts: bool
    draft: bool
    deleted: bool
    customer_id: int | None
    currency: str
    sub_total: Money | None
    discount: Money | None
    shipping: Money | None
    cash_on_delivery: Money | None
    tax: Money | None
    total: Money | None
    gross: Money
    refunded: Money
    refund_all: bool
    value: Money
    units: Number
    payment_method: str | None
    source: str | None
    coupon: str | None
    city: str | None
    country: str | None
    version: Version
    job_id: Source
    changed_at: datetime
    items: list[LineShape]
    history: list[StatusShape]


class ProductItem(Schema):
    """A product in a list; `orders`, `units` and `gross` are of counting orders of all time.

    Prices are in `currency`, `gross` in the store's.
    """

    id: int
    name: str | None
    sku: str | None
    status: str | None
    price: Money | None
    sale_price: Money | None
    currency: str
    quantity: Annotated[int | None, Field(description="Stock; null: never said")]
    unlimited: bool | None
    deleted: bool
    orders: int
    units: Number
    gross: Money
    changed_at: datetime


class ProductShape(ProductItem):
    """A product with everything held."""

    type: str | None
    regular_price: Money | None
    cost: Money | None
    image: str | None
    url: str | None
    brand: str | None
    brand_id: int | None
    categories: list[dict[str, Any]] | None
    tags: list[dict[str, Any]] | None
    first_sold_on: Day | None
    last_sold_on: Day | None
    version: Version
    job_id: Source


def store_shape(store: StoreRow) -> StoreShape:
    """Give a store."""
    return copied(StoreShape, store)


def customer_item(row: CustomerRow, currency: str, segments: list[str]) -> CustomerItem:
    """Give a customer as lists show him, with the keys of the segments he is in."""
    spent = money(row.spent, currency)
    return copied(CustomerItem, row, spent=spent, currency=currency, segments=segments)


def customer_shape(
    held: Customer,
    currency: str,
    orders: list[CustomerOrderShape],
    moves: list[MoveShape],
    memberships: list[MembershipShape],
) -> CustomerShape:
    """Give a customer with his newest orders and moves, and the segments he is in."""
    return copied(
        CustomerShape,
        held,
        spent=money(held.spent, currency),
        currency=currency,
        job_id=held.delivery_id,
        latest_orders=orders,
        moves=moves,
        memberships=memberships,
        segments=[each.key for each in memberships],
    )


def customer_order(row: CustomerOrder) -> CustomerOrderShape:
    """Give one of a customer's orders."""
    return copied(
        CustomerOrderShape,
        row,
        total=money(row.total, row.currency),
        refunded=money(row.refunded, row.currency),
        units=number(row.units),
    )


_ORDER_MONEY = (
    *("sub_total", "discount", "shipping", "cash_on_delivery", "tax", "total", "gross"),
    "refunded",
)


def order_shape(order: Order, store_currency: str) -> OrderShape:
    """Give an order."""
    row = order.row
    amounts = {name: money(getattr(row, name), row.currency) for name in _ORDER_MONEY}
    return copied(
        OrderShape,
        row,
        **amounts,
        value=money(row.value, store_currency),
        units=number(row.units),
        job_id=row.delivery_id,
        items=[_line(each, row.currency) for each in order.items],
        history=[copied(StatusShape, each, job_id=each.delivery_id) for each in order.history],
    )


def product_item(row: ProductRow, store_currency: str) -> ProductItem:
    """Give a product as lists show it."""
    return copied(ProductItem, row, **_prices(row, store_currency))


def product_shape(held: Product, store_currency: str) -> ProductShape:
    """Give a product with everything held."""
    return copied(
        ProductShape,
        held,
        **_prices(held, store_currency),
        regular_price=money(held.regular_price, held.currency),
        cost=money(held.cost, held.currency),
        job_id=held.delivery_id,
    )


def _prices(held: ProductRow | Product, store_currency: str) -> dict[str, Any]:
    return {
        "price": money(held.price, held.currency),
        "sale_price": money(held.sale_price, held.currency),
        "gross": money(held.gross, store_currency),
        "units": number(held.units),
    }


def _line(line: OrderLine, currency: str) -> LineShape:
    amounts = {
        name: money(getattr(line, name), currency)
        for name in ("unit_price", "discount", "tax", "total")
    }
    return copied(LineShape, line, **amounts, quantity=number(line.quantity))
