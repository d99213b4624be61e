"""What a store's midnight moves: edges that stand, windows of days, and segments' rules."""

from dataclasses import dataclass
from datetime import date, datetime

import psycopg
import structlog
from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.clock import Clock, utc_now
from syncaty.jobs.turns import turn as lane_turn
from syncaty.recompute import begin_day, day_ahead
from syncaty.rescoring import look_ahead, work_next
from syncaty.rfm.backlog import waits
from syncaty.rfm.settings import days_due, load_row, store_day
from syncaty.segments.clock import clocks_due, judge_due, next_day, turn, worked_on
from syncaty.stores.lanes import lane_of
from syncaty.tasks import Schedule, Task

SCHEDULES = (Schedule("turn_days", every=20),)
_log = structlog.get_logger("syncaty.midnight")


@dataclass(frozen=True, slots=True)
class Midnight:
    """Turns the days of stores; what passed while nothing ran is made up for at once."""

    dsn: str
    clock: Clock = utc_now

    def __call__(self, task: Task) -> None:
        """Bring every store whose local day is over to its present day, in short transactions.

        Stores take turns, so that a large one does not keep the others of its zone waiting. Nor
        does one that fails: it is left for the next look, and its error raised after the others.
        """
        faults: list[Exception] = []
        with psycopg.connect(self.dsn, autocommit=True) as conn:
            left = _due(conn, self.clock())
            while left and not task.stop.is_set():
                left = {each: day for each, day in left.items() if _step(conn, each, day, faults)}
        if faults:
            raise faults[0]


def _due(conn: Connection[TupleRow], now: datetime) -> dict[int, date]:
    """Give the stores that have something to do, and their local days."""
    scores = {each: store_day(conn, each, now) for each in days_due(conn, now)}
    return scores | clocks_due(conn, now)


def _step(conn: Connection[TupleRow], store_id: int, today: date, faults: list[Exception]) -> bool:
    """Do a step; one that fails ends the store's turn and is kept among the faults."""
    try:
        return step(conn, store_id, today)
    except Exception as fault:
        if conn.closed:
            raise
        _log.exception("a day could not be turned", action="day_not_turned", store=store_id)
        faults.append(fault)
        return False


def step(conn: Connection[TupleRow], store_id: int, today: date) -> bool:
    """Do the next part of what a store's day brings, and tell whether there may be more.

    A day begins for rules, then scores are brought to it, and then those are judged whom it may
    move. The store's lane is held for one part; before it, webhooks that are due are let through.
    """
    if _turn_scores(conn, store_id, worked_on(conn, store_id) or today, today):
        return True
    with lane_turn(conn, lane_of(store_id)), conn.transaction():
        if judge_due(conn, store_id):
            return True
        day = next_day(conn, store_id, today)
        if day is None:
            return False
        due = turn(conn, store_id, day)
    _log.info("a day turned", action="day_turned", store=store_id, day=str(day), due=due)
    return True


def _turn_scores(conn: Connection[TupleRow], store_id: int, day: date, today: date) -> bool:
    """Bring scores a step nearer to a day on the way to `today`; tells whether there was one.

    Those that are further already, since settings were saved meanwhile, stay there.
    """
    if not waits(conn, store_id) and _scores_ahead(conn, store_id, day, today) is None:
        return False
    found = look_ahead(conn, store_id)
    with lane_turn(conn, lane_of(store_id)), conn.transaction():
        if work_next(conn, store_id, found) is not None:
            return True
        following = _scores_ahead(conn, store_id, day, today)
        if following is None:
            return False
        moved = begin_day(conn, store_id, following)
    _log.info("scores turned", action="scores_turned", store=store_id, day=str(day), moved=moved)
    return True


def _scores_ahead(conn: Connection[TupleRow], store_id: int, day: date, today: date) -> date | None:
    """Give the day that scores go to next on the way to `day`; None: they are there, or further."""
    row = load_row(conn, store_id)
    following = day_ahead(row, day)
    return None if day != today and following and row["day"] > str(day) else following
