"""What the Merchant API sees of a shop: now and then somewhat less than happened."""

from collections import deque
from collections.abc import Callable

from syncaty.sandbox.model import Event
from syncaty.sandbox.server.ledger import Ledger


class Replica:
    """Follows a ledger, at once or some seconds behind it."""

    def __init__(self, now: Ledger, clock: Callable[[], float]) -> None:
        self._now = now
        self._behind = now
        self._clock = clock
        self._lag = 0.0
        self._waiting: deque[tuple[float, Event]] = deque()

    @property
    def lag(self) -> float:
        """How many seconds it is behind."""
        return self._lag

    @lag.setter
    def lag(self, seconds: float) -> None:
        if seconds > 0 and self._behind is self._now:
            self._behind = self._now.twin()
        elif seconds <= 0:
            self._behind = self._now
            self._waiting.clear()
        self._lag = max(seconds, 0.0)

    def follow(self, event: Event) -> None:
        """Note an event that the ledger has taken in."""
        if self._lag:
            self._waiting.append((self._clock() + self._lag, event))

    def ledger(self) -> Ledger:
        """Give what can be seen now."""
        while self._waiting and self._waiting[0][0] <= self._clock():
            self._behind.apply(self._waiting.popleft()[1])
        return self._behind
