"""Salla's ids: up to 19 digits, as a number or as digits in a string."""

MAX_ID = 2**63 - 1


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
