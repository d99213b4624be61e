"""The five by five map of scores: recency by frequency-and-money."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from syncaty.web.marks import SEGMENTS, SegmentMark

SCORES = (1, 2, 3, 4, 5)
DEEPEST = 26  # per cent of the family's colour in the fullest cell; text stays readable on it
EDGE = "var(--line-strong)"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its scores, the segment it is shown as, and who is in it."""

    r: int
    fm: int
    segment: str
    customers: int
    revenue: Decimal = Decimal(0)
    href: str = ""


@dataclass(frozen=True, slots=True)
class DrawnCell:
    """A cell with its sign, its share of all customers, and the style that shades and edges it."""

    cell: Cell
    mark: SegmentMark
    share: float
    style: str


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one recency score, from FM1 to FM5."""

    r: int
    cells: tuple[DrawnCell, ...]


def rows(cells: Iterable[Cell]) -> tuple[Row, ...]:
    """Lay all 25 cells out, recency 5 on top; raises KeyError when one is missing."""
    by_score = {(cell.r, cell.fm): cell for cell in cells}
    total = sum(cell.customers for cell in by_score.values())
    fullest = max((cell.customers for cell in by_score.values()), default=0)

    def draw(r: int, fm: int) -> DrawnCell:
        cell = by_score[r, fm]
        heat = 2 + (DEEPEST - 2) * cell.customers / fullest if fullest else 2
        style = ";".join([f"--heat:{heat:.0f}%", *_edges(by_score, cell)])
        share = cell.customers / total if total else 0.0
        return DrawnCell(cell, SEGMENTS[cell.segment], share, style)

    return tuple(Row(r, tuple(draw(r, fm) for fm in SCORES)) for r in reversed(SCORES))


def _edges(by_score: dict[tuple[int, int], Cell], cell: Cell) -> list[str]:
    """Give the lines where another segment begins above and before, and at the map's rim."""
    above = by_score.get((cell.r + 1, cell.fm))
    prior = by_score.get((cell.r, cell.fm - 1))
    lines = []
    if above is None or above.segment != cell.segment:
        lines.append(f"--bt:{EDGE}")
    if prior is None or prior.segment != cell.segment:
        lines.append(f"--bs:{EDGE}")
    if cell.r == SCORES[0]:
        lines.append(f"--bb:{EDGE}")
    if cell.fm == SCORES[-1]:
        lines.append(f"--be:{EDGE}")
    return lines
