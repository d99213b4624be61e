"""What the page of scores shows of customers who moved between two days, and why they did."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import QueryDict

from syncaty.segments.history import Flow, composition, flows
from syncaty.web.addresses import picked
from syncaty.web.database import Reading
from syncaty.web.periods import Period
from syncaty.web.scores.ribbons import COLOURS, drawn
from syncaty.web.stores import Store

ROWS = 16  # of the table; the rest is folded


@dataclass(frozen=True, slots=True)
class CauseShare:
    """How many customers one cause moved, and its share of all movers as a percentage."""

    cause: str
    customers: int
    share: str


def movement(conn: Reading, store: Store, period: Period, query: QueryDict) -> dict[str, Any]:
    """Compare the end of the day before a period with its end."""
    start = period.first - timedelta(days=1)
    found = flows(conn, store.id, store.zone, start, period.last)
    colour = picked(COLOURS, query.get("colour"), "way")
    left = sum(each.customers for each in found if each.from_segment)
    return {
        "start": start,
        "colour": colour,
        "colours": COLOURS,
        "ribbons": drawn(found, colour),
        "flows": found[:ROWS],
        "more_flows": found[ROWS:],
        "causes": causes(found),
        "shifted": sum(each.customers for each in found),
        "stayed": composition(conn, store.id, start).customers - left,
    }


def causes(found: Sequence[Flow]) -> list[CauseShare]:
    """Split movers by what brought them to where they are, most first."""
    counted: Counter[str] = Counter()
    for each in found:
        counted[each.cause] += each.customers
    total = sum(counted.values())
    return [
        CauseShare(cause, customers, f"{customers / total * 100:.2f}%")
        for cause, customers in counted.most_common()
    ]
