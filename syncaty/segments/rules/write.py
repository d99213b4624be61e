"""Writes a rule in its JSON form, the one that is kept."""

from datetime import date
from decimal import Decimal
from typing import Any

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


def write_rule(rule: Rule) -> dict[str, Any]:
    """Give the JSON form of a rule; reading it back gives the same rule."""
    match rule:
        case All(rules):
            return {"all": [write_rule(each) for each in rules]}
        case AnyOf(rules):
            return {"any": [write_rule(each) for each in rules]}
        case Not(inner):
            return {"not": write_rule(inner)}
        case Compare(field, op, value):
            return {"field": field, "op": op, "value": _value(value)}
        case MemberOf(segment):
            return {"member_of": segment}
        case Bought():
            return _bought(rule)


def _bought(rule: Bought) -> dict[str, Any]:
    document: dict[str, Any] = {"bought": rule.goods}
    if rule.ids:
        document["ids"] = [str(each) for each in rule.ids]
    document["measure"] = rule.measure
    document[rule.bound] = _number(rule.value)
    window = rule.window
    for name, value in (
        ("last_days", window.last_days),
        ("since", window.since),
        ("until", window.until),
    ):
        if value is not None:
            document[name] = _value(value)
    if rule.where:
        document["where"] = {name: list(values) for name, values in rule.where}
    return document


def _value(value: Value) -> Any:  # noqa: ANN401 - whatever JSON has for it
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_number(each) if isinstance(each, Decimal) else each for each in value]
    return value


def _number(value: Decimal) -> int | str:
    """Give whole numbers as such and others as text, which no reader rounds."""
    return int(value) if value == value.to_integral_value() else format(value.normalize(), "f")
