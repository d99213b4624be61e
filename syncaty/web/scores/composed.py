"""What the page of scores shows of the segments' sizes over time, and on one past day."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import QueryDict

from syncaty.segments.classic import SEGMENTS
from syncaty.segments.history import Composition, composition, compositions, kept_since, sizes
from syncaty.web.database import Reading
from syncaty.web.drawing.layers import layers
from syncaty.web.periods import Period, day_of
from syncaty.web.segments.meaning import GOOD
from syncaty.web.stores import Store

ROWS = 32


@dataclass(frozen=True, slots=True)
class Part:
    """A segment on the chosen day: its size, its share of all, and how it changed since."""

    segment: str
    customers: int
    share: float
    change: int
    good: str


def composed(
    conn: Reading, store: Store, period: Period, query: QueryDict, today: date
) -> dict[str, Any]:
    """Give the sizes at the end of every day of a period and of the day before, and one day's."""
    before = period.first - timedelta(days=1)
    last = min(period.last, today)
    days = compositions(conn, store.id, before, max(last, period.first))
    asked = day_of(query.get("on", ""))
    on = asked if asked and asked <= today else before
    held = next((each for each in days if each.day == on), None) or composition(conn, store.id, on)
    now = sizes(conn, store.id)
    return {
        "layers": layers([each.day for each in days], [each.sizes for each in days], SEGMENTS, on),
        "days_held": _sampled(days),
        "on": on,
        "on_total": held.customers,
        "parts": [
            Part(
                each,
                held.sizes[each],
                held.sizes[each] / max(held.customers, 1),
                now[each] - held.sizes[each],
                GOOD[each],
            )
            for each in SEGMENTS
        ],
        "kept_since": kept_since(conn, store.id),
        "segment_keys": SEGMENTS,
    }


def _sampled(days: tuple[Composition, ...]) -> list[tuple[date, int, list[tuple[str, int]]]]:
    """Give the days of the table, newest first: all of them, or evenly chosen to the last."""
    step = -(-len(days) // ROWS)
    return [
        (each.day, each.customers, list(each.sizes.items()))
        for each in list(reversed(days))[::step]
    ]
