"""The JSON Schema of rules (draft 2020-12), made from the lists that reading checks against."""

from typing import Any

from syncaty.segments.rules.fields import FIELDS, MOST_DAYS, OPERATORS, WHERE, Field, Operand
from syncaty.segments.rules.operands import LONGEST, MOST_VALUES
from syncaty.segments.rules.read import MOST_CONDITIONS
from syncaty.segments.rules.tree import BOUNDS, GOODS, MEASURES

_RULE = {"$ref": "#/$defs/rule"}
_NUMBER = {
    "anyOf": [
        {"type": "number", "minimum": 0, "maximum": 10**15},
        {"type": "string", "pattern": r"^[0-9]+(\.[0-9]{1,6})?$"},
    ]
}
_DAY = {"type": "string", "format": "date", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_TEXT = {"type": "string", "minLength": 1, "maxLength": LONGEST}


def rule_schema() -> dict[str, Any]:
    """Give the schema. What it takes may still be refused: for its size, or a window that ends
    before it begins; what it refuses is always refused.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A segment's rule",
        "$ref": "#/$defs/rule",
        "$defs": {
            "rule": {
                "oneOf": [
                    _join("all", "Every one holds; an empty list holds for everybody"),
                    _join("any", "At least one holds; an empty list holds for nobody"),
                    _object({"not": _RULE}, "Holds exactly where its rule does not"),
                    {"$ref": "#/$defs/bought"},
                    _object({"member_of": {"type": "string"}}, "Members of another segment"),
                    *(_compare(field) for field in FIELDS.values()),
                ]
            },
            "bought": _bought(),
        },
    }


def _join(word: str, meaning: str) -> dict[str, Any]:
    return _object({word: {"type": "array", "items": _RULE, "maxItems": MOST_CONDITIONS}}, meaning)


def _object(properties: dict[str, Any], meaning: str, *optional: str) -> dict[str, Any]:
    return {
        "type": "object",
        "description": meaning,
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


def _compare(field: Field) -> dict[str, Any]:
    ways = [
        {"properties": {"op": {"const": op}, "value": _operand(operand, field)}}
        for op, operand in OPERATORS[field.kind].items()
    ]
    operators = list(OPERATORS[field.kind])
    shape = _object(
        {"field": {"const": field.name}, "op": {"enum": operators}, "value": True}, field.meaning
    )
    return {**shape, "oneOf": ways}


def _operand(operand: Operand, field: Field) -> dict[str, Any]:
    match operand:
        case "number":
            return _number(field)
        case "pair":
            return _list(_number(field), 2, 2)
        case "texts":
            one = {"enum": list(field.choices)} if field.choices else _TEXT
            return {"anyOf": [one, _list(one, 1, MOST_VALUES)]}
        case "day":
            return _DAY
        case "days":
            return {"type": "integer", "minimum": 0, "maximum": MOST_DAYS}
        case "yes":
            return {"type": "boolean"}


def _number(field: Field) -> dict[str, Any]:
    if field.kind == "money" or field.name == "days_between":
        return _NUMBER
    whole = {"type": "integer", "minimum": field.low, "maximum": field.high}
    return {"anyOf": [whole, {"type": "string", "pattern": r"^[0-9]+$"}]}


def _list(items: dict[str, Any], low: int, high: int) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": low, "maxItems": high}


def _bought() -> dict[str, Any]:
    number = {
        "anyOf": [{"type": "integer", "minimum": 1}, {"type": "string", "pattern": "^[0-9]+$"}]
    }
    texts = {"anyOf": [_TEXT, _list(_TEXT, 1, MOST_VALUES)]}
    optional: dict[str, Any] = {
        "ids": {"type": "array", "items": number, "maxItems": MOST_VALUES},
        "measure": {"enum": list(MEASURES), "default": "times"},
        **dict.fromkeys(BOUNDS, _NUMBER),
        "last_days": {"type": "integer", "minimum": 1, "maximum": MOST_DAYS},
        "since": _DAY,
        "until": _DAY,
        "where": {
            "type": "object",
            "properties": dict.fromkeys(WHERE, texts),
            "additionalProperties": False,
        },
    }
    shape = _object(
        {"bought": {"enum": list(GOODS)}, **optional},
        "How often, how many pieces, or for how much a customer bought something",
        *optional,
    )
    return {**shape, "oneOf": [{"required": [bound]} for bound in BOUNDS]}
