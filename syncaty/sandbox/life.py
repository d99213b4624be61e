"""How an order lives on after it was placed: the steps, how likely, how soon."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from msgspec.structs import replace

from syncaty.sandbox import statuses
from syncaty.sandbox.model import Order, Status

PARTIAL_REFUND = "partial_refund"
AMEND = "amend"


@dataclass(frozen=True, slots=True)
class Step:
    """What may happen next: a status slug (or one of the names above) within so many hours."""

    what: str
    weight: float
    hours: tuple[float, float]


_NEXT: dict[str, tuple[Step, ...]] = {
    "payment_pending": (
        Step("under_review", 80, (0.2, 20)),
        Step("canceled", 20, (24, 48)),
    ),
    "under_review": (
        Step("in_progress", 92, (0.5, 12)),
        Step(AMEND, 3, (0.2, 2)),
        Step("canceled", 5, (1, 20)),
    ),
    "in_progress": (
        Step("delivering", 72, (4, 30)),
        Step("shipped", 26, (6, 30)),
        Step("canceled", 2, (2, 20)),
    ),
    "shipped": (Step("delivered", 100, (24, 96)),),
    "delivering": (Step("delivered", 97, (12, 60)), Step("canceled", 3, (24, 72))),
    "delivered": (
        Step("completed", 93, (24, 72)),
        Step("restoring", 4, (24, 120)),
        Step(PARTIAL_REFUND, 3, (24, 120)),
    ),
    "restoring": (Step("restored", 100, (12, 96)),),
}
_BY_SLUG: dict[str, Status] = {status.slug: status for status in statuses.ALL}


def next_step(order: Order, chance: random.Random) -> tuple[datetime, str] | None:
    """Say what will happen to the order next and when, or None if its life is over."""
    steps = _NEXT.get(order.status.slug)
    if steps is None or order.refunded:
        return None
    step = chance.choices(steps, [step.weight for step in steps])[0]
    return order.updated_at + timedelta(hours=chance.uniform(*step.hours)), step.what


def moved(order: Order, slug: str, at: datetime) -> Order:
    """Give the order in its new status; a restored one is refunded in full."""
    refunded = order.total if slug == "restored" else order.refunded
    return replace(order, status=_BY_SLUG[slug], refunded=refunded, updated_at=at)


def partly_refunded(order: Order, at: datetime) -> Order:
    """Give the order after the price of its first line was paid back; its status stays."""
    line = order.lines[0]
    paid = line.total - line.discount + line.tax
    amount = min(paid, order.total).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return replace(order, refunded=amount, updated_at=at)
