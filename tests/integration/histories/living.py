"""A store that lives a random life."""

import itertools
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty import midnight, wiring
from syncaty.jobs.outcome import Done, Job
from syncaty.recompute import set_rfm_settings, set_status_counts, turn_day
from syncaty.segments import stored
from syncaty.segments.stored import Draft, SegmentError
from syncaty.stores.lanes import lane_of
from tests.integration.histories.lives import BEGINNING
from tests.integration.histories.steps import (
    Come,
    Count,
    Decide,
    Make,
    Pass,
    Remove,
    Step,
)

JOB_IDS = itertools.count(1)


@dataclass
class Store:
    """One store; bodies are applied as the worker would, without the queue in between."""

    conn: Connection[TupleRow]
    id: int
    today: date = BEGINNING
    timezone: str = "Asia/Riyadh"

    def __post_init__(self) -> None:
        self.conn.execute(
            "insert into stores (id, name, timezone, lane) values (%s, 'Test', %s, %s)",
            (self.id, self.timezone, lane_of(self.id)),
        )

    def live(self, life: Sequence[Step]) -> None:
        """Do one step after another, each in transactions of its own."""
        for step in life:
            match step:
                case Come(bodies, batch):
                    for at in range(0, len(bodies), batch):
                        self.apply(bodies[at : at + batch])
                case Pass(days):
                    for _ in range(days):
                        self.turn()
                case Decide(settings):
                    with self.conn.transaction():
                        set_rfm_settings(self.conn, self.id, settings)
                        turn_day(self.conn, self.id, self.today)
                case Count(status, counts):
                    with self.conn.transaction():
                        set_status_counts(self.conn, self.id, status, counts=counts)
                case Make() | Remove():
                    # What cannot be is refused: a circle, a segment that others name or none has.
                    with suppress(SegmentError), self.conn.transaction():
                        self._decide(step)

    def apply(self, bodies: Sequence[Any]) -> None:
        """Apply webhooks in one transaction."""
        now = datetime.combine(self.today, datetime.min.time(), UTC) + timedelta(hours=12)
        jobs = [
            Job(self.id, next(JOB_IDS), body["event"], now, 1, msgspec.json.encode(body))
            for body in bodies
        ]
        with self.conn.transaction():
            for result in wiring.apply(self.conn, self.id, jobs):
                assert isinstance(result, Done), result

    def turn(self) -> None:
        """Let the next day begin, and do all that it brings."""
        self.today += timedelta(1)
        while midnight.step(self.conn, self.id, self.today):
            pass

    def _decide(self, step: Make | Remove) -> None:
        if isinstance(step, Remove):
            stored.remove(self.conn, self.id, step.key)
            return
        draft = Draft(step.key, step.rule, step.key)
        if stored.find(self.conn, self.id, step.key):
            stored.change(self.conn, self.id, step.key, draft, "Amina")
            return
        # The first segment of a store sets its clock by the wall: this store lives in the past.
        self.conn.execute(
            "insert into segment_clocks values (%s, %s) on conflict do nothing",
            (self.id, self.today),
        )
        stored.create(self.conn, self.id, draft, "Amina")
