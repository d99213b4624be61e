"""Salla's ids: up to 19 digits, as a number or as digits in a string."""

from hashlib import blake2b

MAX_ID = 2**63 - 1


def made_up_id(*words: str) -> int:
    """Give the id of something that Salla has not numbered for us, known by these words alone.

    The same words give the same id, everywhere. It is negative, which no id of Salla's is.
    """
    digest = blake2b("\0".join(words).encode(), digest_size=8).digest()
    return -1 - (int.from_bytes(digest, "big") >> 1)


def is_made_up(entity_id: int) -> bool:
    """Tell whether an id is one of ours and not Salla's."""
    return entity_id < 0


def as_id(value: object) -> int | None:
    """Give the id exactly, or None for anything that is no id between 1 and 2^63 - 1.

    Zero is none: Salla writes it where nothing is meant (a guest's customer, a missing shipment).
    """
    if type(value) is int:
        return value if 0 < value <= MAX_ID else None
    if isinstance(value, str):
        text = value.strip()
        if not (text.isascii() and text.isdigit() and len(text) <= 40):
            return None
        value = int(text)
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 0 < value <= MAX_ID else None
