"""A store that lives a random life, and the proof that every figure of it is right."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty import wiring
from syncaty.jobs.outcome import Done, Job
from syncaty.recompute import check, set_rfm_settings, set_status_counts, turn_day
from syncaty.stores.lanes import lane_of
from tests.integration.histories.steps import BEGINNING, Come, Count, Decide, Pass, Step

JOB_IDS = itertools.count(1)


@dataclass
class Store:
    """One store; bodies are applied as the worker would, without the queue in between."""

    conn: Connection[TupleRow]
    id: int
    today: Any = field(default=BEGINNING)

    def __post_init__(self) -> None:
        self.conn.execute(
            "insert into stores (id, name, timezone, lane) values (%s, 'Test', 'Asia/Riyadh', %s)",
            (self.id, lane_of(self.id)),
        )

    def live(self, life: Sequence[Step]) -> None:
        """Do one step after another, each in transactions of its own."""
        for step in life:
            match step:
                case Come(bodies, batch):
                    for at in range(0, len(bodies), batch):
                        self._apply(bodies[at : at + batch])
                case Pass(days):
                    for _ in range(days):
                        self._turn()
                case Decide(settings):
                    with self.conn.transaction():
                        set_rfm_settings(self.conn, self.id, settings)
                        turn_day(self.conn, self.id, self.today)
                case Count(status, counts):
                    with self.conn.transaction():
                        set_status_counts(self.conn, self.id, status, counts=counts)

    def differing(self) -> dict[str, int]:
        """Give what differs from a full recomputation, and how much."""
        with self.conn.transaction():
            return {each: number for each, number in check(self.conn, self.id).items() if number}

    def _apply(self, bodies: Sequence[Any]) -> None:
        now = datetime.combine(self.today, datetime.min.time(), UTC) + timedelta(hours=12)
        jobs = [
            Job(self.id, next(JOB_IDS), body["event"], now, 1, msgspec.json.encode(body))
            for body in bodies
        ]
        with self.conn.transaction():
            for result in wiring.apply(self.conn, self.id, jobs):
                assert isinstance(result, Done), result

    def _turn(self) -> None:
        self.today += timedelta(1)
        with self.conn.transaction():
            turn_day(self.conn, self.id, self.today)
