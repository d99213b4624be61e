"""The rules of RFM scores, pure: ranks, edges, bins. See docs/understand/rfm.md.

Each dimension is a number per buyer. F is the count of orders, M their value, and R the negative
day number of the last order, so that ascending R is ascending days since. Scores need no "today":
the order of days since is the order of last days, so time alone moves no score.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Dimension = Literal["r", "f", "m"]
DIMENSIONS: tuple[Dimension, ...] = ("r", "f", "m")
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge's value, and how many buyers lie strictly below it and exactly on it."""

    value: Decimal
    below: int
    equal: int

    def holds(self, rank: int) -> bool:
        """Tell whether the buyer of this 0-based rank has the edge's value."""
        return self.below <= rank < self.below + self.equal


Edges = tuple[Edge, Edge, Edge, Edge]


def target_rank(buyers: int, k: int) -> int:
    """Give the 0-based rank of edge k (1 to 4): floor((n - 1) * k / 5)."""
    return (buyers - 1) * k // 5


def recency_value(last_order_on: date) -> Decimal:
    """Give the number that stands for R: the later the day, the lower."""
    return Decimal((EPOCH - last_order_on).days)


def shift(edge: Edge, removed: Sequence[Decimal], added: Sequence[Decimal]) -> Edge:
    """Count the buyers that left and came below and on an edge, its value unmoved."""
    below = sum(value < edge.value for value in added) - sum(v < edge.value for v in removed)
    equal = sum(value == edge.value for value in added) - sum(v == edge.value for v in removed)
    return Edge(edge.value, edge.below + below, edge.equal + equal)


def score(dimension: Dimension, value: Decimal, edges: Edges) -> int:
    """Give the score, 5 best: bin = 1 + edges strictly below the value; R scores 6 - bin."""
    below = bisect_left([edge.value for edge in edges], value)
    return 5 - below if dimension == "r" else 1 + below


def edges_of(values: Sequence[Decimal]) -> Edges | None:
    """Give the edges of a whole dimension, computed from nothing; None without buyers."""
    ordered = sorted(values)
    if not ordered:
        return None
    made = []
    for k in (1, 2, 3, 4):
        value = ordered[target_rank(len(ordered), k)]
        below = bisect_left(ordered, value)
        made.append(Edge(value, below, ordered.count(value)))
    return (made[0], made[1], made[2], made[3])
