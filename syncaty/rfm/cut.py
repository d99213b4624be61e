"""How a store's edges come about: live, frozen for a day, or fixed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal, get_args

from syncaty.rfm.scoring import EPOCH, Dimension, Edges

EdgeKind = Literal["live", "frozen", "fixed"]
EDGE_KINDS: tuple[EdgeKind, ...] = get_args(EdgeKind)


@dataclass(frozen=True, slots=True)
class Cut:
    """How edges are cut. Live ones follow every order, others stand; `fixed` gives fixed ones.

    `outside` is the last day before the store's window; None: orders of all time are scored.
    """

    kind: EdgeKind = "live"
    fixed: Mapping[Dimension, Edges] | None = None
    outside: date | None = None

    @property
    def windowed(self) -> bool:
        """Whether the orders of some days only are scored."""
        return self.outside is not None


LIVE = Cut()


def given(edges: Mapping[Dimension, Edges] | None) -> dict[str, list[Any]] | None:
    """Give edges as `scores_under` takes them; None lets it cut them from the buyers."""
    if edges is None:
        return None
    return {
        "r": [(EPOCH - timedelta(days=int(edge.value))).isoformat() for edge in edges["r"]],
        "f": [int(edge.value) for edge in edges["f"]],
        "m": [format(edge.value, "f") for edge in edges["m"]],
    }
