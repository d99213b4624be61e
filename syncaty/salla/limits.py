"""How many calls Salla allows, as its answers tell, and the budget that calls are taken from.

The rate is that of the store's plan; the customer endpoints have one limit for all stores of one
address (salla reference, section 14; X35). Headers decide, tables do not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal, Protocol

Scope = Literal["store", "customers"]
"""Which limit a call counts against: the store's own, or that of the customer endpoints."""

_UNIX = 10**9
_LONGEST = 86_400


@dataclass(frozen=True, slots=True)
class Limits:
    """What one answer told of the limits; None where it told nothing.

    `limit` and `remaining` are calls, `reset_at` is when they fill again, `retry_after` is how
    many seconds Salla wants no call (429). `status` is the answer's.
    """

    status: int
    received_at: datetime
    limit: int | None = None
    remaining: int | None = None
    reset_at: datetime | None = None
    retry_after: float | None = None


class Budget(Protocol):
    """Where calls are taken from before they are made; shared by all processes of a store."""

    def take(self, scope: Scope) -> None:
        """Wait until a call may be made; raises to give up, for instance when asked to stop.

        After `told` brought a `retry_after`, the next call is to wait that long: the client
        itself does not.
        """

    def told(self, scope: Scope, limits: Limits) -> None:
        """Learn from an answer."""


def read_limits(status: int, headers: Mapping[str, str], received_at: datetime) -> Limits:
    """Read the X-RateLimit headers and Retry-After; what cannot be read counts as not told."""
    return Limits(
        status=status,
        received_at=received_at,
        limit=_whole(headers.get("x-ratelimit-limit")),
        remaining=_whole(headers.get("x-ratelimit-remaining")),
        reset_at=_instant(headers.get("x-ratelimit-reset"), received_at),
        retry_after=_pause(headers.get("retry-after"), received_at),
    )


def _whole(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None


def _instant(text: str | None, received_at: datetime) -> datetime | None:
    """Read epoch seconds; a small number can only be meant as seconds from now."""
    seconds = _whole(text)
    if seconds is None:
        return None
    if seconds < _UNIX:
        return received_at + timedelta(seconds=min(seconds, _LONGEST))
    at = datetime.fromtimestamp(min(seconds, 2 * 10**9 * 3), UTC)
    return min(at, received_at + timedelta(seconds=_LONGEST))


def _pause(text: str | None, received_at: datetime) -> float | None:
    """Read Retry-After: seconds, or the date HTTP allows as well; at most a day."""
    seconds = _whole(text)
    if seconds is None and text:
        try:
            at = parsedate_to_datetime(text)
        except ValueError:
            return None
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        seconds = max(0, int((at - received_at).total_seconds()))
    return None if seconds is None else float(min(seconds, _LONGEST))
