"""A treemap: figures as tiles of one box, as near to squares as they can be. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from syncaty.web.formats import Figure

BOX = (100.0, 120.0)  # wide by high: about the shape it has on a desk and on a phone


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile: places and sizes are percentages of the box, from where reading begins."""

    key: str
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, slots=True)
class _Box:
    x: float
    y: float
    width: float
    height: float


def tiles(values: Sequence[tuple[str, Figure]]) -> tuple[Tile, ...]:
    """Lay figures out as tiles of their share, largest first; those of 0 and below have none.

    Rows are filled along the shorter side as long as that makes their tiles squarer (Bruls,
    Huizing and van Wijk, "Squarified treemaps", 2000).
    """
    wanted = sorted(
        ((key, float(value)) for key, value in values if value > 0), key=lambda each: -each[1]
    )
    total = sum(value for _, value in wanted)
    if not total:
        return ()
    scale = BOX[0] * BOX[1] / total
    rest = _Box(0, 0, *BOX)
    found: list[Tile] = []
    row: list[tuple[str, float]] = []
    for key, value in wanted:
        area = value * scale
        side = min(rest.width, rest.height)
        if row and _worst([*row, (key, area)], side) > _worst(row, side):
            drawn, rest = _laid(row, rest)
            found += drawn
            row = []
        row.append((key, area))
    return (*found, *_laid(row, rest)[0])


def _worst(row: Sequence[tuple[str, float]], side: float) -> float:
    """Give the greatest ratio of the sides of a row's tiles, along a side of the box."""
    areas = [area for _, area in row]
    thick = sum(areas) / side
    return max(max(thick / (area / thick), area / thick / thick) for area in areas)


def _laid(row: Sequence[tuple[str, float]], rest: _Box) -> tuple[list[Tile], _Box]:
    """Lay a row out along the shorter side; gives what of the box is left."""
    area = sum(each for _, each in row)
    upright = rest.width >= rest.height
    thick = area / (rest.height if upright else rest.width)
    found, at = [], 0.0
    for key, each in row:
        length = each / thick
        box = (
            _Box(rest.x, rest.y + at, thick, length)
            if upright
            else _Box(rest.x + at, rest.y, length, thick)
        )
        found.append(_tile(key, box))
        at += length
    if upright:
        return found, _Box(rest.x + thick, rest.y, rest.width - thick, rest.height)
    return found, _Box(rest.x, rest.y + thick, rest.width, rest.height - thick)


def _tile(key: str, box: _Box) -> Tile:
    wide, high = BOX
    return Tile(
        key,
        f"{box.x / wide * 100:.2f}%",
        f"{box.y / high * 100:.2f}%",
        f"{box.width / wide * 100:.2f}%",
        f"{box.height / high * 100:.2f}%",
    )
