"""Reads a rule from its JSON form, and gives the place of the first fault."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from syncaty.segments.rules import operands
from syncaty.segments.rules.fault import RuleError
from syncaty.segments.rules.fields import FIELDS, OPERATORS, WHERE
from syncaty.segments.rules.tree import (
    BOUNDS,
    GOODS,
    MEASURES,
    All,
    AnyOf,
    Bought,
    Compare,
    MemberOf,
    Not,
    Rule,
    Window,
    conditions,
)

_T = TypeVar("_T", bound=str)

MOST_CONDITIONS = 1_000
DEEPEST = 100

_BOUGHT = {"bought", "ids", "measure", *BOUNDS, "last_days", "since", "until", "where"}


def read_rule(document: object) -> Rule:
    """Read a rule; raises RuleError with the path of the first fault.

    At most 1,000 conditions, 100 levels deep.
    """
    rule = _rule(document, (), 0)
    count = sum(1 for _ in conditions(rule))
    if count > MOST_CONDITIONS:
        raise RuleError("", f"The rule has {count:,} conditions; at most {MOST_CONDITIONS:,}.")
    return rule


def _rule(document: object, path: tuple[str, ...], depth: int) -> Rule:
    if depth > DEEPEST:
        raise RuleError(_at(path), f"The rule is nested deeper than {DEEPEST} levels.")
    if not isinstance(document, dict):
        raise RuleError(_at(path), 'A rule is an object such as {"field": …} or {"all": […]}.')
    kinds = [
        key for key in ("all", "any", "not", "field", "bought", "member_of") if key in document
    ]
    if len(kinds) != 1:
        raise RuleError(
            _at(path), "A rule has exactly one of all, any, not, field, bought and member_of."
        )
    match kinds[0]:
        case "all" | "any" as join:
            _only(document, {join}, path)
            rules = _rules(document[join], (*path, join), depth)
            return All(rules) if join == "all" else AnyOf(rules)
        case "not":
            _only(document, {"not"}, path)
            return Not(_rule(document["not"], (*path, "not"), depth + 1))
        case "field":
            return _compare(document, path)
        case "bought":
            return _bought(document, path)
        case _:
            _only(document, {"member_of"}, path)
            return MemberOf(operands.key(document["member_of"], _at((*path, "member_of"))))


def _rules(document: object, path: tuple[str, ...], depth: int) -> tuple[Rule, ...]:
    if not isinstance(document, list):
        raise RuleError(_at(path), "Give a list of rules.")
    if len(document) > MOST_CONDITIONS:
        raise RuleError(_at(path), f"{len(document):,} rules; at most {MOST_CONDITIONS:,}.")
    return tuple(_rule(each, (*path, str(at)), depth + 1) for at, each in enumerate(document))


def _compare(document: Mapping[str, Any], path: tuple[str, ...]) -> Compare:
    _only(document, {"field", "op", "value"}, path)
    name = _one_of(document["field"], tuple(FIELDS), (*path, "field"))
    field = FIELDS[name]
    ops = OPERATORS[field.kind]
    op = _one_of(document.get("op"), tuple(ops), (*path, "op"))
    if "value" not in document:
        raise RuleError(_at((*path, "value")), f"What {name} is compared with is missing.")
    value = operands.read(ops[op], document["value"], field, _at((*path, "value")))
    return Compare(name, op, value)


def _bought(document: Mapping[str, Any], path: tuple[str, ...]) -> Bought:
    _only(document, _BOUGHT, path)
    goods = _one_of(document["bought"], GOODS, (*path, "bought"))
    ids = operands.ids(document.get("ids", []), _at((*path, "ids")))
    if (goods == "anything") != (not ids):
        wanted = "Leave ids out" if goods == "anything" else f"Name at least one {goods}"
        raise RuleError(_at((*path, "ids")), f"{wanted} when bought is {goods}.")
    measure = _one_of(document.get("measure", "times"), MEASURES, (*path, "measure"))
    given = [bound for bound in BOUNDS if bound in document]
    if len(given) != 1:
        raise RuleError(_at(path), "Say how much: exactly one of at_least, at_most and exactly.")
    at = _at((*path, given[0]))
    value = operands.decimal(document[given[0]], at)
    if measure == "times" and value != value.to_integral_value():
        raise RuleError(at, "Times are counted in whole numbers.")
    return Bought(
        goods, ids, measure, given[0], value, _window(document, path), _where(document, path)
    )


def _window(document: Mapping[str, Any], path: tuple[str, ...]) -> Window:
    days, since, until = (document.get(key) for key in ("last_days", "since", "until"))
    if days is not None and (since is not None or until is not None):
        raise RuleError(_at(path), "Give either last_days, or since and until.")
    window = Window(
        None if days is None else operands.days(days, _at((*path, "last_days")), low=1),
        None if since is None else operands.day(since, _at((*path, "since"))),
        None if until is None else operands.day(until, _at((*path, "until"))),
    )
    if window.since and window.until and window.since > window.until:
        raise RuleError(_at((*path, "until")), "The window ends before it begins.")
    return window


def _where(
    document: Mapping[str, Any], path: tuple[str, ...]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    where = document.get("where", {})
    at = (*path, "where")
    if not isinstance(where, dict):
        raise RuleError(_at(at), 'Give an object such as {"payment_method": ["mada"]}.')
    return tuple(
        (
            _one_of(name, WHERE, (*at, str(name))),
            operands.texts(where[name], _at((*at, str(name)))),
        )
        for name in sorted(where, key=str)
    )


def _only(document: Mapping[str, Any], known: set[str], path: tuple[str, ...]) -> None:
    for name in document:
        if name not in known:
            raise RuleError(
                _at((*path, str(name))), f"Not known here; there are {', '.join(sorted(known))}."
            )


def _one_of(value: object, known: Sequence[_T], path: tuple[str, ...]) -> _T:
    for each in known:
        if value == each:
            return each
    raise RuleError(_at(path), f"Give one of {', '.join(known)}.")


def _at(path: tuple[str, ...]) -> str:
    return ".".join(path)
