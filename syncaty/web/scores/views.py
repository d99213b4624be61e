"""The page of recency, frequency and money."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.safestring import SafeString

from syncaty.rfm.reading import StoreBands, codes
from syncaty.rfm.reading import rfm as read
from syncaty.segments.maps import segments_of
from syncaty.segments.reading import SegmentSize
from syncaty.web import periods
from syncaty.web.addresses import picked
from syncaty.web.database import connection
from syncaty.web.drawing import scoremap, treemap
from syncaty.web.pages import PageRequest, render, store_page
from syncaty.web.scores.cells import drawn_cells
from syncaty.web.scores.composed import composed
from syncaty.web.scores.definition import definition
from syncaty.web.scores.movement import movement
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
    """Show the map, the segments, their sizes over time, how customers moved, and the edges."""
    now = today()
    period = periods.asked(request.GET, now)
    figure = picked(FIGURES, request.GET.get("show"), "customers")
    with connection() as conn:
        groups = codes(conn, store.id)
        held = read(conn, store.id, now, groups)
        segments = described(conn, store, now, groups)
        context = {
            "held": held,
            "thin": held.thin,
            "under_way": held.under_way,
            "definition": definition(held.settings),
            "rows": scoremap.rows(drawn_cells(held.cells, segments_of(held.settings), store)),
            "figure": figure,
            "figures": FIGURES,
            "segments": segments,
            "tiles": _tiles(segments, figure),
            "days": DAYS,
            "edges": _edges(held.edges, store) if held.edges else [],
            "period": period,
            "today": now,
        }
        if held.buyers:
            context |= composed(conn, store, period, request.GET, now)
            context |= movement(conn, store, period, request.GET)
    return render(request, "scores/rfm.html", context)


def _tiles(
    segments: Sequence[tuple[SegmentSize, Any, Any, Any]], figure: str
) -> list[tuple[treemap.Tile, SegmentSize]]:
    """Give the segments as tiles, by customers or by what they spent."""
    sizes: dict[str, SegmentSize] = {each.key: each for each, *_ in segments}
    values = [
        (key, each.revenue if figure == "revenue" else each.customers)
        for key, each in sizes.items()
    ]
    return [(tile, sizes[tile.key]) for tile in treemap.tiles(values)]


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
