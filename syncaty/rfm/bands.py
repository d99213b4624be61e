"""The edges between scores in plain values: days since, orders, money. Pure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from syncaty.rfm.scoring import EPOCH, Dimension, Edges


@dataclass(frozen=True, slots=True)
class Band:
    """The values that get one score: more than `over` and up to `upto`; None has no end.

    R counts whole days since the last order, F orders, M money in the store's currency. A band
    that no value can be in is `empty`: many buyers share one value, and the score is skipped.
    """

    dimension: Dimension
    score: int
    over: Decimal | None
    upto: Decimal | None

    @property
    def empty(self) -> bool:
        """Whether no value has this score."""
        return self.over is not None and self.over == self.upto

    @property
    def least(self) -> Decimal | None:
        """The smallest whole number of the band, for days and orders; None for money."""
        if self.dimension == "m":
            return None
        if self.over is None:
            return Decimal(0) if self.dimension == "r" else Decimal(1)
        return self.over + 1


def bands(dimension: Dimension, edges: Edges, today: date) -> tuple[Band, ...]:
    """Give the five bands of a dimension, best score first.

    The edges of R are kept as negative day numbers; `today` (the store's) turns them into days.
    """
    shift = (today - EPOCH).days if dimension == "r" else 0
    values: list[Decimal | None] = [None, *(edge.value + shift for edge in edges), None]
    found = []
    for at in range(5):
        score = 5 - at if dimension == "r" else 1 + at
        found.append(Band(dimension, score, values[at], values[at + 1]))
    return tuple(sorted(found, key=lambda band: -band.score))
