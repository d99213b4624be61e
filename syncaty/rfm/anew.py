"""Brings a whole store to changed settings a piece at a time, with webhooks in between.

The edges under the new settings are found ahead. From the moment they are saved, customers are
scored by these, and they stand: whoever orders at once, everybody else as his piece comes. Once
everyone was reached, edges are what the settings say, found from what is held then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import Connection
from psycopg.rows import TupleRow, tuple_row
from psycopg.types.json import Jsonb

from syncaty import tasks
from syncaty.db.queries import load as load_queries
from syncaty.rfm.columns import worded
from syncaty.rfm.cut import Cut
from syncaty.rfm.edges import StoreEdges, edges_of_rows, find_edges, load_edges, write_edges
from syncaty.rfm.reach import TASK, Because, Reach, SegmentMap, rescore_reached
from syncaty.rfm.settings import RfmSettings, cut_of, load_row
from syncaty.rfm.upkeep import Rescored

_sql = load_queries("syncaty.rfm", "anew.sql")


@dataclass(frozen=True, slots=True)
class UnderWay:
    """How many of a store's customers changed settings have reached."""

    reached: int
    customers: int

    @property
    def percent(self) -> int:
        """How far that is, in whole percents."""
        return 100 * self.reached // max(self.customers, 1)


def under_way(conn: Connection[Any], store_id: int) -> UnderWay | None:
    """Tell how far changed settings are on their way; None where nobody waits for any."""
    with conn.cursor(row_factory=tuple_row) as cur:
        row = cur.execute(_sql["anew_progress"], {"store_id": store_id}).fetchone()
    return UnderWay(*row) if row else None


def edges_under(
    conn: Connection[TupleRow], store_id: int, settings: RfmSettings, cut: Cut
) -> StoreEdges | None:
    """Compute a store's edges under settings that are not in force; None: nobody is scored."""
    asked = {"store_id": store_id, "asked": Jsonb(settings.asked(cut))}
    statement = worded("edges_under", windowed=cut.windowed, file="anew.sql")
    return wanted(edges_of_rows(conn.execute(statement, asked, prepare=False).fetchall()), cut)


def begin(
    conn: Connection[TupleRow], store_id: int, target: StoreEdges | None, *, money: bool
) -> None:
    """Let every customer wait to be scored by edges found ahead, and ask for the task.

    The caller has kept the settings as `settling`, and cleared what waited. `money` says that the
    value of orders is another now.
    """
    write_edges(conn, store_id, target)
    dimensions = ["values", "all"] if money else ["all"]
    row = {"store_id": store_id, "dimensions": dimensions, "money": money, "cause": "settings"}
    conn.execute(_sql["anew_begin"], row)
    tasks.defer(conn, TASK, store_id=store_id)


def next_customers(
    conn: Connection[TupleRow], store_id: int, after: int, most: int
) -> Sequence[int]:
    """Give the next customers by their ids."""
    asked = {"store_id": store_id, "after": after, "most": most}
    return [each for (each,) in conn.execute(_sql["anew_next"], asked).fetchall()]


def settle(
    conn: Connection[TupleRow], store_id: int, segments: SegmentMap, because: Because
) -> list[Rescored]:
    """Let edges be what the settings say, once everyone was reached; gives who changed by it."""
    conn.execute(_sql["anew_settled"], {"store_id": store_id})
    cut = cut_of(load_row(conn, store_id))
    held, found = load_edges(conn, store_id), wanted(find_edges(conn, store_id, cut), cut)
    write_edges(conn, store_id, found)
    moved = rescore_reached(conn, store_id, (held, found), cut, Reach(segments, because))
    return [Rescored(each, *scores) for each, scores in moved.items()]


def wanted(found: StoreEdges | None, cut: Cut) -> StoreEdges | None:
    """Give the edges that a store holds: those found, or fixed ones with the buyers found."""
    return StoreEdges(found.buyers, cut.fixed) if found and cut.fixed else found
