"""A body as pages show it: a tree when it is JSON, and the raw text."""

from dataclasses import dataclass

from syncaty.web.drawing.tree import Node, build

MOST_RAW = 200_000
ROW = 16


@dataclass(frozen=True, slots=True)
class Payload:
    """`tree` is None when the body is not JSON; `raw` is its text, or a dump of its bytes when it
    is no text (`is_text` false); `cut` says that only the beginning is shown.
    """

    size: int
    tree: Node | None
    raw: str
    is_text: bool
    cut: bool


def payload(body: bytes, stopped_at: str = "") -> Payload:
    """Lay a body out; `stopped_at` is the path at which decoding stopped, to be marked."""
    try:
        tree = build(body, masked=False, marked=stopped_at)
    except ValueError:
        tree = None
    shown = body[:MOST_RAW]
    try:
        # A cut may fall inside a letter; only then is the end of it dropped.
        raw, is_text = shown.decode(errors="ignore" if len(body) > MOST_RAW else "strict"), True
    except UnicodeDecodeError:
        raw, is_text = dump(shown[: MOST_RAW // 8]), False
    return Payload(len(body), tree, raw.replace("\0", "\ufffd"), is_text, len(body) > MOST_RAW)


def dump(body: bytes) -> str:
    """Write bytes sixteen to a line with their places and letters."""
    lines = []
    for at in range(0, len(body), ROW):
        part = body[at : at + ROW]
        letters = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in part)
        lines.append(f"{at:06x}  {part.hex(' '):<{ROW * 3}} {letters}")
    return "\n".join(lines)
