"""Keeps refused requests for the operator, aside from the good ones and never more than a few."""

import asyncio
from collections import Counter, deque
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
import structlog

from syncaty.db.queries import load
from syncaty.intake import metrics
from syncaty.intake.bucket import Bucket
from syncaty.intake.connection import Line
from syncaty.intake.refusals import REFUSALS, Reason, Refused

MOST_BYTES = 16 * 1024
BURST = 50
PER_SECOND = 5
MOST_QUEUED = 200
_MAX_INTEGER = 2**31 - 1
_PAUSE_SECONDS = 0.5

_QUERIES = load("syncaty.intake")
_log = structlog.get_logger("syncaty.intake")


@dataclass(frozen=True, slots=True, repr=False)
class RefusedRequest:
    """A request as it was refused: `body` is what was read of it, `size` its length as known."""

    refused: Refused
    at: datetime
    body: bytes
    size: int
    headers: str


class RefusalLog:
    """Writes refused requests in the background.

    Of each reason up to 50 at once and 5 a second after that are kept, their bodies cut to 16 KiB.
    The next one kept says how many like it were not.
    """

    def __init__(self, line: Line) -> None:
        self._line = line
        self._buckets = {reason: Bucket(PER_SECOND, BURST) for reason in REFUSALS}
        self._unkept: Counter[Reason] = Counter()
        self._queue: deque[dict[str, Any]] = deque()
        self._arrived = asyncio.Event()

    def wants(self, reason: Reason) -> bool:
        """Say whether a request refused for this reason is to be added; if not, it is counted."""
        if not REFUSALS[reason].kept:
            return False
        if len(self._queue) < MOST_QUEUED and self._buckets[reason].take():
            return True
        self._unkept[reason] += 1
        metrics.UNKEPT.labels(reason).inc()
        return False

    def add(self, request: RefusedRequest) -> None:
        """Queue a request to be kept."""
        refusal = request.refused.refusal
        self._queue.append(
            {
                "store_id": request.refused.store_id,
                "received_at": request.at,
                "reason": refusal.reason,
                "status": refusal.status,
                "body": request.body[:MOST_BYTES],
                "body_size": min(request.size, _MAX_INTEGER),
                "headers": request.headers,
                "unkept": self._unkept.pop(refusal.reason, 0),
            }
        )
        self._arrived.set()

    async def run(self) -> None:
        """Write what is queued until cancelled; while the database is away it stays queued."""
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            try:
                await self.flush()
            except psycopg.OperationalError:
                self._arrived.set()
                await asyncio.sleep(_PAUSE_SECONDS)

    async def flush(self) -> None:
        """Write all that is queued; raises psycopg.OperationalError with the rest still queued."""
        while self._queue:
            rows = list(self._queue)
            try:
                async with self._line.use() as conn, conn.cursor() as cursor:
                    await cursor.executemany(_QUERIES["refusal_keep"], rows)
            except psycopg.OperationalError:
                raise
            except psycopg.Error as error:
                _log.error(
                    "refused requests could not be kept",
                    action="intake.refusals",
                    count=len(rows),
                    sqlstate=error.sqlstate,
                )
            for _ in rows:
                self._queue.popleft()
