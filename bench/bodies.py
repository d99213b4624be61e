"""The webhooks that are sent: an invented shop's own, in Salla's shape, signed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bench.size import Size
from syncaty.sandbox.connection import Target
from syncaty.sandbox.ids import Ids
from syncaty.sandbox.model import Event
from syncaty.sandbox.shapes import ShapeName, renderer
from syncaty.sandbox.shop import Plan, Shop
from syncaty.sandbox.signing import Strategy, signed

SEED = 2026
MERCHANT = 1305146709
SECRET = "bench-webhook-secret"
PATH = "/webhooks/salla"
UNTIL = date(2026, 6, 1)
PRODUCTS = 150
_PATTERNS = 500  # distinct orders that those sent to intake are made after


@dataclass(frozen=True, slots=True)
class Webhook:
    """A body with the header lines that vouch for it; `order_id` where it creates an order."""

    body: bytes
    headers: bytes
    order_id: int | None = None

    def request(self, port: int) -> bytes:
        """Give the whole HTTP request for a server on this machine."""
        return Target("127.0.0.1", port, PATH, tls=False).request(self.headers, self.body)


def shop_history(purchases: int, shoppers: int) -> list[Webhook]:
    """Give everything that happens in a shop: new and changed orders, customers, products."""
    plan = Plan(SEED, UNTIL, shoppers, purchases, PRODUCTS, days=60)
    render = renderer(ShapeName.SALLA, MERCHANT)
    return [_webhook(render(event), event) for event in Shop(plan).history()]


def new_orders(count: int) -> Iterator[Webhook]:
    """Give distinct order.created webhooks of about 5 KB: few patterns, each with many numbers."""
    plan = Plan(SEED + 1, UNTIL, _PATTERNS, _PATTERNS, PRODUCTS, days=60)
    render = renderer(ShapeName.SALLA, MERCHANT)
    created = [event for event in Shop(plan).history() if event.name == "order.created"]
    patterns = [(render(event), str(event.order.id).encode()) for event in created if event.order]
    numbers = Ids(SEED + 2, "order")
    for n in range(count):
        body, pattern_id = patterns[n % len(patterns)]
        number = numbers.next()
        yield _signed(body.replace(pattern_id, str(number).encode()), number)


def known_customers(size: Size) -> list[int]:
    """Give the ids of the customers the store has before, four of five shoppers among them."""
    ids = Ids(SEED, "customer")
    every = [ids.next() for _ in range(size.customers * 5 // 4)]
    return [each for n, each in enumerate(every) if n % 5]


def known_products() -> list[int]:
    """Give the ids of the products the store has before, which are those of the shop."""
    ids = Ids(SEED, "product")
    return [ids.next() for _ in range(PRODUCTS)]


def _webhook(body: bytes, event: Event) -> Webhook:
    created = event.order.id if event.order and event.name == "order.created" else None
    return _signed(body, created)


def _signed(body: bytes, order_id: int | None) -> Webhook:
    return Webhook(body, signed(Strategy.SIGNATURE, SECRET, body), order_id)
