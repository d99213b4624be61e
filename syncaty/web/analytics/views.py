"""The page of figures, and its tables as files."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import get_args

from django.http import HttpResponse, HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from syncaty.analytics.metrics import Metric, Sums
from syncaty.analytics.query import METRICS, Day, ProductSort, daily, products, summary
from syncaty.db.paging import CursorError
from syncaty.web import periods
from syncaty.web.addresses import changed, first_page, picked
from syncaty.web.analytics.waterfall import steps
from syncaty.web.database import connection
from syncaty.web.drawing import chart
from syncaty.web.exporting import csv_file, pages
from syncaty.web.overview.views import question
from syncaty.web.pages import PageRequest, render, store_page
from syncaty.web.stores import Store
from syncaty.web.templatetags.figures import today

SORTS: tuple[ProductSort, ...] = get_args(ProductSort)
NAMES: dict[Metric, str | Promise] = {
    "net": _("Net sales"),
    "orders": _("Orders"),
    "average_order": _("Average order"),
    "units": _("Pieces"),
    "customers": _("Customers"),
    "new_customers": _("New customers"),
    "returning_customers": _("Returning customers"),
    "shipping": _("Shipping"),
    "tax": _("Tax"),
    "gross": _("Gross sales"),
    "discounts": _("Discounts"),
    "refunds": _("Refunds"),
}
SHOWN: tuple[Metric, ...] = (
    "orders",
    "average_order",
    "units",
    "customers",
    "new_customers",
    "returning_customers",
    "shipping",
    "tax",
)
CHARTED: tuple[Metric, ...] = (
    "net",
    "orders",
    "average_order",
    "units",
    "customers",
    "new_customers",
    "refunds",
)
DAILY: tuple[Metric, ...] = (
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
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the period beside that of the one before."""

    key: Metric
    name: str | Promise
    unit: str
    now: int | Decimal
    before: int | Decimal
    good: str


@store_page("analytics")
def analytics(request: PageRequest, store: Store) -> HttpResponse:
    """Show the figures of a period beside the one before."""
    now = today()
    period = periods.asked(request.GET, now)
    asked, earlier = question(store, period), question(store, period.before())
    charted = picked(CHARTED, request.GET.get("show"), "net")
    sort = picked(SORTS, request.GET.get("sort"), "gross")
    after = request.GET.get("after") or None
    with connection() as conn:
        try:
            sold = products(conn, asked, sort=sort, after=after, limit=20)
        except CursorError:
            return first_page(request)
        held, held_before = summary(conn, asked), summary(conn, earlier)
        days, days_before = daily(conn, asked), daily(conn, earlier)
    context = {
        "period": period,
        "today": now,
        "sums": held.figures,
        "before": held_before.figures,
        "other_currencies": held.other_currencies,
        "steps": [(NAMES[step.key], step) for step in steps(held.figures)],  # type: ignore[index]
        "figures": figures(held.figures, held_before.figures),
        "chart": chart.line(*_lines(days, days_before, charted)),
        "charted": charted,
        "charted_name": NAMES[charted],
        "charted_money": METRICS[charted].unit == "money",
        "choices": [(key, NAMES[key]) for key in CHARTED],
        "days": list(reversed(days)),
        "sold": sold,
        "sorts": {key: (changed(request, sort=key, after=None), key == sort) for key in SORTS},
        "older": changed(request, after=sold.next) if sold.next else "",
        "newer": changed(request, after=None) if after else "",
        "query": f"from={period.first.isoformat()}&to={period.last.isoformat()}",
    }
    return render(request, "analytics/analytics.html", context)


@store_page("analytics")
def export_days(request: PageRequest, store: Store) -> HttpResponseBase:
    """Give the days of a period as CSV."""
    period = periods.asked(request.GET, today())
    with connection() as conn:
        days = daily(conn, question(store, period))
    return csv_file(
        f"days-{store.id}-{period.first.isoformat()}-{period.last.isoformat()}",
        ("day", *DAILY, "currency"),
        (
            [each.day, *(METRICS[key].of(each.figures) for key in DAILY), each.figures.currency]
            for each in days
        ),
    )


@store_page("analytics")
def export_sold(request: PageRequest, store: Store) -> HttpResponseBase:
    """Give the products sold in a period as CSV."""
    period = periods.asked(request.GET, today())
    asked = question(store, period)
    rows = pages(lambda conn, after, limit: products(conn, asked, after=after, limit=limit))
    return csv_file(
        f"products-{store.id}-{period.first.isoformat()}-{period.last.isoformat()}",
        ("id", "name", "sku", "orders", "units", "gross", "currency"),
        (
            [row.id, row.name, row.sku, row.orders, row.units, row.gross, asked.currency]
            for row in rows
        ),
    )


def figures(now: Sums, before: Sums) -> list[Figure]:
    """Give the figures beside the waterfall."""
    return [
        Figure(
            key,
            NAMES[key],
            METRICS[key].unit,
            METRICS[key].of(now),
            METRICS[key].of(before),
            "none" if key in {"shipping", "tax"} else "up",
        )
        for key in SHOWN
    ]


def _lines(
    days: Sequence[Day], before: Sequence[Day], key: Metric
) -> tuple[list[date], list[int | Decimal], list[int | Decimal]]:
    return [each.day for each in days], _values(days, key), _values(before, key)


def _values(days: Iterable[Day], key: Metric) -> list[int | Decimal]:
    return [METRICS[key].of(each.figures) for each in days]
