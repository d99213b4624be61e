"""A token bucket: how much of something may happen at once, and per second after that."""

import time
from collections.abc import Callable


class Bucket:
    """Holds up to `burst` tokens, gains `rate` a second; `clock` gives seconds that only grow."""

    def __init__(
        self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._held = burst
        self._at = clock()

    def take(self, amount: float = 1) -> bool:
        """Take tokens if there are as many; says whether there were."""
        now = self._clock()
        self._held = min(self._burst, self._held + (now - self._at) * self._rate)
        self._at = now
        if self._held < amount:
            return False
        self._held -= amount
        return True
