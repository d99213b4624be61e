"""Bodies that must not lie in the database as they came: one-time codes and access tokens."""

import msgspec

from syncaty.salla.envelope import BadBody, Envelope
from syncaty.salla.events import SECRET_EVENTS
from syncaty.stores.app_event import AUTHORIZE

TOKEN_FIELDS = frozenset({"access_token", "refresh_token"})
REDACTED = "[redacted]"

_MARKS = tuple(name.encode() for name in SECRET_EVENTS) + tuple(f.encode() for f in TOKEN_FIELDS)
_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode


def keepable(seen: Envelope | BadBody, body: bytes) -> bytes:
    """Give the body to keep: the body itself, unless its event is one that carries secrets.

    Of SECRET_EVENTS only the envelope stays, with empty `data`; from app.store.authorize the
    tokens are taken out. A body whose event cannot be read is kept as it is, or not at all when
    it mentions such a secret.
    """
    if isinstance(seen, BadBody):
        return b"" if any(mark in body for mark in _MARKS) else body
    if seen.event in SECRET_EVENTS:
        return _without_data(seen)
    if seen.event == AUTHORIZE:
        return _without_tokens(seen, body)
    return body


def _without_data(seen: Envelope) -> bytes:
    envelope = {"event": seen.event, "merchant": seen.merchant, "created_at": seen.created_at}
    return _encode({**envelope, "data": {}})


def _without_tokens(seen: Envelope, body: bytes) -> bytes:
    try:
        return _encode(_hide(_decode(body)))
    except (ValueError, RecursionError):
        return _without_data(seen)


def _hide(value: object) -> object:
    if isinstance(value, dict):
        return {
            name: REDACTED if name in TOKEN_FIELDS else _hide(inner)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [_hide(inner) for inner in value]
    return value
