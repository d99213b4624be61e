"""Pages of long lists by key, never by offset: a page costs the same however far down it is."""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec

from syncaty.errors import SyncatyError

T = TypeVar("T")
PAGE = 50
LARGEST_PAGE = 200
_ABOUT = 300  # characters: a cursor holds a key, not a document

Part = str | int | None


class CursorError(SyncatyError):
    """A cursor was not made by the list it is given to; nothing was read."""

    def __init__(self) -> None:
        super().__init__("This cursor is not of this list. Ask for the first page, without one.")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items of a list, and the cursor of the next page (None: this is the last)."""

    items: tuple[T, ...]
    next: str | None

    @classmethod
    def cut(cls, items: Sequence[T], limit: int, key: Callable[[T], str]) -> "Page[T]":
        """Make a page of `limit` items out of one more than that; `key` gives an item's cursor."""
        kept = tuple(items[:limit])
        return cls(kept, key(kept[-1]) if kept and len(items) > limit else None)


def cursor(name: str, *parts: Part) -> str:
    """Give the cursor of a place in the list `name`: its key, unreadable but not secret."""
    document = msgspec.json.encode([name, *parts])
    return base64.urlsafe_b64encode(document).decode().rstrip("=")


def place(text: str, name: str, *kinds: type) -> tuple[Part, ...]:
    """Give the parts of a cursor of the list `name`, each of the kind asked for.

    Raises CursorError for every text that `cursor` did not make for this list.
    """
    if len(text) > _ABOUT * 10:
        raise CursorError
    try:
        document = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        held = msgspec.json.decode(document, type=list[Part])
    except (binascii.Error, msgspec.DecodeError, ValueError) as error:
        raise CursorError from error
    if len(held) != len(kinds) + 1 or held[0] != name:
        raise CursorError
    parts = held[1:]
    if not all(_fits(part, kind) for part, kind in zip(parts, kinds, strict=True)):
        raise CursorError
    return tuple(parts)


def _fits(part: Part, kind: type) -> bool:
    if isinstance(part, bool) or not isinstance(part, kind):
        return False
    if isinstance(part, str):
        return "\0" not in part
    return not isinstance(part, int) or -(2**63) <= part < 2**63
