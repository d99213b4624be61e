"""The stand-in's own figures of a shop, worked out anew to compare the product's with."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from syncaty.sandbox.model import Order
from syncaty.sandbox.server.ledger import Ledger
from syncaty.sandbox.shapes.text import Json

# As docs/understand/orders-that-count.md tells it; any other status counts.
_NEVER = {"payment_pending", "canceled", "cancelled", "restored", "deleted", "draft"}
_NOTHING = Decimal(0)


def counts(order: Order) -> bool:
    """Whether an order counts: its status does, and it is not wholly refunded."""
    return order.status.slug not in _NEVER and not 0 < order.total <= order.refunded


def figures(ledger: Ledger, since: date | None = None, until: date | None = None) -> Json:
    """Give a shop's figures, of orders placed from `since` to `until` (both included).

    Money is text in the shop's currency; `all_orders` counts what does not count as well.
    """
    placed = [
        order
        for order in ledger.orders.values()
        if (since is None or order.placed_at.date() >= since)
        and (until is None or order.placed_at.date() <= until)
    ]
    counting = [order for order in placed if counts(order)]
    gross = _sum(order.sub_total for order in counting)
    discounts = _sum(each.amount for order in counting for each in order.discounts)
    refunds = _sum(order.refunded for order in counting)
    return {
        "all_orders": len(placed),
        "orders": len(counting),
        "gross": str(gross),
        "discounts": str(discounts),
        "refunds": str(refunds),
        "net": str(gross - discounts - refunds),
        "shipping": str(_sum(order.shipping for order in counting)),
        "tax": str(_sum(order.tax for order in counting)),
        "units": sum(line.quantity for order in counting for line in order.lines),
        "customers": len({order.customer_id for order in counting}),
        "all_customers": len(ledger.customers),
        "products": sum(each.status != "deleted" for each in ledger.products.values()),
    }


def per_customer(ledger: Ledger) -> dict[str, Json]:
    """Give what each customer with a counting order has come to, by id as text."""
    orders: defaultdict[int, list[Order]] = defaultdict(list)
    for order in ledger.orders.values():
        if counts(order):
            orders[order.customer_id].append(order)
    return {
        str(customer): {
            "orders": len(theirs),
            "spent": str(_sum(order.total - order.refunded for order in theirs)),
            "last_order_on": max(order.placed_at.date() for order in theirs).isoformat(),
        }
        for customer, theirs in orders.items()
    }


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, _NOTHING)
