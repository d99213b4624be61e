"""Scores anew, piece by piece and with webhooks in between, what is too much for one transaction.

An edge of F can jump over all who ordered once; on a store's midnight, a day's orders leave its
window; changed settings reach everybody. Whatever causes it only notes what waits
(`rfm/backlog.py`); it is worked off here, under the store's lane, one transaction per piece.
"""

from dataclasses import dataclass
from typing import cast

import psycopg
import structlog
from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.jobs.turns import turn
from syncaty.rfm import backlog
from syncaty.rfm.backlog import work_piece
from syncaty.rfm.edges import StoreEdges
from syncaty.rfm.reach import TASK
from syncaty.rfm.settings import cut_of, load_row, settings_of
from syncaty.segments.maps import segments_of
from syncaty.segments.membership import Touched, Why, follow
from syncaty.segments.moves import Cause, record_moves
from syncaty.stores.lanes import lane_of
from syncaty.tasks import Handler, Task

_log = structlog.get_logger("syncaty.rescoring")


def work_next(
    conn: Connection[TupleRow], store_id: int, found: StoreEdges | None = None
) -> int | None:
    """Work the next piece, in the caller's transaction and lane; gives how many moved, None: done.

    `found` are frozen edges that were found ahead (`look_ahead`). Moves are kept with the reason
    and the job that moved the edge; the store's own segments follow.
    """
    row = load_row(conn, store_id)
    segments = segments_of(settings_of(row))
    piece = work_piece(conn, store_id, segments, cut_of(row), found)
    if piece is None:
        return None
    cause, job_id = cast("Cause", piece.because.cause), piece.because.job_id
    causes: dict[int, Why] = dict.fromkeys(piece.own, ("time", None))
    moved = record_moves(conn, store_id, piece.rescored, causes, job_id, otherwise=cause)
    touched = Touched(piece.counted, [each.customer_id for each in piece.rescored])
    follow(conn, store_id, touched, causes, otherwise=cause, job_id=job_id)
    return moved


def look_ahead(conn: Connection[TupleRow], store_id: int) -> StoreEdges | None:
    """Find frozen edges anew if that comes next; to be called before the lane is held."""
    return backlog.look_ahead(conn, store_id, cut_of(load_row(conn, store_id)))


def work_off(conn: Connection[TupleRow], store_id: int) -> int:
    """Work all that waits at once, in the caller's transaction and lane; gives how many moved."""
    moved = 0
    while (more := work_next(conn, store_id)) is not None:
        moved += more
    return moved


@dataclass(frozen=True, slots=True)
class Rescoring:
    """The task that works off what waits of one store."""

    dsn: str

    def __call__(self, task: Task) -> None:
        """Work piece by piece until nothing waits or the process is to stop."""
        lane, moved, pieces = lane_of(task.store_id), 0, 0
        with psycopg.connect(self.dsn, autocommit=True) as conn:
            while not task.stop.is_set():
                found = look_ahead(conn, task.store_id)
                with turn(conn, lane), conn.transaction():
                    more = work_next(conn, task.store_id, found)
                if more is None:
                    break
                moved, pieces = moved + more, pieces + 1
        if pieces:
            _log.info("scored anew", action="rescored", store=task.store_id, moved=moved)

    def handlers(self) -> dict[str, Handler]:
        """Give this task by its name."""
        return {TASK: self}
