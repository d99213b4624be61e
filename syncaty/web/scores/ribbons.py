"""Where customers went between two days, as ribbons from one column of segments to another."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from syncaty.segments.classic import SEGMENTS
from syncaty.segments.growth import Shift
from syncaty.web.marks import SEGMENTS as MARKS

HEIGHT, WIDTH, NODE, GAP = 560.0, 600.0, 6.0, 12.0
NONE = ""
ORDER: tuple[str, ...] = (*SEGMENTS, NONE)
RANK = {family: rank for rank, family in enumerate(("thrive", "grow", "waver", "slip", "gone"))}


@dataclass(frozen=True, slots=True)
class Node:
    """A segment at one side: where it stands (percent of the height) and how many went."""

    segment: str
    customers: int
    y: float
    height: float

    @property
    def middle(self) -> str:
        """The place of its name, as a percentage of the height."""
        return f"{(self.y + self.height / 2) / HEIGHT * 100:.2f}%"


@dataclass(frozen=True, slots=True)
class Ribbon:
    """One way: its path, its kind (up, down or in), and what it says when pointed at."""

    path: str
    kind: str
    from_segment: str
    to_segment: str
    customers: int


@dataclass(frozen=True, slots=True)
class Ribbons:
    """The whole picture; empty when nobody moved."""

    left: tuple[Node, ...]
    right: tuple[Node, ...]
    ribbons: tuple[Ribbon, ...]


def drawn(moved: Sequence[Shift]) -> Ribbons:
    """Lay shifts out as ribbons, thick by the number of customers."""
    ways = {(each.from_segment or NONE, each.to_segment or NONE): each.customers for each in moved}
    total = sum(ways.values())
    if not total:
        return Ribbons((), (), ())
    left = _column(ways, 0)
    right = _column(ways, 1)
    scale = _scale(ways)
    starts = {node.segment: node.y for node in left}
    ends = {node.segment: node.y for node in right}
    ribbons = []
    for (here, there), customers in sorted(ways.items(), key=_place):
        thick = customers * scale
        path = _path(starts[here], ends[there], thick)
        starts[here] += thick
        ends[there] += thick
        ribbons.append(Ribbon(path, _kind(here, there), here, there, customers))
    return Ribbons(left, right, tuple(ribbons))


def _place(way: tuple[tuple[str, str], int]) -> tuple[int, int]:
    (here, there), _ = way
    return ORDER.index(here), ORDER.index(there)


def _scale(ways: dict[tuple[str, str], int]) -> float:
    """Give the height of one customer, so that the fuller column with its gaps just fits."""
    total = sum(ways.values())
    most = max(len({way[side] for way in ways}) for side in (0, 1))
    return (HEIGHT - GAP * (most - 1)) / total


def _column(ways: dict[tuple[str, str], int], side: int) -> tuple[Node, ...]:
    sums: dict[str, int] = {}
    for way, customers in ways.items():
        sums[way[side]] = sums.get(way[side], 0) + customers
    scale, nodes = _scale(ways), []
    used = sum(sums.values()) * scale + GAP * (len(sums) - 1)
    y = (HEIGHT - used) / 2
    for segment in _ordered(sums):
        height = sums[segment] * scale
        nodes.append(Node(segment, sums[segment], y, height))
        y += height + GAP
    return tuple(nodes)


def _ordered(segments: Iterable[str]) -> list[str]:
    return sorted(segments, key=ORDER.index)


def _path(start: float, end: float, thick: float) -> str:
    near, far, middle = NODE, WIDTH - NODE, WIDTH / 2
    return (
        f"M{near:g} {start:.1f}C{middle:g} {start:.1f} {middle:g} {end:.1f} {far:g} {end:.1f}"
        f"V{end + thick:.1f}C{middle:g} {end + thick:.1f} {middle:g} {start + thick:.1f} {near:g}"
        f" {start + thick:.1f}Z"
    )


def _kind(here: str, there: str) -> str:
    if not here:
        return "in"
    if not there:
        return "down"
    before, after = RANK[MARKS[here].family], RANK[MARKS[there].family]
    if before == after:
        return "up" if ORDER.index(there) < ORDER.index(here) else "down"
    return "up" if after < before else "down"
