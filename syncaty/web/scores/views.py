"""The page of recency, frequency and money."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.http import HttpResponse
from django.utils.safestring import SafeString

from syncaty.rfm.reading import StoreBands
from syncaty.rfm.reading import rfm as read
from syncaty.segments.growth import Shift, movers, shifts
from syncaty.segments.maps import segments_of
from syncaty.web import periods
from syncaty.web.database import connection
from syncaty.web.drawing import scoremap
from syncaty.web.pages import PageRequest, render, store_page
from syncaty.web.scores import ribbons
from syncaty.web.scores.cells import drawn_cells
from syncaty.web.scores.definition import definition
from syncaty.web.scores.words import band_words
from syncaty.web.segments.views import DAYS, described
from syncaty.web.stores import Store
from syncaty.web.templatetags.figures import today

FIGURES = ("customers", "share", "revenue")


@dataclass(frozen=True, slots=True)
class EdgeRow:
    """What gets one score, in plain words, in each dimension."""

    score: int
    r: SafeString
    f: SafeString
    m: SafeString


@store_page("rfm")
def rfm(request: PageRequest, store: Store) -> HttpResponse:
    """Show the map, the segments, how customers moved, and the edges in plain words."""
    now = today()
    period = periods.asked(request.GET, now)
    figure = request.GET.get("show") if request.GET.get("show") in FIGURES else "customers"
    since = datetime.combine(period.first, time(), store.zone)
    until = datetime.combine(period.last + timedelta(days=1), time(), store.zone)
    with connection() as conn:
        held = read(conn, store.id, now)
        moved = shifts(conn, store.id, since, until)
        context = {
            "held": held,
            "thin": held.thin,
            "definition": definition(held.settings),
            "rows": scoremap.rows(drawn_cells(held.cells, segments_of(held.settings), store)),
            "figure": figure,
            "figures": FIGURES,
            "segments": described(conn, store, now),
            "days": DAYS,
            "edges": _edges(held.edges, store) if held.edges else [],
            "period": period,
            "today": now,
            "shifts": moved[:14],
            "ribbons": ribbons.drawn(moved),
            "movers": movers(conn, store.id, since, until),
            "shifted": _together(moved),
        }
    return render(request, "scores/rfm.html", context)


def _edges(held: StoreBands, store: Store) -> list[EdgeRow]:
    by_score = {
        (band.dimension, band.score): band_words(band, store.currency)
        for bands in held.bands.values()
        for band in bands
    }
    return [
        EdgeRow(score, by_score["r", score], by_score["f", score], by_score["m", score])
        for score in (5, 4, 3, 2, 1)
    ]


def _together(moved: list[Shift]) -> int:
    return sum(each.customers for each in moved)
