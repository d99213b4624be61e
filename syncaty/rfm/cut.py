"""How a store's edges come about: live, frozen for a day, or fixed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal, get_args

from syncaty.rfm.scoring import EPOCH, Dimension, Edges

EdgeKind = Literal["live", "frozen", "fixed"]
EDGE_KINDS: tuple[EdgeKind, ...] = get_args(EdgeKind)


@dataclass(frozen=True, slots=True)
class Cut:
    """How edges are cut. Live ones follow every order, others stand; `fixed` gives fixed ones."""

    kind: EdgeKind = "live"
    fixed: Mapping[Dimension, Edges] | None = None


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
