"""Carries webhooks to where they are subscribed, as Salla does: 200 or 201, or sent again."""

import asyncio
import threading
from collections import Counter, defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass

from syncaty.sandbox.connection import Connection, Target, TargetError
from syncaty.sandbox.server.settings import Settings
from syncaty.sandbox.signing import Strategy, signed

_SUCCESS = frozenset({200, 201})
_CONNECTIONS = 8  # to one address


@dataclass(slots=True, repr=False)
class Parcel:
    """One webhook on its way; `done` is called once it is accepted or given up."""

    url: str
    body: bytes
    strategy: Strategy
    secret: str
    headers: dict[str, str]
    done: Callable[[], None]

    def lines(self) -> bytes:
        """Write the header lines: what vouches for the body, then the webhook's own."""
        own = "".join(f"{name}: {value}\r\n" for name, value in self.headers.items())
        return signed(self.strategy, self.secret, self.body) + own.encode()


class Courier:
    """Sends parcels from the server's loop; any thread may hand one over.

    `answered` counts answers by status, or by why there was none; `accepted` and `gave_up` count
    parcels. `wait_idle` waits until nothing is under way but resends that are not due yet.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._loop: asyncio.AbstractEventLoop | None = None
        self._early: list[Parcel] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._room: defaultdict[str, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(_CONNECTIONS)
        )
        self._idle: defaultdict[str, deque[Connection]] = defaultdict(deque)
        self._changed = threading.Condition()
        self._flying = 0
        self.answered: Counter[str] = Counter()
        self.accepted = 0
        self.gave_up = 0

    def start(self) -> None:
        """Send from the running loop, what was handed over before it too."""
        with self._changed:
            self._loop = asyncio.get_running_loop()
            early, self._early = self._early, []
        for parcel in early:
            self._take(parcel)

    async def stop(self) -> None:
        """Forget everything that is still on its way."""
        with self._changed:
            self._loop = None
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for connection in (each for idle in self._idle.values() for each in idle):
            connection.close()
        self._idle.clear()

    def send(self, parcel: Parcel) -> None:
        """Take a parcel over."""
        with self._changed:
            self._flying += 1
            if self._loop is None:
                self._early.append(parcel)
            else:
                self._loop.call_soon_threadsafe(self._take, parcel)

    def wait_idle(self, seconds: float = 10) -> bool:
        """Wait until all that could be sent has been answered; False when it takes too long."""
        with self._changed:
            return self._changed.wait_for(lambda: self._flying == 0, seconds)

    def _take(self, parcel: Parcel) -> None:
        task = asyncio.get_running_loop().create_task(self._carry(parcel))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _carry(self, parcel: Parcel) -> None:
        for again in range(self._settings.resends + 1):
            if again:
                await asyncio.sleep(self._settings.resend_after)
                with self._changed:
                    self._flying += 1
            accepted = await self._attempt(parcel)
            last = accepted or again == self._settings.resends
            if last:
                self.accepted += accepted
                self.gave_up += not accepted
                parcel.done()
            with self._changed:
                self._flying -= 1
                self._changed.notify_all()
            if last:
                return

    async def _attempt(self, parcel: Parcel) -> bool:
        try:
            target = Target.of(parcel.url)
        except TargetError:
            self.answered["no address"] += 1
            return False
        async with self._room[parcel.url]:
            idle = self._idle[parcel.url]
            connection = idle.pop() if idle else Connection(target)
            try:
                async with asyncio.timeout(self._settings.timeout):
                    status = await connection.post(target.request(parcel.lines(), parcel.body))
            except TimeoutError:
                self.answered["timeout"] += 1
                return False
            except OSError:
                self.answered["no connection"] += 1
                return False
            idle.append(connection)
        self.answered[str(status)] += 1
        return status in _SUCCESS
