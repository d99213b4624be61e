"""When each store's daily and nightly turn comes, spread so that they do not all come at once."""

from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from zoneinfo import ZoneInfo

NIGHT_BEGINS = 1  # o'clock in the store's zone
NIGHT_MINUTES = 4 * 60
DAY_MINUTES = 24 * 60


def next_check(store_id: int, now: datetime) -> datetime:
    """Give the store's next daily turn: the same minute of every day, its own for each store."""
    minutes = _share(store_id, "check", DAY_MINUTES)
    return _next(now, ZoneInfo("UTC"), minutes)


def next_night(store_id: int, zone: ZoneInfo, now: datetime) -> datetime:
    """Give the store's next nightly turn, between one and five o'clock in its zone."""
    minutes = NIGHT_BEGINS * 60 + _share(store_id, "night", NIGHT_MINUTES)
    return _next(now, zone, minutes)


def _next(now: datetime, zone: ZoneInfo, minutes: int) -> datetime:
    day = now.astimezone(zone).date()
    for later in range(3):
        midnight = datetime.combine(day + timedelta(days=later), datetime.min.time(), zone)
        turn = (midnight + timedelta(minutes=minutes)).astimezone(UTC)  # by the clock on the wall
        if turn > now:
            return turn
    raise AssertionError("a day has a turn")


def _share(store_id: int, turn: str, of: int) -> int:
    digest = blake2b(f"{turn}/{store_id}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % of
