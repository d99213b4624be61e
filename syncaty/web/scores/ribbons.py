"""Where customers went between two days, as ribbons between two columns of segments. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from syncaty.segments.classic import SEGMENTS
from syncaty.segments.history import Flow
from syncaty.web.marks import SEGMENTS as MARKS

HEIGHT, WIDTH, NODE, GAP = 560.0, 600.0, 6.0, 12.0
NONE = ""
ORDER: tuple[str, ...] = (*SEGMENTS, NONE)
RANK = {family: rank for rank, family in enumerate(("thrive", "grow", "waver", "slip", "gone"))}
REACHED = 24  # of the ribbons, the thickest, can be reached by keyboard; all stand in the table

Colour = Literal["way", "cause", "segment"]
COLOURS: tuple[Colour, ...] = ("way", "cause", "segment")

Way = tuple[str, str, str]
"""From which segment to which ("" is none), and why ("" where the cause gives no colour)."""


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
    """One way: its path, the class that colours it, and what it says when pointed at.

    `middle` is the place of these words, as a percentage of the height.
    """

    path: str
    kind: str
    from_segment: str | None
    to_segment: str | None
    cause: str
    customers: int
    middle: str
    reached: bool


@dataclass(frozen=True, slots=True)
class Ribbons:
    """The whole picture; empty when nobody moved."""

    left: tuple[Node, ...]
    right: tuple[Node, ...]
    ribbons: tuple[Ribbon, ...]


def drawn(flows: Sequence[Flow], colour: Colour = "way") -> Ribbons:
    """Lay flows out as ribbons, thick by the number of customers."""
    ways = _ways(flows, colour)
    if not ways:
        return Ribbons((), (), ())
    left, right = _column(ways, 0), _column(ways, 1)
    scale = _scale(ways)
    starts = {node.segment: node.y for node in left}
    ends = {node.segment: node.y for node in right}
    thickest = set(sorted(ways, key=lambda way: -ways[way])[:REACHED])
    ribbons = []
    for way in sorted(ways, key=_place):
        here, there, cause = way
        thick = ways[way] * scale
        start, end = starts[here], ends[there]
        starts[here] += thick
        ends[there] += thick
        ribbons.append(
            Ribbon(
                path=_path(start, end, thick),
                kind=_kind(way, colour),
                from_segment=here or None,
                to_segment=there or None,
                cause=cause,
                customers=ways[way],
                middle=f"{((start + end + thick) / 2) / HEIGHT * 100:.2f}%",
                reached=way in thickest,
            )
        )
    return Ribbons(left, right, tuple(ribbons))


def _ways(flows: Sequence[Flow], colour: Colour) -> dict[Way, int]:
    ways: dict[Way, int] = {}
    for each in flows:
        cause = each.cause if colour == "cause" else ""
        way = (each.from_segment or NONE, each.to_segment or NONE, cause)
        ways[way] = ways.get(way, 0) + each.customers
    return ways


def _place(way: Way) -> tuple[int, int, str]:
    here, there, cause = way
    return ORDER.index(here), ORDER.index(there), cause


def _scale(ways: Mapping[Way, int]) -> float:
    """Give the height of one customer, so that the fuller column with its gaps just fits."""
    total = sum(ways.values())
    most = max(len({way[side] for way in ways}) for side in (0, 1))
    return (HEIGHT - GAP * (most - 1)) / total


def _column(ways: Mapping[Way, int], side: int) -> tuple[Node, ...]:
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


def _kind(way: Way, colour: Colour) -> str:
    here, there, cause = way
    if colour == "cause":
        return f"by-{cause}"
    if colour == "segment":
        return f"fam-{MARKS[here].family}" if here else "in"
    if not here:
        return "in"
    if not there:
        return "down"
    before, after = RANK[MARKS[here].family], RANK[MARKS[there].family]
    if before == after:
        return "up" if ORDER.index(there) < ORDER.index(here) else "down"
    return "up" if after < before else "down"
