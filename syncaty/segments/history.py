"""Reads what a store's segments were on any past day, and how customers went between them.

Days are the store's. Every figure is exact: the sizes now, taken back by the moves kept since.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, get_args
from zoneinfo import ZoneInfo

from psycopg import Connection
from psycopg.rows import class_row, tuple_row

from syncaty.db.queries import load as load_queries
from syncaty.segments.classic import SEGMENTS, Segment
from syncaty.segments.moves import Cause

_sql = load_queries("syncaty.segments", "history.sql")


@dataclass(frozen=True, slots=True)
class Composition:
    """How many customers each of the eleven segments had at the end of a store's day."""

    day: date
    sizes: dict[str, int]

    @property
    def customers(self) -> int:
        """How many had a segment."""
        return sum(self.sizes.values())


@dataclass(frozen=True, slots=True)
class Moved:
    """How many moves went one way for one cause (None: no order yet, or none left)."""

    from_segment: Segment | None
    to_segment: Segment | None
    cause: Cause
    moves: int


@dataclass(frozen=True, slots=True)
class Flow:
    """How many customers stood in one segment at the end of a day, and in another on a later day.

    None is "no order yet", or none left; `cause` is what brought them to where they ended.
    """

    from_segment: Segment | None
    to_segment: Segment | None
    cause: Cause
    customers: int


def kept_since(conn: Connection[Any], store_id: int) -> date | None:
    """Give the first day a customer had a segment; None when nobody ever had."""
    row = _tuples(conn).execute(_sql["kept_since"], {"store_id": store_id}).fetchone()
    return row[0] if row else None


def sizes(conn: Connection[Any], store_id: int) -> dict[str, int]:
    """Give how many customers each of the eleven segments has now."""
    found = _tuples(conn).execute(_sql["sizes"], {"store_id": store_id}).fetchall()
    held = dict(found)
    return {each: held.get(each, 0) for each in SEGMENTS}


def compositions(
    conn: Connection[Any], store_id: int, first: date, last: date
) -> tuple[Composition, ...]:
    """Give the composition at the end of each day from `first` to `last`, oldest first.

    The cost follows the days from `first` to now, not the customers. Of a day that is not over, or
    ahead, it is what stands now.
    """
    span = {"store_id": store_id, "first": first, "last": last}
    grown: dict[date | None, Counter[str]] = {}
    for day, segment, by in _tuples(conn).execute(_sql["net"], span).fetchall():
        grown.setdefault(day, Counter())[segment] += by
    held = Counter(sizes(conn, store_id))
    held.subtract(grown.get(None, Counter()))
    found = []
    for back in range((last - first).days + 1):
        day = last - timedelta(days=back)
        found.append(Composition(day, {each: held[each] for each in SEGMENTS}))
        held.subtract(grown.get(day, Counter()))
    return tuple(reversed(found))


def composition(conn: Connection[Any], store_id: int, day: date) -> Composition:
    """Give the composition at the end of one day."""
    return compositions(conn, store_id, day, day)[0]


def moved(conn: Connection[Any], store_id: int, first: date, last: date) -> tuple[Moved, ...]:
    """Count the moves from `first` to `last`, both included, by way and cause, most first."""
    span = {"store_id": store_id, "first": first, "last": last}
    with conn.cursor(row_factory=class_row(Moved)) as cur:
        return tuple(cur.execute(_sql["moved"], span).fetchall())


def flows(
    conn: Connection[Any], store_id: int, zone: ZoneInfo, start: date, end: date
) -> tuple[Flow, ...]:
    """Compare where each customer stood at the end of two days, most first.

    Reads the moves between the two days by their index, each once.
    """
    span = {
        "store_id": store_id,
        "since": end_of(start, zone),
        "until": end_of(end, zone),
        "segments": list(SEGMENTS),
        "causes": list(get_args(Cause)),
    }
    with conn.cursor(row_factory=class_row(Flow)) as cur:
        cur.execute(_sql["flows_room"])
        return tuple(cur.execute(_sql["flows"], span, prepare=False).fetchall())


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """Give the first instant after a store's day."""
    return datetime.combine(day + timedelta(days=1), time(), zone)


def _tuples(conn: Connection[Any]) -> Any:  # noqa: ANN401
    return conn.cursor(row_factory=tuple_row)
