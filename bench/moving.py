"""Webhooks each of which makes its customer enter a segment and leave another."""

import json
from collections.abc import Iterator, Sequence
from datetime import date

from bench.bodies import MERCHANT, PRODUCTS, SECRET, SEED, Webhook
from syncaty.sandbox.ids import Ids
from syncaty.sandbox.shapes import ShapeName, renderer
from syncaty.sandbox.shop import Plan, Shop
from syncaty.sandbox.signing import Strategy, signed

_CREATED, _CANCELLED = "order.created", "order.cancelled"
_GAP = 2_000  # webhooks between an order and its cancellation, so that no batch holds both


def moving_events(customers: Sequence[int], until: date) -> Iterator[Webhook]:
    """Give a new order for each customer, and for every fourth later its cancellation.

    A customer who has `n` orders moves from one segment to the next by his order, and back again.
    """
    patterns = _patterns(until)
    numbers = Ids(SEED + 3, "order")
    waiting: list[Webhook] = []
    for n, customer in enumerate(customers):
        created, cancelled, order_id, customer_id = patterns[n % len(patterns)]
        number = numbers.next()
        changed = [
            body.replace(order_id, str(number).encode()).replace(
                customer_id, str(customer).encode()
            )
            for body in (created, cancelled)
        ]
        yield _signed(changed[0], number)
        if n % 4 == 3:
            waiting.append(_signed(changed[1], number))
            if len(waiting) > _GAP // 4:
                yield waiting.pop(0)


def _patterns(until: date) -> list[tuple[bytes, bytes, bytes, bytes]]:
    """Give orders that came to be and were cancelled, as bodies, with the order and customer."""
    plan = Plan(SEED, until, 2_000, 4_000, PRODUCTS, days=2)
    render = renderer(ShapeName.SALLA, MERCHANT)
    bodies: dict[int, dict[str, bytes]] = {}
    for event in Shop(plan).history():
        if event.order and event.name in {_CREATED, _CANCELLED}:
            bodies.setdefault(event.order.id, {})[event.name] = render(event)
    found = []
    for order_id, both in bodies.items():
        if len(both) < 2:
            continue
        order = json.loads(both[_CREATED])["data"]
        if order["status"]["slug"] != "payment_pending":  # which does not count as an order
            customer = order["customer"]["id"]
            ids = (str(order_id).encode(), str(customer).encode())
            found.append((both[_CREATED], both[_CANCELLED], *ids))
    return found


def _signed(body: bytes, order_id: int) -> Webhook:
    return Webhook(body, signed(Strategy.SIGNATURE, SECRET, body), order_id)
