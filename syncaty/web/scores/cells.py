"""The fields of the map as they are drawn: each shown as the segment most of its people are in."""

from collections.abc import Iterable

from syncaty.rfm.map import Cell
from syncaty.segments.classic import segment_of
from syncaty.web.addresses import of_store
from syncaty.web.drawing import scoremap
from syncaty.web.stores import Store


def drawn_cells(fields: Iterable[Cell], store: Store) -> list[scoremap.Cell]:
    """Give the fields for drawing; each leads to its customers."""
    customers = of_store("customers", store)
    return [
        scoremap.Cell(
            r=each.r,
            fm=each.fm,
            segment=each.segments[0][0] if each.segments else _usual(each.r, each.fm),
            customers=each.customers,
            revenue=each.revenue,
            href=f"{customers}?r={each.r}&fm={each.fm}",
        )
        for each in fields
    ]


def _usual(r: int, fm: int) -> str:
    return segment_of(r * 100 + fm * 11)
