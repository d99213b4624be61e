"""Works off the ranges of buyers that edges passed over in great number, a piece at a time.

Every buyer whose scores are not those of the edges in force lies in the unworked part of a range:
whoever is touched meanwhile is scored by the edges in force, and so is each piece.
"""

from dataclasses import dataclass

from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.db.queries import load as load_queries
from syncaty.rfm.edges import load_edges
from syncaty.rfm.reach import Because, SegmentMap, score_anew
from syncaty.rfm.upkeep import Rescored

_sql = load_queries("syncaty.rfm", "backlog.sql")

PIECE = 2_000


@dataclass(frozen=True, slots=True)
class Piece:
    """Who changed scores in one piece of a range, and why the edge had moved."""

    rescored: list[Rescored]
    because: Because


def work_piece(conn: Connection[TupleRow], store_id: int, segments: SegmentMap) -> Piece | None:
    """Score the next buyers of the oldest range by the edges in force; None when none waits."""
    row = conn.execute(_sql["backlog_next"], {"store_id": store_id}).fetchone()
    if row is None:
        return None
    number, dimension, low, after, high, cause, job_id = row
    place = {"store_id": store_id, "low": low, "after": after, "high": high, "most": PIECE}
    found = conn.execute(_sql[f"piece_{dimension}"], place, prepare=False).fetchall()
    if len(found) < PIECE:
        conn.execute(_sql["backlog_end"], {"store_id": store_id, "id": number})
    else:
        low, after = found[-1]
        place = {"store_id": store_id, "id": number, "low": low, "after": after}
        conn.execute(_sql["backlog_advance"], place)
    edges = load_edges(conn, store_id)
    because = Because(cause, job_id)
    if edges is None or not found:
        return Piece([], because)
    moved = score_anew(conn, store_id, edges, segments, [row[1] for row in found])
    return Piece([Rescored(each, *scores) for each, scores in moved.items()], because)


def clear(conn: Connection[TupleRow], store_id: int) -> None:
    """Forget what waits: everyone has been scored anew."""
    conn.execute(_sql["backlog_clear"], {"store_id": store_id})
