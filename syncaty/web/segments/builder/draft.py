"""A rule that is still being written: its JSON form, with holes, out of a form's fields.

A control is named by the path of what it sets (`r.all.0.value`), so that a fault's path leads to
it. Holes are empty texts and lists; `complete` says which conditions have none.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from syncaty.segments.rules.fault import RuleError
from syncaty.segments.rules.fields import FIELDS, OPERATORS, WHERE
from syncaty.segments.rules.read import DEEPEST, read_rule
from syncaty.segments.rules.tree import BOUNDS, GOODS, MEASURES

Document = dict[str, Any]
JOINS = ("all", "any")
ROOT = "r"
NEVER = "never"
WINDOWS = ("ever", "last_days", "since", "until", "between")
_LONGEST_PATH = 2 * DEEPEST + 6
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩٫", "0123456789.", ",٬ \u00a0\u200e\u200f")


def read_form(fields: Mapping[str, Sequence[str]]) -> Document:
    """Give the rule that a form holds, as a join; what does not belong is left out."""
    tree: dict[str, Any] = {}
    for name, values in fields.items():
        parts = name.split(".")
        if parts[0] != ROOT or len(parts) > _LONGEST_PATH:
            continue
        at = tree
        for part in parts[1:]:
            at = at.setdefault(part, {})
        at[""] = list(values)
    return joined(_node(tree) or {"all": []})


def joined(document: Document) -> Document:
    """Give a rule as a join of its own: what is a single condition becomes a join of one."""
    plain = without_doubts(document)
    return plain if any(join in plain for join in JOINS) else {"all": [plain]}


def without_doubts(document: Document) -> Document:
    """Give a rule with "not not" taken away: it holds for the same customers."""
    for join in JOINS:
        if join in document:
            return {join: [without_doubts(each) for each in document[join]]}
    if "not" in document:
        inner = without_doubts(document["not"])
        return without_doubts(inner["not"]) if "not" in inner else {"not": inner}
    return document


def bare(document: Document) -> Document:
    """Give a rule without a join around a single condition at its root."""
    for join in JOINS:
        if len(document.get(join, ())) == 1:
            only: Document = document[join][0]
            return bare(only)
    return document


def path_in(document: Document, path: str) -> str:
    """Give the path in a rule of what stands at a path of its bare form."""
    for join in JOINS:
        if len(document.get(join, ())) == 1:
            inner = path_in(document[join][0], path)
            return under(under(join, "0"), inner) if inner else under(join, "0")
    return path


def filled(document: Document) -> Document:
    """Give a rule without the conditions that are not filled in yet."""
    for join in JOINS:
        if join in document:
            kept = [filled(each) for each in document[join] if _has_something(each)]
            return {join: kept}
    if "not" in document:
        return {"not": filled(document["not"])}
    if where := document.get("where"):
        return {**document, "where": {name: given for name, given in where.items() if given}}
    return document


def leaves(document: Document, path: str = "") -> list[tuple[str, Document]]:
    """Give the conditions of a rule with their paths, from left to right."""
    for join in JOINS:
        if join in document:
            return [
                leaf
                for at, each in enumerate(document[join])
                for leaf in leaves(each, under(path, join, str(at)))
            ]
    if "not" in document:
        return leaves(document["not"], under(path, "not"))
    return [(path, document)]


def under(path: str, *parts: str) -> str:
    """Give the path of something beneath a path."""
    return ".".join((path, *parts) if path else parts)


def complete(leaf: Document) -> bool:
    """Tell whether nothing of a condition is missing."""
    values = [leaf[name] for name in leaf if name != "where"]
    return not any(each in ("", []) or (isinstance(each, list) and "" in each) for each in values)


def whole(leaf: Document) -> bool:
    """Tell whether nothing of a condition is missing, nor of how its orders are narrowed."""
    return complete(leaf) and all(leaf.get("where", {"": True}).values())


def fault_of(leaf: Document) -> RuleError | None:
    """Give what is wrong with one condition by itself, its path from the condition on."""
    try:
        read_rule(filled(leaf))
    except RuleError as error:
        return error
    return None


def number(text: str) -> int | str:
    """Read a number as people type it: any digits, grouped; what is none stays as it is."""
    plain = text.strip().translate(_DIGITS)
    return int(plain) if plain.isdecimal() and len(plain) < 16 else plain


def _has_something(document: Document) -> bool:
    for join in JOINS:
        if join in document:
            return any(_has_something(each) for each in document[join])
    if "not" in document:
        return _has_something(document["not"])
    return complete(document)


def _node(tree: dict[str, Any]) -> Document | None:
    for join in JOINS:
        if join in tree:
            held = tree[join]
            places = sorted((each for each in held if each.isdecimal()), key=int)
            inner = [_node(held[each]) for each in places]
            said = _last(held)
            return {said if said in JOINS else join: [each for each in inner if each is not None]}
    if "not" in tree:
        inner_one = _node(tree["not"])
        return None if inner_one is None else {"not": inner_one}
    if "field" in tree:
        return _compare(tree)
    if "bought" in tree:
        return _bought(tree)
    return {"member_of": _last(tree["member_of"])} if "member_of" in tree else None


def _compare(tree: dict[str, Any]) -> Document | None:
    field = FIELDS.get(_last(tree["field"]))
    if field is None:
        return None
    said = _last(tree.get("op", {}))
    op = "known" if said == "unknown" else said
    operand = OPERATORS[field.kind].get(op)
    if operand is None:
        op, operand = next(iter(OPERATORS[field.kind].items()))
    given = tree.get("value", {})
    pair = [_last(given.get(each, {})) for each in ("0", "1")]
    first = _last(given) or pair[0]
    value: Any
    match operand:
        case "texts":
            value = list(dict.fromkeys(each.strip() for each in given.get("", []) if each.strip()))
        case "pair":
            value = [number(pair[0] or _last(given)), number(pair[1])]
        case "day":
            value = first if _is_day(first) else ""
        case "yes":
            value = said != "unknown"
        case _:
            value = "" if _is_day(first) else number(first)
    return {"field": field.name, "op": op, "value": value}


def _bought(tree: dict[str, Any]) -> Document | None:
    goods, bound = _last(tree["bought"]), _last(tree.get("bound", {}))
    measure = _last(tree.get("measure", {}))
    if goods not in GOODS:
        return None
    document: Document = {"bought": goods}
    if goods != "anything":
        given = [number(each) for each in tree.get("ids", {}).get("", []) if each.strip()]
        document["ids"] = list(dict.fromkeys(str(each) for each in given))
    document["measure"] = measure if measure in MEASURES and bound != NEVER else "times"
    if bound == NEVER:
        document["at_most"] = 0
    else:
        said = number(_last(tree.get("value", {})))
        document[bound if bound in BOUNDS else "at_least"] = said
    document |= _window(tree)
    where = {
        name: [each for each in held.get("", []) if each.strip()]
        for name, held in tree.get("where", {}).items()
        if name in WHERE
    }
    return {**document, "where": where} if where else document


def _window(tree: dict[str, Any]) -> Document:
    window = _last(tree.get("window", {}))
    since, until = (_last(tree.get(each, {})) for each in ("since", "until"))
    match window:
        case "last_days":
            held = _last(tree.get("last_days", {}))
            return {"last_days": number(held) if held else 90 if "last_days" not in tree else ""}
        case "since":
            return {"since": since}
        case "until":
            return {"until": until}
        case "between":
            return {"since": since, "until": until}
    return {}


def _last(tree: Mapping[str, Any]) -> str:
    values = tree.get("", [])
    return str(values[-1]).strip() if values else ""


def _is_day(text: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
