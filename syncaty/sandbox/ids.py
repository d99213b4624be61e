"""Ids that look like Salla's (large, scattered) yet are the same for the same seed."""

import hashlib

_PRIME = 2_147_483_647  # 2^31 - 1: multiplying below a prime never gives the same id twice
_LONG_PRIME = 2_305_843_009_213_693_951  # 2^61 - 1, for activities with their 19 digits
_STRIDE = 1_103_515_245


class Ids:
    """Counts one kind of thing and gives each a scattered id that never repeats."""

    def __init__(self, seed: int, kind: str, *, long: bool = False) -> None:
        self._prime = _LONG_PRIME if long else _PRIME
        self._floor = 1_000_000_000_000_000_000 if long else 0
        self._offset = stable_number(f"{kind}:{seed}", bits=60)
        self.count = 0

    def next(self) -> int:
        """Give the next id: up to 10 digits, or 19 for the long kind."""
        self.count += 1
        scattered = (self.count * _STRIDE + self._offset) % self._prime
        return self._floor + scattered + 1


def stable_number(text: str, *, bits: int) -> int:
    """Give a number of at most `bits` bits that depends on nothing but the text."""
    digest = hashlib.sha256(text.encode()).digest()
    return int.from_bytes(digest[:8], "big") >> (64 - bits)
