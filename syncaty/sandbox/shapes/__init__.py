"""How an event is written down: as Salla writes it, or in the simple shape."""

from collections.abc import Callable
from enum import StrEnum

from syncaty.sandbox.model import Event
from syncaty.sandbox.shapes import salla, simple
from syncaty.sandbox.shapes.text import Json, encode, escaped


class ShapeName(StrEnum):
    """The shapes a body can be written in."""

    SALLA = "salla"
    SIMPLE = "simple"


Render = Callable[[Event], bytes]

_ENVELOPES: dict[ShapeName, Callable[[Event, int], Json]] = {
    ShapeName.SALLA: salla.envelope,
    ShapeName.SIMPLE: simple.envelope,
}


def renderer(shape: ShapeName, merchant: int, *, php_escapes: bool = False) -> Render:
    r"""Give the function that writes an event's body for the store `merchant`.

    `php_escapes` writes `\/` and `\uXXXX` as PHP's encoder does by default; the content is equal.
    """
    envelope = _ENVELOPES[shape]
    if php_escapes:
        return lambda event: escaped(encode(envelope(event, merchant)))
    return lambda event: encode(envelope(event, merchant))
