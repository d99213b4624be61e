"""Compares totals, scores and edges with a full recomputation, and repairs them."""

from collections.abc import Mapping
from dataclasses import dataclass

from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb

from syncaty.db.queries import load as load_queries
from syncaty.rfm import backlog
from syncaty.rfm.cut import LIVE, Cut, given
from syncaty.rfm.edges import StoreEdges, find_edges, load_edges, write_edges
from syncaty.rfm.scoring import Dimension, Edges
from syncaty.rfm.totals import Scores
from syncaty.rfm.upkeep import Rescored, SegmentMap

_sql = load_queries("syncaty.rfm")


@dataclass(frozen=True, slots=True)
class RfmDifferences:
    """How many buyers differ in totals, scores and segment, and whether the edges do (0 or 1)."""

    totals: int
    scores: int
    segments: int
    edges: int


def check_rfm(
    conn: Connection[TupleRow], store_id: int, segments: SegmentMap, cut: Cut = LIVE
) -> RfmDifferences:
    """Count what differs from a full recomputation of a store's buyers.

    Frozen edges cannot be found anew from what is held now: scores are compared by them.
    """
    held, found = load_edges(conn, store_id), find_edges(conn, store_id, cut)
    standing = cut.fixed
    if cut.kind == "frozen" and held is not None:
        standing = held.edges
    parameters = {
        "store_id": store_id,
        "segments": list(segments),
        "given": Jsonb(given(standing)) if standing else None,
    }
    row = conn.execute(_sql["scores_check"], parameters).fetchone() or (0, 0, 0)
    return RfmDifferences(row[0], row[1], row[2], int(held != _wanted(found, standing)))


def repair_rfm(
    conn: Connection[TupleRow], store_id: int, segments: SegmentMap, cut: Cut = LIVE
) -> list[Rescored]:
    """Write what differs from a full recomputation; gives the buyers that differed.

    Frozen edges are found anew.
    """
    parameters = {
        "store_id": store_id,
        "segments": list(segments),
        "given": Jsonb(given(cut.fixed)) if cut.fixed else None,
    }
    rows = conn.execute(_sql["scores_repair"], parameters).fetchall()
    backlog.clear(conn, store_id)
    write_edges(conn, store_id, _wanted(find_edges(conn, store_id, cut), cut.fixed))
    return [
        Rescored(
            row[0],
            None if row[4] is None else Scores(*row[1:5]),
            None if row[8] is None else Scores(*row[5:9]),
        )
        for row in rows
    ]


def _wanted(
    found: StoreEdges | None, standing: Mapping[Dimension, Edges] | None
) -> StoreEdges | None:
    """Give the edges a store must hold: those found, or those that stand, with its buyers."""
    if found is None or standing is None:
        return found
    return StoreEdges(found.buyers, standing)
