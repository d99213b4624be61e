"""The closed list of figures, each defined once. docs/understand/metrics.md says them in words."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from syncaty.projections.currency import rounded

Metric = Literal[
    "orders",
    "gross",
    "discounts",
    "shipping",
    "tax",
    "refunds",
    "net",
    "units",
    "average_order",
    "customers",
    "new_customers",
    "returning_customers",
]
Unit = Literal["count", "money", "pieces"]
Figure = int | Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """The sums that every figure follows from: of one period or day, in one currency."""

    currency: str
    orders: int = 0
    gross: Decimal = Decimal(0)
    discounts: Decimal = Decimal(0)
    shipping: Decimal = Decimal(0)
    tax: Decimal = Decimal(0)
    refunds: Decimal = Decimal(0)
    units: Decimal = Decimal(0)
    customers: int = 0
    new_customers: int = 0

    @property
    def net(self) -> Decimal:
        """Gross less discounts and refunds, without shipping and tax."""
        return self.gross - self.discounts - self.refunds

    @property
    def average_order(self) -> Decimal:
        """Net by orders, rounded to the currency's decimals; 0 without orders."""
        return rounded(self.net / self.orders if self.orders else Decimal(0), self.currency)

    @property
    def returning_customers(self) -> int:
        """Customers who had ordered before."""
        return self.customers - self.new_customers


@dataclass(frozen=True, slots=True)
class Definition:
    """What a figure is counted in, and how it follows from the sums."""

    unit: Unit
    of: Callable[[Sums], Figure]


METRICS: dict[Metric, Definition] = {
    "orders": Definition("count", lambda sums: sums.orders),
    "gross": Definition("money", lambda sums: sums.gross),
    "discounts": Definition("money", lambda sums: sums.discounts),
    "shipping": Definition("money", lambda sums: sums.shipping),
    "tax": Definition("money", lambda sums: sums.tax),
    "refunds": Definition("money", lambda sums: sums.refunds),
    "net": Definition("money", lambda sums: sums.net),
    "units": Definition("pieces", lambda sums: sums.units),
    "average_order": Definition("money", lambda sums: sums.average_order),
    "customers": Definition("count", lambda sums: sums.customers),
    "new_customers": Definition("count", lambda sums: sums.new_customers),
    "returning_customers": Definition("count", lambda sums: sums.returning_customers),
}
