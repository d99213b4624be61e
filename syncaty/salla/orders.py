"""Orders: the full model, the short form inside other events, and what single events add to it."""

from syncaty.salla.amounts import take_amounts, take_exchange_rate
from syncaty.salla.context import Context, FetchedContext
from syncaty.salla.customers import embedded_customer
from syncaty.salla.facts import WHOLE, Fact
from syncaty.salla.fields import Fields, Object
from syncaty.salla.lines import line_products, read_items
from syncaty.salla.money import read_amount
from syncaty.salla.statuses import CANCELED, CANCELED_ID, NO_LONGER_OPEN, Status, read_status
from syncaty.salla.values import (
    is_empty,
    part_of,
    read_flag,
    read_id,
    read_long_text,
    read_short_text,
    read_text,
)


def order_facts(context: Context, data: Object, order_id: int) -> list[Fact]:
    """Read `data` of an event that holds the full order model."""
    order = Fields(context, data, "data")
    _take_order(order)
    order.put("deleted", context.event == "order.deleted")
    if context.event == "order.cancelled" and order.values.get("status") not in NO_LONGER_OPEN:
        _put_status(order, Status(CANCELED, CANCELED_ID, None, None))
    facts = _facts(order, order_id, full=True)
    if context.event == "order.created" and "placed_at" not in order.values:
        # A new order without a readable date was placed about when it was told of.
        version = context.aside(weak=True)
        facts.append(Fact("order", order_id, version, {"placed_at": context.occurred_at}))
    return facts


def status_facts(context: Context, data: Object, order: Fields, order_id: int) -> list[Fact]:
    """Read `data` of order.status.updated: an activity around a short order, or the order itself.

    The activity's own status is a plain text and only stands in for one the order lacks.
    """
    _take_order(order)
    order.values["status_at"] = context.occurred_at
    if order.data is not data:
        activity = Fields(context, data, "data")
        activity.values = order.values
        activity.take_time("status_at", "created_at", clears=False)
        activity.take("status_note", "note", read_long_text)
        if "status" not in order.values:
            _take_status(activity)
        activity.take("status_custom", "customized", _read_custom, clears=False)
    else:
        order.take("status_note", "note", read_long_text)
    return _facts(order, order_id, full=False)


def short_order_facts(context: Context, data: Object, order_id: int) -> list[Fact]:
    """Read the short order that stands directly in `data` of a shipment event."""
    order = Fields(context, data, "data")
    _take_order(order)
    return _facts(order, order_id, full=False)


def current_order_facts(context: FetchedContext, data: Object, order_id: int) -> list[Fact]:
    """Read an order as Salla's API gives it now; it speaks of no more than it carries.

    Its `items`, where there are any, are full lines. That it is there says it is not deleted.
    """
    order = Fields(context, data, "data")
    _take_order(order)
    order.values["deleted"] = False
    if "customized" not in part_of(data, "status"):
        # A list's row has no room for the merchant's own name of the status.
        order.values.pop("status_custom", None)
    if "status" in order.values:
        # The instant is Salla's, so that fetching again adds nothing to the order's history.
        order.values["status_at"] = context.changed_at
    return _facts(order, order_id, full=True)


def _take_order(order: Fields) -> None:
    order.take("reference", "reference_id", read_short_text, clears=False)
    order.take_time("placed_at", "date", clears=False)
    _take_status(order)
    order.take("draft", "draft", read_flag, clears=False)
    take_amounts(order)
    take_exchange_rate(order)
    order.take("payment_method", "payment_method", read_short_text)
    order.take("source", "source", read_short_text)
    _take_place(order)
    _take_customer_id(order)
    _take_refund(order)


def _take_status(part: Fields) -> None:
    status = part.get("status", read_status)
    if status is not None:
        _put_status(part, status)


def _put_status(part: Fields, status: Status) -> None:
    """Set a status as a whole, so that no name of an earlier one stays beside it."""
    part.put("status", status.key)
    part.put("status_id", status.id)
    part.put("status_name", status.name)
    part.put("status_custom", status.custom)


def _read_custom(value: object) -> str | None:
    return read_text(value.get("name") if isinstance(value, dict) else value, 100)


def _take_place(order: Fields) -> None:
    """Take where the order is sent to; `shipping` null means that nothing is sent."""
    if "shipping" not in order.data:
        return
    shipping = order.data["shipping"]
    if is_empty(shipping):
        order.put("city", None)
        order.put("country", None)
        return
    address = order.inner("shipping").inner("address")
    address.take("city", "city", read_text)
    address.take("country", "country", read_text)


def _take_customer_id(order: Fields) -> None:
    """Take the customer's id; an order without one, or with 0, is a guest's."""
    if "customer" not in order.data:
        return
    customer = order.inner("customer")
    if is_empty(order.data["customer"]) or (customer.data and "id" not in customer.data):
        order.put("customer_id", None)
    else:
        customer.take("customer_id", "id", read_id)


def _take_refund(order: Fields) -> None:
    """Take what was given back: the sum the body names, else the whole order on order.refunded.

    The sum stands in an undocumented place and is 0 until something is given back.
    """
    refunding = Fields(
        order.context,
        part_of(order.data.get("payment_actions"), "refund_action"),
        "payment_actions.refund_action",
        above=order,
    )
    amount = refunding.get("refund_amount", read_amount)
    if amount is not None and amount > 0:
        order.put("refund", amount)
    elif order.context.event == "order.refunded":
        order.put("refund", WHOLE)


def _facts(order: Fields, order_id: int, *, full: bool) -> list[Fact]:
    """Give the facts of an order whose fields are taken, its lines and its customer included.

    The lines of a short form are poorer than those of the full model, so they are a weak fact.
    """
    context = order.context
    version = context.version(order.get_time("updated_at"))
    facts = [Fact("order", order_id, version, order.values)]
    items = read_items(order)
    if items is not None and full:
        order.put("items", items)
    elif items:
        facts.append(Fact("order", order_id, context.weak(), {"items": items}))
    customer = part_of(order.data, "customer")
    if customer:
        known = embedded_customer(context, customer, f"{order.path}.customer")
        facts += [known] if known else []
    return facts + line_products(context, items or [])
