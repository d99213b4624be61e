"""What a run of the sender came to."""

import math
from collections import Counter
from dataclasses import dataclass, field

from syncaty.sandbox.delivery import Kind

_GRAIN = math.log(1.01)  # times are kept to one per cent, in a few hundred counters


class Times:
    """Answer times, counted in buckets one per cent wide, so that memory never grows."""

    def __init__(self) -> None:
        self._buckets: Counter[int] = Counter()
        self._count = 0

    def add(self, seconds: float) -> None:
        """Count one answer time."""
        self._buckets[int(math.log(max(seconds, 1e-6)) / _GRAIN)] += 1
        self._count += 1

    def quantile(self, share: float) -> float:
        """Give the time, in seconds, that `share` of the answers did not exceed."""
        wanted = share * self._count
        passed = 0
        for bucket in sorted(self._buckets):
            passed += self._buckets[bucket]
            if passed >= wanted:
                return math.exp(bucket * _GRAIN)
        return 0.0


@dataclass(slots=True)
class Report:
    """Counts of one run; `answered` by status, or by why there was no answer."""

    accepted: int = 0
    requests: int = 0
    answered: Counter[str] = field(default_factory=Counter)
    kinds: Counter[Kind] = field(default_factory=Counter)
    resends: int = 0
    gave_up: int = 0
    forged_accepted: int = 0
    seconds: float = 0.0
    stopped: bool = False
    times: Times = field(default_factory=Times)

    @property
    def good(self) -> bool:
        """Whether nothing was given up and nothing forged was accepted."""
        return self.gave_up == 0 and self.forged_accepted == 0

    @property
    def per_second(self) -> float:
        """Answered requests per second of the whole run."""
        return self.requests / self.seconds if self.seconds else 0.0

    def figures(self) -> dict[str, object]:
        """Give all figures under the names they are printed with; times in milliseconds."""
        return {
            "events": self.kinds[Kind.EVENT] + self.kinds[Kind.DROPPED],
            "accepted": self.accepted,
            "gave_up": self.gave_up,
            "requests": self.requests,
            "answered": dict(sorted(self.answered.items())),
            **{kind.value: self.kinds[kind] for kind in Kind if kind is not Kind.EVENT},
            "forged_accepted": self.forged_accepted,
            "resends": self.resends,
            "seconds": round(self.seconds, 3),
            "per_second": round(self.per_second, 1),
            "p50_ms": round(self.times.quantile(0.50) * 1000, 2),
            "p99_ms": round(self.times.quantile(0.99) * 1000, 2),
        }
