"""Lets time pass hour by hour over a store: its webhooks come in, its days turn."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from random import Random

from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.midnight import Midnight
from syncaty.segments.rules.parse import parse_line
from syncaty.segments.stored import Draft, create
from syncaty.tasks import Task
from tests.integration.histories.living import Store
from tests.integration.pipeline.shop import Body
from tests.integration.year.purchases import LONDON

SEGMENTS = {
    "gone": "last_order_on days_ago_at_least 90",
    "fresh": "last_order_on days_ago_at_most 14",
    "newcomers": "first_order_on days_ago_at_most 30 and orders at_most 2",
    "birthday": "birthday within_next_days 7",
    "thirties": "age between (30, 39)",
    "signed-up": "joined_on days_ago_at_most 21",
    "regular": "bought anything times at_least 3 last_days 60",
    "pausing": "orders at_least 3 and not bought anything times at_least 1 last_days 45",
    "of-one-kind": "bought category 703 pieces at_least 10 last_days 30",
    "gave-back": 'bought anything times at_least 1 last_days 30 where status "canceled"',
    "of-worth-and-gone": 'member_of "gone" and spent at_least 500',
    "champions-asleep": 'member_of "champions" and last_order_on days_ago_at_least 10',
    "spenders": "m at_least 5 and average_order at_least 100",
    "others": 'not (member_of "fresh" or member_of "gone" or member_of "regular")',
}
"""Ten of them turn with time by themselves, two more by those they name."""


@dataclass(frozen=True)
class Passing:
    """A store in London; `dsn` reaches its database."""

    conn: Connection[TupleRow]
    dsn: str
    store: Store
    decisions: Mapping[date, Callable[[], None]]

    def hours(self, told: Sequence[tuple[datetime, Body]], until: datetime) -> Iterator[datetime]:
        """Let all hours pass one by one; gives the instant that each has ended."""
        chance = Random(7)
        by_hour = {
            at: [body for _, body in found]
            for at, found in groupby(told, key=lambda each: _hour(each[0]))
        }
        at = min(by_hour)
        while at <= until:
            bodies = by_hour.get(at, [])
            bodies += chance.sample(bodies, len(bodies) // 20)
            chance.shuffle(bodies)
            self._turn(at)
            for start in range(0, len(bodies), 100):
                self.store.apply(bodies[start : start + 100])
            at += timedelta(hours=1)
            yield at

    def make(self) -> None:
        """Make the segments, before anything happened."""
        statement = "insert into segment_clocks values (%s, %s)"
        self.conn.execute(statement, (self.store.id, self.store.today))
        for key, line in SEGMENTS.items():
            with self.conn.transaction():
                create(self.conn, self.store.id, Draft(key, parse_line(line), key), "Amina")

    def _turn(self, at: datetime) -> None:
        """Do what is done every twenty seconds, at the beginning of an hour."""
        Midnight(self.dsn, lambda: at)(Task("turn_days", 0, "", {}, threading.Event()))
        today = at.astimezone(LONDON).date()
        if today != self.store.today:
            self.store.today = today
            if today in self.decisions:
                self.decisions[today]()


def _hour(at: datetime) -> datetime:
    """Give the hour of an instant; by UTC, so that hours that come twice a year are two."""
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
