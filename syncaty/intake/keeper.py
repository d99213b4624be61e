"""Group commit: all webhooks of a moment become durable together, then each is answered."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

import psycopg
import structlog

from syncaty.intake import metrics
from syncaty.intake.connection import AsyncConn, connect
from syncaty.intake.delivery import Delivery, Kept
from syncaty.intake.group import keep_group
from syncaty.intake.refusals import Refused

MOST_IN_GROUP = 256
MOST_BYTES_IN_GROUP = 8 * 1024 * 1024
_PAUSES = (0.05, 0.1, 0.2, 0.5)

_log = structlog.get_logger("syncaty.intake")


@dataclass(slots=True, eq=False)
class _Waiting:
    delivery: Delivery
    done: asyncio.Future[Kept]


class Keeper:
    """Takes deliveries one by one and keeps them in groups.

    While one group is being written the next one gathers, so the more come the larger the groups
    grow. `most_waiting` bounds how many wait; `run` must be running for anything to be kept.
    """

    def __init__(self, dsn: str, most_waiting: int) -> None:
        self._dsn = dsn
        self._most_waiting = most_waiting
        self._waiting: dict[_Waiting, None] = {}
        self._in_flight = 0
        self._arrived = asyncio.Event()
        self.connected = False

    async def keep(self, delivery: Delivery) -> Kept:
        """Wait until a delivery is on disk and give its job.

        Raises Refused when too many wait already, or when the database failed while this one was
        being written: then it may be kept or not, and its sender must come again. The caller sets
        the time limit by cancelling; what has not been begun is then withdrawn.
        """
        if len(self._waiting) + self._in_flight >= self._most_waiting:
            raise Refused("overloaded", delivery.store_id)
        entry = _Waiting(delivery, asyncio.get_running_loop().create_future())
        self._waiting[entry] = None
        metrics.WAITING.inc()
        self._arrived.set()
        try:
            return await entry.done
        finally:
            self._waiting.pop(entry, None)
            metrics.WAITING.dec()

    async def run(self) -> None:
        """Keep what comes until cancelled; a connection that breaks is opened anew."""
        failures = 0
        while True:
            try:
                async with await connect(self._dsn) as conn:
                    _log.info("webhooks can be kept", action="intake.connected")
                    self.connected, failures = True, 0
                    await self._serve(conn)
            except psycopg.Error as error:
                if self.connected or not failures:
                    _log.warning(
                        "the database is away, webhooks are answered 503",
                        action="intake.away",
                        error=type(error).__name__,
                    )
            finally:
                self.connected = False
            await asyncio.sleep(_PAUSES[min(failures, len(_PAUSES) - 1)])
            failures += 1

    async def _serve(self, conn: AsyncConn) -> None:
        while True:
            await self._arrived.wait()
            group = self._take()
            if not group:
                self._arrived.clear()
                continue
            self._in_flight = len(group)
            try:
                await self._keep(conn, group)
            except psycopg.Error:
                for entry in group:
                    _refuse(entry)
                raise
            finally:
                self._in_flight = 0

    def _take(self) -> list[_Waiting]:
        group: list[_Waiting] = []
        size = 0
        for entry in self._waiting:
            size += len(entry.delivery.body)
            if len(group) == MOST_IN_GROUP or (group and size > MOST_BYTES_IN_GROUP):
                break
            group.append(entry)
        for entry in group:
            del self._waiting[entry]
        return group

    async def _keep(self, conn: AsyncConn, group: Sequence[_Waiting]) -> None:
        began = perf_counter()
        try:
            answers = await keep_group(conn, [entry.delivery for entry in group])
        except (psycopg.OperationalError, psycopg.ProgrammingError):
            raise  # the database or its tables are at fault, not one of the webhooks
        except Exception as error:  # noqa: BLE001 - whatever it is, the others must be kept
            await self._keep_apart(conn, group, error)
            return
        metrics.COMMIT_SECONDS.observe(perf_counter() - began)
        metrics.GROUP_SIZE.observe(len(group))
        for entry, kept in zip(group, answers, strict=True):
            if not entry.done.done():
                entry.done.set_result(kept)

    async def _keep_apart(
        self, conn: AsyncConn, group: Sequence[_Waiting], error: Exception
    ) -> None:
        """Halve a group that cannot be written, until the culprit is alone: the others are kept."""
        if len(group) == 1:
            _log.error(
                "a webhook cannot be kept",
                action="intake.keep",
                error=type(error).__name__,
                store=group[0].delivery.store_id,
            )
            _refuse(group[0])
            return
        middle = len(group) // 2
        await self._keep(conn, group[:middle])
        await self._keep(conn, group[middle:])


def _refuse(entry: _Waiting) -> None:
    if not entry.done.done():
        entry.done.set_exception(Refused("database_away", entry.delivery.store_id))
