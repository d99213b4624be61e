"""What a store's midnight moves: edges that are frozen for a day or fixed in days."""

from dataclasses import dataclass

import psycopg
import structlog

from syncaty import recompute
from syncaty.clock import Clock, utc_now
from syncaty.rfm.settings import days_due, store_day
from syncaty.tasks import Schedule, Task

SCHEDULES = (Schedule("turn_days", every=20),)
_log = structlog.get_logger("syncaty.midnight")


@dataclass(frozen=True, slots=True)
class Midnight:
    """Turns the days of stores; what passed while nothing ran is made up for at once."""

    dsn: str
    clock: Clock = utc_now

    def __call__(self, task: Task) -> None:
        """Bring every store whose local day is over to its present day, one transaction each."""
        now = self.clock()
        with psycopg.connect(self.dsn) as conn:
            due = days_due(conn, now)
            conn.commit()
            for store_id in due:
                if task.stop.is_set():
                    return
                with conn.transaction():
                    day = store_day(conn, store_id, now)
                    moved = recompute.turn_day(conn, store_id, day)
                _log.info(
                    "a day turned", action="day_turned", store=store_id, day=str(day), moved=moved
                )
