"""The page of pieces, with invented figures."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils.safestring import SafeString

from syncaty.web import marks, periods, stores
from syncaty.web.drawing import chart, gauge, scoremap, tree
from syncaty.web.drawing.scoremap import Cell
from syncaty.web.drawing.tabs import Tab
from syncaty.web.drawing.timeline import Entry
from syncaty.web.pages import PageRequest, page, render
from syncaty.web.templatetags.drawn import moved
from syncaty.web.templatetags.figures import money, num, today

NOW = datetime(2026, 11, 23, 11, 32, 7, tzinfo=UTC)
SALES = [Decimal(120_000 + (day * 7919) % 60_000) for day in range(30)]
BEFORE = [Decimal(100_000 + (day * 6007) % 50_000) for day in range(30)]
GRID = (  # the usual segment of each cell, R1 to R5 by FM1 to FM5
    ("lost", "hibernating", "at_risk", "cant_lose", "cant_lose"),
    ("about_to_sleep", "need_attention", "need_attention", "at_risk", "at_risk"),
    ("promising", "need_attention", "potential_loyalist", "loyal", "loyal"),
    ("promising", "potential_loyalist", "potential_loyalist", "loyal", "champions"),
    ("new", "potential_loyalist", "loyal", "champions", "champions"),
)
BODY = {
    "event": "order.status.updated",
    "merchant": 1305146709,
    "data": {
        "id": 6884301942215570021,
        "status": "بانتظار الفحص",
        "customer": {"first_name": "نورة", "mobile": "+966501234578", "email": "noura@example.com"},
        "items": [{"id": number, "quantity": 1} for number in range(14)],
        "paid": True,
        "coupon": None,
    },
}


@page("pieces")
def pieces(request: PageRequest) -> HttpResponse:
    """Show every piece."""
    context = {"segments": marks.SEGMENTS, "now": NOW, **_figures(), **_lists()}
    return render(request, "pieces/pieces.html", context)


@page("pieces")
def live(request: PageRequest) -> HttpResponse:
    """Show a list that refreshes itself: the stores there are."""
    context = {"stores": stores.listed(request.here.viewer)}
    return render(request, "pieces/live.html", context, partial="pieces/_stores.html")


def _figures() -> dict[str, Any]:
    days = [date(2026, 10, 25) + timedelta(days=step) for step in range(30)]
    cells = [
        Cell(r + 1, fm + 1, key, 400 + (r * 5 + fm) * 97 % 2400, Decimal(91_000 * (fm + 1)), "#")
        for r, row in enumerate(GRID)
        for fm, key in enumerate(row)
    ]
    return {
        "sales": SALES,
        "sales_before": BEFORE,
        "total": sum(SALES),
        "total_before": sum(BEFORE),
        "chart": chart.line(days, SALES, BEFORE),
        "map": scoremap.rows(cells),
        "gauge_at": gauge.position(4, 18, 31, 13),
        "edges": [num(value) for value in (165, 79, 32, 13)],
        "period": periods.latest(30, today()),
        "today": today(),
    }


def _lists() -> dict[str, Any]:
    return {
        "tabs": [
            Tab("All jobs", "#", current=True),
            Tab("Failures, grouped", "#", count=3, loud=True),
            Tab("Slow", "#", count=4),
        ],
        "words": [("state", "failed", "#"), ("event", "order.*", "#")],
        "rows": [
            ("order.created", "201333113", "ريم الدوسري", "completed", "applied", Decimal(489)),
            ("order.updated", "51820944", "Khalid Al-Qahtani", "pending", "retry", Decimal("95.5")),
            ("order.refunded", "201331870", "هند الشمري", "failed", "unknown_status", None),
        ],
        "entries": [
            Entry(
                NOW,
                "A webhook of order 201333079 failed",
                "Its status is unknown.",
                "failed",
                tone="bad",
            ),
            Entry(NOW - timedelta(hours=3), "Order 201333079 placed", icon="cart"),
            Entry(
                NOW - timedelta(days=5),
                moved("champions", "loyal"),
                "13 days without an order",
                segment="loyal",
            ),
        ],
        "diff": [
            ("Order status", SafeString("under review"), SafeString("shipped")),
            ("Spent", money(Decimal("3412.5")), money(Decimal(4697))),
            ("Coupon", None, SafeString("<code>NAJD100</code>")),
        ],
        "tree": tree.build(json.dumps(BODY)),
        "actions": [("act", "retry", "Retry", "retry"), ("act", "ignore", "Ignore", "ignored")],
    }
