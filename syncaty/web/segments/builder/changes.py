"""What can be done to a rule that is being written: add, remove, move, turn round, group.

Places are paths into the JSON form: of a list (`all.1.any`) to add to, of one of its elements
(`all.1.any.0`) for all else. A place that is no more changes nothing.
"""

import copy
from collections.abc import Callable
from typing import Any

from syncaty.segments.rules.fields import FIELDS, WHERE, Kind
from syncaty.segments.rules.tree import GOODS
from syncaty.web.segments.builder.draft import JOINS, Document, joined, under

_NUMBERS = {"orders": 2, "spent": 500, "average_order": 200, "refunds": 1, "discounts": 2} | {
    "days_between": 30,
    **dict.fromkeys("rfm", 4),
    "age": 18,
}
_DAYS: dict[str, tuple[str, Any]] = {"last_order_on": ("days_ago_at_least", 90)}
_USUAL: dict[Kind, tuple[str, Any]] = {
    "text": ("is", []),
    "choice": ("is", []),
    "number": ("at_least", 1),
    "money": ("at_least", 1),
    "day": ("days_ago_at_most", 30),
    "birthday": ("within_next_days", 7),
    "presence": ("known", True),
}


def fresh(what: str) -> Document | None:
    """Give a new condition or group, with what is asked most often filled in."""
    if what == "anything":
        return {"bought": what, "measure": "times", "at_least": 1, "last_days": 90}
    if what in GOODS:
        return {"bought": what, "ids": [], "measure": "times", "at_least": 1, "last_days": 90}
    if what in JOINS:
        return {what: []}
    if what == "member_of":
        return {"member_of": ""}
    field = FIELDS.get(what)
    if field is None:
        return None
    op, value = _USUAL[field.kind]
    if what in _DAYS:
        op, value = _DAYS[what]
    return {"field": what, "op": op, "value": copy.copy(_NUMBERS.get(what, value))}


def change(document: Document, act: str, place: str, what: str = "") -> tuple[Document, str]:
    """Give the rule after an act, and the path that the eye should be led to."""
    held = copy.deepcopy(document)
    if act == "add":
        return _added(held, place, what)
    parts = place.split(".")
    siblings = _at(held, parts[:-1])
    if not isinstance(siblings, list) or not parts[-1].isdecimal():
        return document, ""
    at = int(parts[-1])
    if act not in _ACTS or at >= len(siblings):
        return document, ""
    led = _ACTS[act](held, siblings, at, parts, what)
    return joined(held), led


def _added(held: Document, place: str, what: str) -> tuple[Document, str]:
    there, new = _at(held, place.split(".")), fresh(what)
    if not isinstance(there, list) or new is None:
        return held, ""
    there.append(new)
    return held, under(place, str(len(there) - 1))


def _remove(held: Document, siblings: list[Document], at: int, parts: list[str], _: str) -> str:
    del siblings[at]
    if siblings or len(parts) <= 2:
        return ".".join([*parts[:-1], str(max(0, at - 1))]) if siblings else ""
    return _drop_empty(held, parts[:-1])


def _drop_empty(held: Document, parts: list[str]) -> str:
    """Take away a group that nothing is left in, with a "not" around it."""
    above = parts[:-1]
    while above and above[-1] == "not":
        above = above[:-1]
    siblings = _at(held, above[:-1])
    if isinstance(siblings, list) and above:
        return _remove(held, siblings, int(above[-1]), above, "")
    return ""


def _negate(_h: Document, siblings: list[Document], at: int, parts: list[str], _: str) -> str:
    here = siblings[at]
    siblings[at] = here.get("not", {"not": here})
    return ".".join(parts)


def _wrap(_h: Document, siblings: list[Document], at: int, parts: list[str], _: str) -> str:
    other = "any" if parts[-2] == "all" else "all"
    siblings[at] = {other: [siblings[at]]}
    return ".".join([*parts, other, "0"])


def _copy(_h: Document, siblings: list[Document], at: int, parts: list[str], _: str) -> str:
    siblings.insert(at + 1, copy.deepcopy(siblings[at]))
    return ".".join([*parts[:-1], str(at + 1)])


def _up(_h: Document, siblings: list[Document], at: int, parts: list[str], _: str) -> str:
    to = max(0, at - 1)
    siblings.insert(to, siblings.pop(at))
    return ".".join([*parts[:-1], str(to)])


def _down(_h: Document, siblings: list[Document], at: int, parts: list[str], _: str) -> str:
    to = min(len(siblings) - 1, at + 1)
    siblings.insert(to, siblings.pop(at))
    return ".".join([*parts[:-1], str(to)])


def _out(held: Document, siblings: list[Document], at: int, parts: list[str], _: str) -> str:
    """Move a condition out of its group, to behind it."""
    group = parts[:-2]
    while group and group[-1] == "not":
        group = group[:-1]
    above = _at(held, group[:-1])
    if not group or not isinstance(above, list):
        return ".".join(parts)
    behind = int(group[-1]) + (1 if len(siblings) > 1 else 0)
    moved = siblings.pop(at)
    if not siblings:
        del above[int(group[-1])]
    above.insert(behind, moved)
    return ".".join([*group[:-1], str(behind)])


def _into(_h: Document, siblings: list[Document], at: int, parts: list[str], _: str) -> str:
    """Move a condition to the end of the group before it, or the start of the one behind it."""
    for beside, place in ((at - 1, None), (at + 1, 0)):
        if not 0 <= beside < len(siblings):
            continue
        group, more = siblings[beside], [str(beside - (1 if beside > at else 0))]
        if "not" in group:
            group, more = group["not"], [*more, "not"]
        for join in JOINS:
            if join in group:
                inner = group[join]
                to = len(inner) if place is None else place
                inner.insert(to, siblings.pop(at))
                return ".".join([*parts[:-1], *more, join, str(to)])
    return ".".join(parts)


def _narrow(_h: Document, siblings: list[Document], at: int, parts: list[str], what: str) -> str:
    leaf = siblings[at].get("not", siblings[at])
    if "bought" in leaf and what in WHERE:
        leaf.setdefault("where", {}).setdefault(what, [])
    return ".".join(parts)


def _widen(_h: Document, siblings: list[Document], at: int, parts: list[str], what: str) -> str:
    leaf = siblings[at].get("not", siblings[at])
    leaf.get("where", {}).pop(what, None)
    if not leaf.get("where", True):
        del leaf["where"]
    return ".".join(parts)


_ACTS: dict[str, Callable[[Document, list[Document], int, list[str], str], str]] = {
    "remove": _remove,
    "not": _negate,
    "wrap": _wrap,
    "copy": _copy,
    "up": _up,
    "down": _down,
    "out": _out,
    "into": _into,
    "narrow": _narrow,
    "widen": _widen,
}


def _at(document: Any, parts: list[str]) -> Any:  # noqa: ANN401 - a document or a list of them
    here = document
    for part in parts:
        if isinstance(here, dict):
            here = here.get(part)
        elif isinstance(here, list) and part.isdecimal() and int(part) < len(here):
            here = here[int(part)]
        else:
            return None
    return here
