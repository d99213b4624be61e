"""Keeps the edges between scores exact while buyers come, leave and change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

import msgspec
from psycopg import Connection, Cursor
from psycopg.rows import TupleRow

from syncaty.db.queries import load as load_queries
from syncaty.rfm.columns import worded
from syncaty.rfm.cut import LIVE, Cut
from syncaty.rfm.scoring import DIMENSIONS, Dimension, Edge, Edges, shift, target_rank

_sql = load_queries("syncaty.rfm")

# Below this many buyers, or when a batch changes more than a quarter of them, finding the edges
# anew is cheaper than moving them.
FEW_BUYERS = 200
LARGE_SHARE = 4


@dataclass(frozen=True, slots=True)
class StoreEdges:
    """The edges of a store's three dimensions and the number of its buyers."""

    buyers: int
    edges: Mapping[Dimension, Edges]


@dataclass(frozen=True, slots=True)
class Shifted:
    """The values of a dimension that buyers gave up and took in one batch."""

    removed: Sequence[Decimal]
    added: Sequence[Decimal]


def load_edges(conn: Connection[TupleRow], store_id: int) -> StoreEdges | None:
    """Give a store's edges; None before its first buyer."""
    row = conn.execute(_sql["edges_load"], {"store_id": store_id}).fetchone()
    return None if row is None else StoreEdges(row[0], edges_from_json(row[1]))


def write_edges(conn: Connection[TupleRow], store_id: int, held: StoreEdges | None) -> None:
    """Write a store's edges; without buyers it has none."""
    if held is None:
        conn.execute(_sql["edges_clear"], {"store_id": store_id})
        return
    encoded = msgspec.json.encode(held.edges).decode()
    parameters = {"store_id": store_id, "buyers": held.buyers, "edges": encoded}
    conn.execute(_sql["edges_write"], parameters)


def find_edges(conn: Connection[TupleRow], store_id: int, cut: Cut = LIVE) -> StoreEdges | None:
    """Compute a store's edges from all its buyers who are scored."""
    statement = worded("edges_full", windowed=cut.windowed)
    return edges_of_rows(conn.execute(statement, {"store_id": store_id}).fetchall())


def edges_of_rows(rows: Sequence[TupleRow]) -> StoreEdges | None:
    """Read edges from rows of dimension, value, how many lie below and on it, and buyers."""
    if not rows:
        return None
    found: dict[Dimension, list[Edge]] = {"r": [], "f": [], "m": []}
    for dimension, value, below, equal, _ in rows:
        found[dimension].append(Edge(value, below, equal))
    return StoreEdges(rows[0][4], {each: cast("Edges", tuple(found[each])) for each in DIMENSIONS})


def shift_edges(held: StoreEdges | None, shifts: Mapping[Dimension, Shifted]) -> StoreEdges | None:
    """Count a batch into the edges without moving them; None says: find them anew."""
    changed = max(len(each.added) + len(each.removed) for each in shifts.values())
    if held is None or held.buyers < FEW_BUYERS or changed * LARGE_SHARE > held.buyers:
        return None
    grown = held.buyers + len(shifts["f"].added) - len(shifts["f"].removed)
    shifted = {
        each: cast(
            "Edges",
            tuple(
                shift(edge, shifts[each].removed, shifts[each].added) for edge in held.edges[each]
            ),
        )
        for each in DIMENSIONS
    }
    return StoreEdges(grown, shifted)


def stand(
    held: StoreEdges | None,
    shifts: Mapping[Dimension, Shifted],
    fixed: Mapping[Dimension, Edges] | None,
) -> StoreEdges | None:
    """Count a batch in where edges stand still; None says: there are none yet, find them."""
    edges = fixed or (held.edges if held else None)
    if edges is None:
        return None
    buyers = held.buyers if held else 0
    return StoreEdges(buyers + len(shifts["f"].added) - len(shifts["f"].removed), edges)


def move_edges(
    conn: Connection[TupleRow], store_id: int, shifted: StoreEdges, cut: Cut = LIVE
) -> StoreEdges:
    """Move each edge along its index to the rank it belongs to, all in one round trip."""
    asked: list[tuple[Dimension, int, Cursor[TupleRow]]] = []
    with conn.pipeline():
        for dimension in DIMENSIONS:
            for at, edge in enumerate(shifted.edges[dimension]):
                rank = target_rank(shifted.buyers, at + 1)
                if not edge.holds(rank):
                    way = _Way(dimension, cut.windowed, edge, rank)
                    asked.append((dimension, at, _ask(conn, store_id, way)))
    moved = {dimension: list(shifted.edges[dimension]) for dimension in DIMENSIONS}
    for dimension, at, cursor in asked:
        row = cursor.fetchone()
        if row is None:
            raise RuntimeError(f"no buyer of store {store_id} at the rank of edge {dimension}{at}")
        value, below, equal = row
        # While a day leaves the window, some are out of it already whose last order was that day:
        # the index of last days holds them, too, at its end.
        moved[dimension][at] = Edge(value, below, min(equal, shifted.buyers - below))
    edges = {each: cast("Edges", tuple(moved[each])) for each in DIMENSIONS}
    return StoreEdges(shifted.buyers, edges)


@dataclass(frozen=True, slots=True)
class _Way:
    dimension: Dimension
    windowed: bool
    edge: Edge
    rank: int


def _ask(conn: Connection[TupleRow], store_id: int, way: _Way) -> Cursor[TupleRow]:
    edge = way.edge
    down = way.rank < edge.below
    skip = edge.below - way.rank - 1 if down else way.rank - edge.below - edge.equal
    return conn.execute(
        worded(f"edge_{way.dimension}_{'down' if down else 'up'}", windowed=way.windowed),
        {
            "store_id": store_id,
            "value": edge.value,
            "below": edge.below,
            "equal": edge.equal,
            "skip": skip,
        },
    )


def edges_from_json(document: Mapping[str, Any]) -> dict[Dimension, Edges]:
    """Read the edges of each dimension from the form they are kept in."""
    return {
        each: cast(
            "Edges",
            tuple(Edge(Decimal(e["value"]), e["below"], e["equal"]) for e in document[each]),
        )
        for each in DIMENSIONS
    }
