"""Reads how segments grew day by day, and between which of them customers went in a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from typing import Any
from zoneinfo import ZoneInfo

from psycopg import Connection
from psycopg.rows import class_row, tuple_row

from syncaty.db.queries import load as load_queries
from syncaty.segments.classic import SEGMENTS

_sql = load_queries("syncaty.segments", "growth.sql")


@dataclass(frozen=True, slots=True)
class Growth:
    """A segment's size at the end of each day, oldest first; the last is its size now."""

    segment: str
    sizes: tuple[int, ...]

    @property
    def now(self) -> int:
        """How many customers it has."""
        return self.sizes[-1]

    @property
    def before(self) -> int:
        """How many it had when the time began."""
        return self.sizes[0]

    @property
    def change(self) -> int:
        """By how much it grew."""
        return self.now - self.before


@dataclass(frozen=True, slots=True)
class Shift:
    """How many customers were in one segment when a time began and in another when it ended.

    None is "no order yet" at the beginning and "no order left" at the end.
    """

    from_segment: str | None
    to_segment: str | None
    customers: int


def growth(
    conn: Connection[Any], store_id: int, zone: ZoneInfo, today: date, days: int = 30
) -> dict[str, Growth]:
    """Give every segment's size at the end of the last `days` days and of the day before them.

    Worked out backwards from the sizes now and the moves kept since.
    """
    first = today - timedelta(days=days - 1)
    cursor = conn.cursor(row_factory=tuple_row)
    sizes: dict[str, int] = dict(cursor.execute(_sql["sizes"], {"store_id": store_id}).fetchall())
    wanted = {
        "store_id": store_id,
        "since": datetime.combine(first, time(), zone),
        "timezone": zone.key,
    }
    steps = cursor.execute(_sql["daily_net"], wanted).fetchall()
    grown = {(segment, day): by for day, segment, by in steps}
    backwards = [today - timedelta(days=back) for back in range(days)]
    return {
        segment: Growth(
            segment,
            _sizes(sizes.get(segment, 0), [grown.get((segment, day), 0) for day in backwards]),
        )
        for segment in SEGMENTS
    }


def movers(conn: Connection[Any], store_id: int, since: datetime, until: datetime) -> int:
    """Count the customers who moved in a time, each once."""
    span = {"store_id": store_id, "since": since, "until": until}
    row = conn.cursor(row_factory=tuple_row).execute(_sql["movers"], span).fetchone()
    return row[0] if row else 0


def shifts(conn: Connection[Any], store_id: int, since: datetime, until: datetime) -> list[Shift]:
    """Compare where customers were when a time began and when it ended, most first."""
    span = {"store_id": store_id, "since": since, "until": until}
    return conn.cursor(row_factory=class_row(Shift)).execute(_sql["shifts"], span).fetchall()


def _sizes(now: int, grown_backwards: Sequence[int]) -> tuple[int, ...]:
    steps = accumulate(grown_backwards, lambda size, by: size - by, initial=now)
    return tuple(reversed(list(steps)))
