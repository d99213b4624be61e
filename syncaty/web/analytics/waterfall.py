"""From gross to net as a picture: each step hangs where the one before it ended. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from syncaty.analytics.metrics import Sums


@dataclass(frozen=True, slots=True)
class Step:
    """One bar: from `start` to `end`, percentages of the scale; `kind` is sum, less or more."""

    key: str
    amount: Decimal
    kind: str
    start: str
    width: str


def steps(sums: Sums) -> tuple[Step, ...]:
    """Give the bars from gross sales, less discounts and refunds, to net sales."""
    parts: Sequence[tuple[str, Decimal, str]] = (
        ("gross", sums.gross, "sum"),
        ("discounts", -sums.discounts, "less"),
        ("refunds", -sums.refunds, "less"),
        ("net", sums.net, "sum"),
    )
    ends: list[tuple[Decimal, Decimal]] = []
    reached = Decimal(0)
    for _, amount, kind in parts:
        start = Decimal(0) if kind == "sum" else reached
        reached = start + amount
        ends.append((min(start, reached), max(start, reached)))
    low = min(Decimal(0), *(each[0] for each in ends))
    span = max(each[1] for each in ends) - low or Decimal(1)
    return tuple(
        Step(key, amount, kind, _percent((near - low) / span), _percent((far - near) / span))
        for (key, amount, kind), (near, far) in zip(parts, ends, strict=True)
    )


def _percent(share: Decimal) -> str:
    return f"{share * 100:.2f}%"
