"""The one place that asks what time it is, so tests and replays can set it."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Give the present instant with its zone."""
    return datetime.now(UTC)
