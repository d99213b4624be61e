"""Compares totals, scores and edges with a full recomputation, and repairs them."""

from dataclasses import dataclass

from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.db.queries import load as load_queries
from syncaty.rfm.edges import find_edges, load_edges, write_edges
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


def check_rfm(conn: Connection[TupleRow], store_id: int, segments: SegmentMap) -> RfmDifferences:
    """Count what differs from a full recomputation of a store's buyers."""
    parameters = {"store_id": store_id, "segments": list(segments)}
    row = conn.execute(_sql["scores_check"], parameters).fetchone() or (0, 0, 0)
    edges = int(load_edges(conn, store_id) != find_edges(conn, store_id))
    return RfmDifferences(row[0], row[1], row[2], edges)


def repair_rfm(conn: Connection[TupleRow], store_id: int, segments: SegmentMap) -> list[Rescored]:
    """Write what differs from a full recomputation; gives the buyers that differed."""
    parameters = {"store_id": store_id, "segments": list(segments)}
    rows = conn.execute(_sql["scores_repair"], parameters).fetchall()
    write_edges(conn, store_id, find_edges(conn, store_id))
    return [
        Rescored(
            row[0],
            None if row[4] is None else Scores(*row[1:5]),
            None if row[8] is None else Scores(*row[5:9]),
        )
        for row in rows
    ]
