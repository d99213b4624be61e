"""The store's figures per local day, kept from the differences of orders."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.db.queries import load as load_queries
from syncaty.projections.changes import OrderChange
from syncaty.projections.figures import OrderFigures

_sql = load_queries("syncaty.analytics")
_ZERO = Decimal(0)


@dataclass(slots=True)
class Sales:
    """Sums over counting orders of one day and currency."""

    orders: int = 0
    gross: Decimal = _ZERO
    discounts: Decimal = _ZERO
    shipping: Decimal = _ZERO
    tax: Decimal = _ZERO
    refunds: Decimal = _ZERO
    units: Decimal = _ZERO

    def add(self, sign: int, order: OrderFigures) -> None:
        """Count an order in (1) or out (-1)."""
        self.orders += sign
        self.gross += sign * order.gross
        self.discounts += sign * order.discount
        self.shipping += sign * order.shipping
        self.tax += sign * order.tax
        self.refunds += sign * order.refunded
        self.units += sign * order.units


@dataclass(slots=True)
class ProductSales:
    """Sums over the lines of one product, day and currency."""

    orders: int = 0
    units: Decimal = _ZERO
    gross: Decimal = _ZERO


DayKey = tuple[date, str]
ProductKey = tuple[date, int, str]


def apply_sales(conn: Connection[TupleRow], store_id: int, changes: Iterable[OrderChange]) -> None:
    """Add the difference that changed orders make to the daily figures."""
    days, products = differences(changes)
    sales = [
        {"day": day, "currency": currency, **_columns(sums)}
        for (day, currency), sums in sorted(days.items())
    ]
    sold = [
        {"day": day, "product_id": product_id, "currency": currency, **_columns(sums)}
        for (day, product_id, currency), sums in sorted(products.items())
    ]
    for statement, rows in (("daily_sales_add", sales), ("daily_products_add", sold)):
        if rows:
            document = msgspec.json.encode(rows).decode()
            conn.execute(_sql[statement], {"store_id": store_id, "rows": document})


def differences(
    changes: Iterable[OrderChange],
) -> tuple[dict[DayKey, Sales], dict[ProductKey, ProductSales]]:
    """Give by how much each day's figures and each product's change; what stays is left out."""
    days: dict[DayKey, Sales] = defaultdict(Sales)
    products: dict[ProductKey, ProductSales] = defaultdict(ProductSales)
    for change in changes:
        if change.before == change.after:
            continue
        for sign, order in ((-1, change.before), (1, change.after)):
            if order is None or not order.counts or order.placed_on is None:
                continue
            days[order.placed_on, order.currency].add(sign, order)
            _add_lines(products, order.placed_on, sign, order)
    nothing, unsold = Sales(), ProductSales()
    return (
        {key: sums for key, sums in days.items() if sums != nothing},
        {key: sums for key, sums in products.items() if sums != unsold},
    )


def _add_lines(
    products: dict[ProductKey, ProductSales], day: date, sign: int, order: OrderFigures
) -> None:
    for line in order.lines:
        sums = products[day, line.product_id, order.currency]
        sums.units += sign * line.units
        sums.gross += sign * line.gross
    for product_id in {line.product_id for line in order.lines}:
        products[day, product_id, order.currency].orders += sign


def _columns(sums: Sales | ProductSales) -> dict[str, Any]:
    return {each.name: getattr(sums, each.name) for each in fields(sums)}
