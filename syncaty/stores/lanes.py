"""Lanes: each store's jobs run in one of 64 lanes, and a lane has one worker at a time."""

from hashlib import blake2b

LANES = 64


def lane_of(store_id: int) -> int:
    """Give the lane of a store, 0 to 63: a stable hash, the same on every machine and release."""
    digest = blake2b(store_id.to_bytes(8, "big", signed=True), digest_size=8).digest()
    return int.from_bytes(digest, "big") % LANES
