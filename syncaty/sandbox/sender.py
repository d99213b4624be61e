"""Sends webhooks as Salla does: success is 200 or 201, otherwise three resends, then silence."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from syncaty.sandbox.connection import Connection, Target
from syncaty.sandbox.delivery import Delivery, Kind
from syncaty.sandbox.pace import AtOnce, Pace
from syncaty.sandbox.report import Report

_SUCCESS = frozenset({200, 201})
_MOST_UNSETTLED = 10_000  # so many deliveries at most wait in memory for their time or a resend


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for an answer, how often to send again and after how many seconds."""

    timeout: float = 30.0
    resends: int = 3
    interval: float = 300.0


def _ignore(_: Delivery) -> None:
    """Take no notice."""


class Sender:
    """Sends deliveries over a number of connections; one `run` per sender."""

    def __init__(
        self,
        url: str,
        *,
        connections: int = 16,
        pace: Pace | None = None,
        patience: Patience | None = None,
        on_settled: Callable[[Delivery], None] = _ignore,
    ) -> None:
        self.report = Report()
        self._target = Target.of(url)
        self._connections = connections
        self._pace = pace or AtOnce()
        self._patience = patience or Patience()
        self._on_settled = on_settled
        self._fresh: asyncio.Queue[Delivery] = asyncio.Queue(connections)
        self._due: deque[Delivery] = deque()
        self._room = asyncio.Semaphore(_MOST_UNSETTLED)
        self._timers: dict[int, asyncio.TimerHandle] = {}
        self._unsettled = 0
        self._flying = 0
        self._feeding: asyncio.Task[None] | None = None
        self._finished = asyncio.Event()

    async def run(self, deliveries: Iterable[Delivery]) -> Report:
        """Send everything and give the report, once every event is accepted or given up."""
        started = time.perf_counter()
        try:
            async with asyncio.TaskGroup() as group:
                workers = [group.create_task(self._work()) for _ in range(self._connections)]
                self._feeding = group.create_task(self._feed(deliveries))
                await self._finished.wait()
                for worker in workers:
                    worker.cancel()
        finally:
            self.report.seconds += time.perf_counter() - started
        return self.report

    def stop(self) -> None:
        """Take no more events and forget the waiting ones; what is under way is still answered."""
        self.report.stopped = True
        if self._feeding is not None:
            self._feeding.cancel()
        while not self._fresh.empty():
            self._fresh.get_nowait()
        self._due.clear()
        for timer in self._timers.values():
            timer.cancel()
        self._unsettled = self._flying
        self._look_whether_finished()

    async def _feed(self, deliveries: Iterable[Delivery]) -> None:
        source = iter(deliveries)
        while True:
            await self._pace.turn()
            delivery = next(source, None)
            if delivery is None:
                break
            await self._room.acquire()
            self._unsettled += 1
            self.report.kinds[delivery.kind] += 1
            if delivery.kind is Kind.DROPPED:
                self._settle(delivery)
            elif delivery.hold > 0:
                self._later(delivery, delivery.hold)
            else:
                await self._fresh.put(delivery)
        self._feeding = None
        self._look_whether_finished()

    async def _work(self) -> None:
        connection = Connection(self._target)
        try:
            while True:
                delivery = self._due.popleft() if self._due else await self._fresh.get()
                self._flying += 1
                status = await self._attempt(connection, delivery)
                self._flying -= 1
                self._judge(delivery, status)
        finally:
            connection.close()

    async def _attempt(self, connection: Connection, delivery: Delivery) -> int:
        """Send once; give the status, or 0 if there was no answer."""
        request = self._target.request(delivery.headers, delivery.body)
        report = self.report
        report.requests += 1
        delivery.tried += 1
        started = time.perf_counter()
        try:
            async with asyncio.timeout(self._patience.timeout):
                status = await connection.post(request)
        except TimeoutError:
            report.answered["timeout"] += 1
            return 0
        except OSError:
            report.answered["no connection"] += 1
            return 0
        report.times.add(time.perf_counter() - started)
        report.answered[str(status)] += 1
        return status

    def _judge(self, delivery: Delivery, status: int) -> None:
        """Decide what an answer means for the delivery."""
        report = self.report
        accepted = status in _SUCCESS
        if delivery.kind.forged:
            report.forged_accepted += accepted
            self._settle(delivery)
        elif accepted:
            report.accepted += delivery.kind is Kind.EVENT
            self._settle(delivery)
        elif report.stopped:
            self._unsettled -= 1
            self._look_whether_finished()
        elif delivery.tried <= self._patience.resends:
            report.resends += 1
            self._later(delivery, self._patience.interval)
        else:
            report.gave_up += 1
            self._settle(delivery)

    def _settle(self, delivery: Delivery) -> None:
        self._unsettled -= 1
        self._room.release()
        if delivery.kind in {Kind.EVENT, Kind.DROPPED}:
            self._on_settled(delivery)
        self._look_whether_finished()

    def _later(self, delivery: Delivery, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        self._timers[id(delivery)] = loop.call_later(seconds, self._again, delivery)

    def _again(self, delivery: Delivery) -> None:
        """Queue a delivery whose time has come; a full queue means that all workers will look."""
        del self._timers[id(delivery)]
        if self._fresh.full():
            self._due.append(delivery)
        else:
            self._fresh.put_nowait(delivery)

    def _look_whether_finished(self) -> None:
        fed = self._feeding is None or self.report.stopped
        if fed and self._unsettled == 0:
            self._finished.set()
