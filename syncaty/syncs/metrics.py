"""Figures of syncs, for Prometheus. docs/operate/metrics.md explains each."""

from typing import Protocol

from prometheus_client import Counter

_rows = Counter(
    "syncaty_sync_entities", "Entities that syncs compared, by what they found", ["part", "found"]
)
_waits = Counter("syncaty_sync_waits", "Times a sync had to wait for Salla, by reason", ["reason"])


class Found(Protocol):
    """Counts of what a batch found."""

    missing: int
    stale: int
    equal: int
    gone: int


def observe(part: str, found: Found, refused: int) -> None:
    """Count the entities of one batch."""
    for name in ("missing", "stale", "equal", "gone"):
        _rows.labels(part, name).inc(getattr(found, name))
    _rows.labels(part, "refused").inc(refused)


def waited(reason: str) -> None:
    """Count a wait for Salla."""
    _waits.labels(reason).inc()
