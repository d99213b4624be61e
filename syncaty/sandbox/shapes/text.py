"""JSON text: decimals as numbers, and the two ways other encoders would write the same."""

import re
from decimal import Decimal

import msgspec

Json = dict[str, object]

_ENCODER = msgspec.json.Encoder(decimal_format="number")
_SORTED = msgspec.json.Encoder(decimal_format="number", order="sorted")
_DECODER = msgspec.json.Decoder(float_hook=Decimal)
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


def encode(value: Json) -> bytes:
    """Write compact UTF-8 JSON; Decimals become numbers with the digits they have."""
    return _ENCODER.encode(value)


def escaped(body: bytes) -> bytes:
    r"""Write the same JSON as PHP does by default: `\/`, and `\uXXXX` beyond ASCII."""
    text = body.decode().replace("/", "\\/")
    return _BEYOND_ASCII.sub(_escape, text).encode("ascii")


def rebuilt(body: bytes) -> bytes:
    """Write the same content in other bytes, as a sender that builds each resend anew."""
    again = _SORTED.encode(_DECODER.decode(body))
    return again if again != body else body + b"\n"


def _escape(match: re.Match[str]) -> str:
    units = match.group().encode("utf-16-be").hex()
    return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))
