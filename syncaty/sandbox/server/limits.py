"""How many calls a store's plan allows, and what is left of them."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from syncaty.sandbox.server.settings import Settings

PER_MINUTE: dict[str, int | None] = {"plus": 120, "pro": 360, "special": 720, "unlimited": None}
CUSTOMERS = 500


@dataclass(slots=True)
class Bucket:
    """So many calls in a window; when they are spent, one a second until the window ends."""

    size: int
    left: int
    reset: float
    next_drop: float = 0.0


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one call's asking: allowed or not, and the headers that tell about it."""

    allowed: bool
    headers: tuple[tuple[bytes, bytes], ...]


class Limits:
    """Counts calls per store, and those of customer endpoints for all stores together."""

    def __init__(self, settings: Settings, clock: Callable[[], float]) -> None:
        self._settings = settings
        self._clock = clock
        self._buckets: dict[int, Bucket] = {}
        self.refused = 0

    def take(self, merchant: int, plan: str, *, customers: bool) -> Taken:
        """Take one call of a store, and one of the customers' budget if it is for those."""
        size = PER_MINUTE[plan]
        taken = [] if size is None else [self._one(merchant, size, self._settings.window)]
        if customers and size is not None:
            taken.append(self._one(0, CUSTOMERS, self._settings.customers_window))
        if not taken:
            return Taken(allowed=True, headers=())
        tightest = min(taken, key=lambda each: (each[0], each[1].left))
        allowed, bucket = tightest
        self.refused += not allowed
        return Taken(allowed=allowed, headers=self._headers(bucket, allowed=allowed))

    def _one(self, key: int, size: int, window: float) -> tuple[bool, Bucket]:
        now = self._clock()
        bucket = self._buckets.get(key)
        if bucket is None or bucket.reset <= now or bucket.size != size:
            bucket = self._buckets[key] = Bucket(size, size, now + window)
        if bucket.left:
            bucket.left -= 1
            bucket.next_drop = now + 1
            return True, bucket
        if bucket.next_drop <= now:
            bucket.next_drop = now + 1
            return True, bucket
        return False, bucket

    def _headers(self, bucket: Bucket, *, allowed: bool) -> tuple[tuple[bytes, bytes], ...]:
        told = (
            (b"x-ratelimit-limit", str(bucket.size).encode()),
            (b"x-ratelimit-remaining", str(bucket.left).encode()),
            (b"x-ratelimit-reset", str(math.ceil(bucket.reset)).encode()),
        )
        if allowed:
            return told
        wait = max(1, math.ceil(min(bucket.next_drop, bucket.reset) - self._clock()))
        return (*told, (b"retry-after", str(wait).encode()))
