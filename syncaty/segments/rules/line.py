"""Writes a rule as one readable line, which `parse` reads back.

orders at_least 3 and city is ("الرياض", "جدة")
and not bought product 15, 17 times at_least 1 last_days 90 where payment_method ("cod")
"""

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from syncaty.segments.rules.tree import (
    All,
    AnyOf,
    Bought,
    Compare,
    MemberOf,
    Not,
    Rule,
    Value,
)

EVERYBODY, NOBODY = "everybody", "nobody"


def line_of(rule: Rule) -> str:
    """Give the line of a rule."""
    match rule:
        case All(rules):
            return _joined(rules, "and", EVERYBODY)
        case AnyOf(rules):
            return _joined(rules, "or", NOBODY)
        case Not(inner):
            return f"not {_inner(inner)}"
        case Compare(field, op, value):
            return f"{field} {op} {_value(value)}"
        case MemberOf(segment):
            return f"member_of {json.dumps(segment)}"
        case Bought():
            return _bought(rule)


def _joined(rules: Sequence[Rule], word: str, nothing: str) -> str:
    if not rules:
        return nothing
    if len(rules) == 1:  # keeps its join when read back
        return f"{'all' if word == 'and' else 'any'} ({line_of(rules[0])})"
    return f" {word} ".join(_inner(each) for each in rules)


def _inner(rule: Rule) -> str:
    joins = isinstance(rule, All | AnyOf) and len(rule.rules) > 1
    return f"({line_of(rule)})" if joins else line_of(rule)


def _bought(rule: Bought) -> str:
    words = ["bought", rule.goods]
    if rule.ids:
        words.append(", ".join(str(each) for each in rule.ids))
    words += [rule.measure, rule.bound, format(rule.value.normalize(), "f")]
    if rule.window.last_days is not None:
        words += ["last_days", str(rule.window.last_days)]
    if rule.window.since is not None:
        words += ["since", rule.window.since.isoformat()]
    if rule.window.until is not None:
        words += ["until", rule.window.until.isoformat()]
    for name, values in rule.where:
        words += ["where", name, _value(values)]
    return " ".join(words)


def _value(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return f"({', '.join(_part(each) for each in value)})"
    return _part(value)


def _part(value: object) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)
