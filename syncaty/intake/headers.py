"""The request headers that matter: read once, kept without anything secret."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

import msgspec

KEPT = frozenset(
    {
        "content-type",
        "content-length",
        "user-agent",
        "x-salla-signature",
        "x-salla-security-strategy",
        "x-salla-event",
        "x-salla-delivery-id",
        "x-salla-webhook-id",
        "x-request-id",
        "x-forwarded-for",
    }
)
"""Headers kept as they came, cut to 500 characters. Others may hold secrets and are dropped."""

_WANTED = {name.encode(): name for name in KEPT | {"authorization"}}
_LONGEST = 500
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True, repr=False)
class Headers:
    """The headers that intake looks at. `authorization` is never kept in clear."""

    values: dict[str, bytes]

    @property
    def signature(self) -> bytes | None:
        """The value of X-Salla-Signature."""
        return self.values.get("x-salla-signature")

    @property
    def authorization(self) -> bytes | None:
        """The value of Authorization."""
        return self.values.get("authorization")

    @property
    def content_length(self) -> int | None:
        """The length that was announced, in bytes; None when it was not, or not as a number."""
        text = self.values.get("content-length", b"")
        return int(text) if text.isdigit() and len(text) < 19 else None


def read(raw: Iterable[tuple[bytes, bytes]]) -> Headers:
    """Pick the wanted headers; of several with one name the first counts."""
    values: dict[str, bytes] = {}
    for name, value in raw:
        wanted = _WANTED.get(name)
        if wanted is not None:
            values.setdefault(wanted, value)
    return Headers(values)


def keepable(headers: Headers, **notes: str) -> str:
    """Give a JSON object of the headers to keep, with `notes` of our own added.

    Authorization is told by the first 12 hex digits of its SHA-256, enough to see whether two
    requests carried the same one.
    """
    kept = {
        name: _clean(value) for name, value in headers.values.items() if name != "authorization"
    }
    if headers.authorization is not None:
        kept["authorization"] = f"present, sha256 {sha256(headers.authorization).hexdigest()[:12]}"
    return _encode({**kept, **notes}).decode()


def _clean(value: bytes) -> str:
    return value[:_LONGEST].decode("latin-1").replace("\0", "\ufffd")
