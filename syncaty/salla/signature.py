"""Checks that a webhook was sent by Salla, by either of its two strategies.

The strategy comes from the store's settings, never from the request: a sender who could name it
could choose the weaker one (salla reference, 2.4 and 2.5).
"""

import hashlib
import hmac
from collections.abc import Sequence
from typing import Literal

Strategy = Literal["signature", "token"]


def sign(secret: str, body: bytes) -> str:
    """Give the lower-case hex HMAC-SHA256 of the raw body bytes, keyed with the secret in UTF-8."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def matching_secret(
    strategy: Strategy,
    secrets: Sequence[str],
    body: bytes,
    *,
    signature: bytes | None = None,
    authorization: bytes | None = None,
) -> int | None:
    """Give the index of the secret that vouches for the request, or None.

    `signature` and `authorization` are the raw values of `X-Salla-Signature` and `Authorization`;
    only the one the strategy uses is looked at. Every secret is tried, in constant time on bytes,
    so the time taken does not tell which one was near. An empty secret never matches.
    """
    received = signature if strategy == "signature" else authorization
    if received is None:
        return None
    if strategy == "signature":
        received = received.strip().lower()
    found: int | None = None
    for index, secret in enumerate(secrets):
        expected = sign(secret, body) if strategy == "signature" else secret
        if hmac.compare_digest(expected.encode(), received) and secret and found is None:
            found = index
    return found
