"""Stores, and the customers, orders and products in them."""

from typing import Annotated, Literal

from ninja import Query, Router

from syncaty.projections import reading
from syncaty.segments.classic import Segment
from syncaty.segments.members import of_customer
from syncaty.segments.reading import MoveFilter, moves
from syncaty.segments.summary import of_customers
from syncaty.stores.reading import stores as read_stores
from syncaty.web.api.access import TokenRequest, currency_of, found_store, viewer
from syncaty.web.api.codes import unknown
from syncaty.web.api.parameters import USUAL, Cursor, Id, Limit, Merchant, Scores, Text
from syncaty.web.api.shapes.common import Listed, answers, copied
from syncaty.web.api.shapes.entities import (
    CustomerItem,
    CustomerShape,
    MembershipShape,
    MoveShape,
    OrderShape,
    ProductItem,
    ProductShape,
    StoreShape,
    customer_item,
    customer_order,
    customer_shape,
    order_shape,
    product_item,
    product_shape,
    store_shape,
)
from syncaty.web.database import connection

router = Router(tags=["stores"])

Search = Annotated[
    Text | None, Query(description="A name, phone in any form, e-mail, order number or id")
]


@router.get("/stores", response=answers(Listed[StoreShape]), operation_id="stores")
def stores(
    request: TokenRequest, limit: Limit = USUAL, cursor: Cursor = None
) -> Listed[StoreShape]:
    """The connected stores, by id."""
    with connection() as conn:
        page = read_stores(conn, viewer(request), after=cursor, limit=limit)
    return Listed[StoreShape](items=[store_shape(each) for each in page.items], next=page.next)


@router.get("/stores/{merchant}", response=answers(StoreShape), operation_id="store")
def store(request: TokenRequest, merchant: Merchant) -> StoreShape:
    """One store."""
    with connection() as conn:
        return store_shape(found_store(conn, request, merchant))


@router.get(
    "/stores/{merchant}/customers",
    response=answers(Listed[CustomerItem]),
    operation_id="customers",
    tags=["customers"],
)
def customers(  # noqa: PLR0913 - each is one parameter of the address
    request: TokenRequest,
    *,
    merchant: Merchant,
    search: Search = None,
    segment: Segment | None = None,
    r: Scores = [],  # noqa: B006 - read only
    f: Scores = [],  # noqa: B006
    m: Scores = [],  # noqa: B006
    sort: Literal["last_order", "spent", "orders", "name"] = "last_order",
    limit: Limit = USUAL,
    cursor: Cursor = None,
) -> Listed[CustomerItem]:
    """Customers: figures from the highest down, names from A on; without an order last."""
    wanted = reading.CustomerFilter(search or "", segment, r, f, m)
    with connection() as conn:
        currency = currency_of(found_store(conn, request, merchant))
        page = reading.customers(conn, merchant, wanted, sort=sort, after=cursor, limit=limit)
        held = of_customers(conn, merchant, [each.id for each in page.items])
    items = [customer_item(each, currency, held.get(each.id, [])) for each in page.items]
    return Listed[CustomerItem](items=items, next=page.next)


@router.get(
    "/stores/{merchant}/customers/{customer_id}",
    response=answers(CustomerShape),
    operation_id="customer",
    tags=["customers"],
)
def customer(request: TokenRequest, merchant: Merchant, customer_id: Id) -> CustomerShape:
    """One customer with totals, scores, newest orders and moves."""
    with connection() as conn:
        currency = currency_of(found_store(conn, request, merchant))
        held = reading.customer(conn, merchant, customer_id)
        if held is None:
            raise unknown("customer", customer_id, merchant)
        orders = reading.customer_orders(conn, merchant, customer_id, currency=currency)
        moved = moves(conn, merchant, MoveFilter(customer_id=customer_id))
        within = of_customer(conn, merchant, customer_id)
    return customer_shape(
        held,
        currency,
        [customer_order(each) for each in orders.items],
        [copied(MoveShape, each) for each in moved.items],
        [copied(MembershipShape, each) for each in within],
    )


@router.get(
    "/stores/{merchant}/orders/{order_id}",
    response=answers(OrderShape),
    operation_id="order",
    tags=["orders"],
)
def order(request: TokenRequest, merchant: Merchant, order_id: Id) -> OrderShape:
    """One order with its lines and each change of its status."""
    with connection() as conn:
        currency = currency_of(found_store(conn, request, merchant))
        held = reading.order(conn, merchant, order_id, currency=currency)
    if held is None:
        raise unknown("order", order_id, merchant)
    return order_shape(held, currency)


@router.get(
    "/stores/{merchant}/products",
    response=answers(Listed[ProductItem]),
    operation_id="products",
    tags=["products"],
)
def products(
    request: TokenRequest,
    merchant: Merchant,
    search: Annotated[Text | None, Query(description="A name, SKU or id")] = None,
    sort: Literal["gross", "units", "changed", "name", "stock"] = "gross",
    limit: Limit = USUAL,
    cursor: Cursor = None,
) -> Listed[ProductItem]:
    """Products with what was ever sold of them; deleted ones too."""
    with connection() as conn:
        currency = currency_of(found_store(conn, request, merchant))
        page = reading.products(
            conn,
            merchant,
            currency=currency,
            text=search or "",
            sort=sort,
            after=cursor,
            limit=limit,
        )
    items = [product_item(each, currency) for each in page.items]
    return Listed[ProductItem](items=items, next=page.next)


@router.get(
    "/stores/{merchant}/products/{product_id}",
    response=answers(ProductShape),
    operation_id="product",
    tags=["products"],
)
def product(request: TokenRequest, merchant: Merchant, product_id: Id) -> ProductShape:
    """One product, deleted or not."""
    with connection() as conn:
        currency = currency_of(found_store(conn, request, merchant))
        held = reading.product(conn, merchant, product_id, currency=currency)
    if held is None:
        raise unknown("product", product_id, merchant)
    return product_shape(held, currency)
