"""A JSON body as a tree to look at: figures exactly as they were written, nothing reordered."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from syncaty.segments.masking import mask

MOST_NODES = 2_000  # more would make a page nobody can read; the raw bytes have them all
DEEPEST = 24
OPEN_DEPTH = 3
OPEN_LENGTH = 12
SECRET = frozenset({"access_token", "refresh_token", "otp", "secret", "password"})
CONTACT = frozenset({"mobile", "phone", "telephone", "email", "mobile_number"})
_SAFE_INTEGER = 2**53


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in its own spelling."""

    text: str


@dataclass(frozen=True, slots=True)
class Node:
    """One row of the tree: a value, or an object or list with children.

    `kind` is object, list, text, number or word (true, false, null); `exact` marks integers that
    JavaScript would round; `masked` hides contact data and secrets; `hidden` counts children left
    out; `marked` is the place something is said about.
    """

    key: str | None
    path: str
    kind: str
    text: str
    children: tuple["Node", ...] = ()
    size: int = 0
    hidden: int = 0
    unfolded: bool = False
    exact: bool = False
    masked: bool = False
    marked: bool = False


def parse(body: bytes | str) -> Any:  # noqa: ANN401
    """Read JSON keeping numbers as written; objects come as tuples of pairs. Raises ValueError."""
    try:
        return json.loads(
            body,
            parse_int=Figure,
            parse_float=Figure,
            parse_constant=Figure,
            object_pairs_hook=tuple,
        )
    except RecursionError as error:
        raise ValueError("The body is nested too deeply to be shown.") from error


def build(body: bytes | str, *, masked: bool = True, marked: str = "") -> Node:
    """Give the tree of a JSON body; raises ValueError when it is not JSON.

    `masked` hides contact data; secrets are hidden always. `marked` is the path of a value to
    point at; the way to it is unfolded.
    """
    return _Builder(masked=masked, marked=marked).node(None, "", parse(body), 0)


class _Builder:
    """Walks a body once and stops adding nodes at the limit."""

    def __init__(self, *, masked: bool, marked: str) -> None:
        self._masked = masked
        self._marked = marked
        self._left = MOST_NODES

    def node(self, key: str | None, path: str, value: object, depth: int) -> Node:
        self._left -= 1
        if isinstance(value, tuple):
            named = [(clean(name), part) for name, part in value]
            pairs = [(name, f"{path}.{name}".lstrip("."), part) for name, part in named]
            return self._branch(key, path, "object", pairs, depth)
        if isinstance(value, list):
            parts = [(None, f"{path}[{at}]", part) for at, part in enumerate(value)]
            return self._branch(key, path, "list", parts, depth)
        return self._leaf(key, path, value)

    def _branch(
        self,
        key: str | None,
        path: str,
        kind: str,
        parts: Sequence[tuple[str | None, str, object]],
        depth: int,
    ) -> Node:
        children = tuple(self._children(parts, depth + 1)) if depth < DEEPEST else ()
        unfolded = depth < OPEN_DEPTH and (kind == "object" or len(parts) <= OPEN_LENGTH)
        unfolded |= any(self._marked.startswith(f"{path}{sign}") for sign in ".[")
        return Node(
            key=key,
            path=path,
            kind=kind,
            text="",
            children=children,
            size=len(parts),
            hidden=len(parts) - len(children),
            unfolded=unfolded,
            marked=self._is_marked(path),
        )

    def _children(
        self, parts: Sequence[tuple[str | None, str, object]], depth: int
    ) -> Iterable[Node]:
        for name, path, part in parts:
            if self._left <= 0:
                return
            yield self.node(name, path, part, depth)

    def _leaf(self, key: str | None, path: str, value: object) -> Node:
        marked = self._is_marked(path)
        if not isinstance(value, str | Figure):
            return Node(key, path, "word", json.dumps(value), marked=marked)
        kind, text = ("text", clean(value)) if isinstance(value, str) else ("number", value.text)
        name = (key or "").lower()
        hide = bool(text) and (name in SECRET or (self._masked and name in CONTACT))
        shown = ("••••" if name in SECRET else mask(text)) if hide else text
        exact = kind == "number" and _rounded(text)
        return Node(key, path, kind, shown, exact=exact, masked=hide, marked=marked)

    def _is_marked(self, path: str) -> bool:
        return bool(self._marked) and path == self._marked


def clean(text: str) -> str:
    """Replace halves of letters, which JSON can hold and no page can."""
    return text.encode("utf-8", "replace").decode()


def _rounded(text: str) -> bool:
    digits = text.lstrip("-")
    return digits.isdigit() and (len(digits) > 16 or int(digits) > _SAFE_INTEGER)
