"""Orders, customers and products of the Merchant API."""

from zoneinfo import ZoneInfo

from syncaty.sandbox.model import Order, Product
from syncaty.sandbox.server.answers import (
    Answer,
    Call,
    error,
    found,
    invalid,
    listed,
    not_found,
    page_of,
)
from syncaty.sandbox.server.ledger import Ledger
from syncaty.sandbox.server.listing import FilterError, Wanted
from syncaty.sandbox.server.store import Store
from syncaty.sandbox.server.world import World
from syncaty.sandbox.shapes.api import (
    light_order,
    listed_customer,
    listed_product,
    order_details,
    order_items,
)
from syncaty.sandbox.shapes.salla_customer import full_customer
from syncaty.sandbox.shapes.salla_order import full_order
from syncaty.sandbox.shapes.salla_product import full_product
from syncaty.sandbox.shapes.text import Json


def orders(world: World, store: Store, call: Call) -> Answer:
    """List orders: light rows, or the full model that older apps get."""
    ledger = store.replica.ledger()
    try:
        wanted = Wanted.of(call, ZoneInfo(store.timezone))
    except FilterError as bad:
        return invalid({bad.field: [str(bad)]})
    ids, pagination = page_of(call, store.listing.orders(ledger, wanted))
    held = [ledger.orders[each] for each in ids]
    if world.settings.full_orders:
        return listed([_full(ledger, order) for order in held], pagination)
    return listed([light_order(order) for order in held], pagination)


def order(world: World, store: Store, call: Call) -> Answer:
    """Give an order's details: light, without items, or the full model."""
    ledger = store.replica.ledger()
    held = ledger.orders.get(call.identity)
    if held is None:
        return _gone() if call.identity in ledger.gone else not_found()
    if world.settings.full_orders and call.text("format") != "light":
        return found(_full(ledger, held))
    return found(order_details(held, ledger.customers[held.customer_id]))


def items(_: World, store: Store, call: Call) -> Answer:
    """Give the lines of the order named by `order_id`."""
    ledger = store.replica.ledger()
    identity = call.whole("order_id", 0)
    if not identity:
        return invalid({"order_id": ["حقل order id مطلوب."]})
    held = ledger.orders.get(identity)
    if held is None:
        return _gone() if identity in ledger.gone else not_found()
    return found(order_items(held, _goods(ledger, held)))


def customers(_: World, store: Store, call: Call) -> Answer:
    """List customers."""
    ledger = store.replica.ledger()
    ids, pagination = page_of(call, store.listing.customers(ledger, call.text("keyword")))
    return listed([listed_customer(ledger.customers[each]) for each in ids], pagination)


def customer(_: World, store: Store, call: Call) -> Answer:
    """Give one customer."""
    held = store.replica.ledger().customers.get(call.identity)
    return found(full_customer(held)) if held else not_found()


def products(_: World, store: Store, call: Call) -> Answer:
    """List products that are not deleted."""
    ledger = store.replica.ledger()
    wanted = store.listing.products(ledger, call.text("keyword"), call.text("status"))
    ids, pagination = page_of(call, wanted)
    return listed([listed_product(ledger.products[each]) for each in ids], pagination)


def product(_: World, store: Store, call: Call) -> Answer:
    """Give one product."""
    held = store.replica.ledger().products.get(call.identity)
    if held is None:
        return not_found()
    return _gone() if held.status == "deleted" else found(full_product(held))


def info(_: World, store: Store, __: Call) -> Answer:
    """Say what shop it is."""
    profile = store.profile
    return found(
        {
            "id": profile.merchant,
            "name": profile.name,
            "entity": "person",
            "email": profile.email,
            "avatar": "https://cdn.shop.example/avatar.png",
            "plan": profile.shown_plan,
            "type": "demo",
            "status": "active",
            "verified": True,
            "currency": "SAR",
            "domain": profile.domain,
            "description": "",
        }
    )


def _full(ledger: Ledger, held: Order) -> Json:
    return full_order(held, ledger.customers[held.customer_id], _goods(ledger, held))


def _goods(ledger: Ledger, held: Order) -> tuple[Product, ...]:
    return tuple(ledger.products[line.product_id] for line in held.lines)


def _gone() -> Answer:
    return error(410, "gone", "المحتوى المطلوب تم حذفه")
