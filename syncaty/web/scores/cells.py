"""The fields of the map as they are drawn: each shown as the segment most of its people are in."""

from collections.abc import Iterable, Sequence

from syncaty.rfm.map import Cell
from syncaty.rfm.settings import CODES
from syncaty.web.addresses import of_store
from syncaty.web.drawing import scoremap
from syncaty.web.stores import Store


def drawn_cells(
    fields: Iterable[Cell], segments: Sequence[str], store: Store
) -> list[scoremap.Cell]:
    """Give the fields for drawing; each leads to its customers.

    `segments` is the store's map of 125 codes: an empty field shows what it usually would be.
    """
    customers = of_store("customers", store)
    return [
        scoremap.Cell(
            r=each.r,
            fm=each.fm,
            segment=each.segments[0][0] if each.segments else _usual(segments, each.r, each.fm),
            customers=each.customers,
            revenue=each.revenue,
            href=f"{customers}?r={each.r}&fm={each.fm}",
        )
        for each in fields
    ]


def _usual(segments: Sequence[str], r: int, fm: int) -> str:
    return segments[CODES.index(r * 100 + fm * 11)]
