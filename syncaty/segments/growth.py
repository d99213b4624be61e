"""Reads how segments grew day by day."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from psycopg import Connection

from syncaty.segments.classic import SEGMENTS
from syncaty.segments.history import compositions


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


def growth(conn: Connection[Any], store_id: int, today: date, days: int = 30) -> dict[str, Growth]:
    """Give every segment's size at the end of the last `days` days and of the day before them."""
    held = compositions(conn, store_id, today - timedelta(days=days), today)
    return {each: Growth(each, tuple(day.sizes[each] for day in held)) for each in SEGMENTS}
