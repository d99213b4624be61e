"""Rules come back as they were written, in JSON and as a line, and faults name their place."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema_rs import Draft202012Validator

from syncaty.segments.rules.fault import RuleError
from syncaty.segments.rules.fields import FIELDS, OPERATORS, WHERE, Field, Operand
from syncaty.segments.rules.line import line_of
from syncaty.segments.rules.parse import parse_line
from syncaty.segments.rules.read import MOST_CONDITIONS, read_rule
from syncaty.segments.rules.schema import rule_schema
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
from syncaty.segments.rules.write import write_rule

_TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from('"\\()، ,'),
    min_size=1,
    max_size=20,
).filter(lambda text: text == text.strip() and text != "")
_TEXTS = st.lists(_TEXT, min_size=1, max_size=3, unique=True).map(tuple)
_AMOUNT = st.decimals(0, 10**9, places=2).map(lambda each: Decimal(format(each.normalize(), "f")))
_DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))


def _operand(operand: Operand, field: Field) -> st.SearchStrategy[Any]:  # noqa: PLR0911
    match operand:
        case "number":
            if field.kind == "money" or field.name == "days_between":
                return _AMOUNT
            return st.integers(field.low, field.high)
        case "pair":
            number = _operand("number", field).map(lambda each: Decimal(str(each)))
            return st.tuples(number, number).map(lambda pair: tuple(sorted(pair)))
        case "texts":
            chosen = st.lists(st.sampled_from(field.choices or ("",)), min_size=1, unique=True)
            return chosen.map(tuple) if field.choices else _TEXTS
        case "day":
            return _DAYS
        case "days":
            return st.integers(0, 3660)
        case "yes":
            return st.booleans()


@st.composite
def _compare(draw: st.DrawFn) -> Compare:
    field = FIELDS[draw(st.sampled_from(list(FIELDS)))]
    op = draw(st.sampled_from(list(OPERATORS[field.kind])))
    return Compare(field.name, op, draw(_operand(OPERATORS[field.kind][op], field)))


@st.composite
def _bought(draw: st.DrawFn) -> Bought:
    goods = draw(st.sampled_from(GOODS))
    ids = st.lists(st.integers(1, 2**63 - 1), min_size=1, max_size=3, unique=True).map(tuple)
    measure = draw(st.sampled_from(MEASURES))
    value = st.integers(0, 1000).map(Decimal) if measure == "times" else _AMOUNT
    window = st.one_of(
        st.just(Window()),
        st.integers(1, 3660).map(Window),
        _DAYS.map(lambda day: Window(since=day)),
        _DAYS.map(lambda day: Window(until=day)),
        st.tuples(_DAYS, _DAYS).map(lambda pair: Window(None, min(pair), max(pair))),
    )
    where = st.dictionaries(st.sampled_from(WHERE), _TEXTS, max_size=2)
    return Bought(
        goods,
        () if goods == "anything" else draw(ids),
        measure,
        draw(st.sampled_from(BOUNDS)),
        draw(value),
        draw(window),
        tuple(sorted(draw(where).items())),
    )


def _joins(inner: st.SearchStrategy[Rule]) -> st.SearchStrategy[Rule]:
    several = st.lists(inner, max_size=4).map(tuple)
    return several.map(All) | several.map(AnyOf) | inner.map(Not)


_MEMBER = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,10}", fullmatch=True).map(MemberOf)
RULES: st.SearchStrategy[Rule] = st.recursive(
    _compare() | _bought() | _MEMBER, _joins, max_leaves=12
)


@given(RULES)
def test_a_rule_comes_back_from_its_json_form(rule: Rule) -> None:
    assert read_rule(write_rule(rule)) == rule


@given(RULES)
def test_a_rule_comes_back_from_its_line(rule: Rule) -> None:
    assert parse_line(line_of(rule)) == rule


def test_a_line_reads_like_a_sentence() -> None:
    rule = parse_line(
        'orders at_least 3 and city is ("الرياض", "جدة")'
        " and not bought product 15, 17 at_least 1 last_days 90"
    )
    assert rule == All(
        (
            Compare("orders", "at_least", 3),
            Compare("city", "is", ("الرياض", "جدة")),
            Not(Bought("product", (15, 17), "times", "at_least", Decimal(1), Window(90))),
        )
    )


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ([], ""),
        ({}, ""),
        ({"all": [], "any": []}, ""),
        ({"all": [{"not": {"field": "town", "op": "is", "value": "x"}}]}, "all.0.not.field"),
        ({"field": "orders", "op": "contains", "value": 1}, "op"),
        ({"field": "orders", "op": "at_least"}, "value"),
        ({"field": "orders", "op": "at_least", "value": "three"}, "value"),
        ({"field": "orders", "op": "at_least", "value": True}, "value"),
        ({"field": "orders", "op": "at_least", "value": float("nan")}, "value"),
        ({"field": "r", "op": "at_least", "value": 6}, "value"),
        ({"field": "spent", "op": "between", "value": [5, 1]}, "value"),
        ({"field": "segment", "op": "is", "value": ["kings"]}, "value"),
        ({"field": "city", "op": "is", "value": []}, "value"),
        ({"field": "city", "op": "is", "value": "x", "also": 1}, "also"),
        ({"field": "first_order_on", "op": "before", "value": "2026-02-30"}, "value"),
        ({"bought": "anything"}, ""),
        ({"bought": "anything", "ids": [1], "at_least": 1}, "ids"),
        ({"bought": "product", "at_least": 1}, "ids"),
        ({"bought": "product", "ids": ["x"], "at_least": 1}, "ids"),
        ({"bought": "anything", "at_least": 1, "last_days": 0}, "last_days"),
        ({"bought": "anything", "at_least": 1, "last_days": 10_000}, "last_days"),
        ({"bought": "anything", "at_least": 1.5}, "at_least"),
        ({"bought": "anything", "at_least": -1, "measure": "amount"}, "at_least"),
        (
            {"bought": "anything", "at_least": 1, "since": "2026-02-02", "until": "2026-01-01"},
            "until",
        ),
        ({"bought": "anything", "at_least": 1, "where": {"colour": ["red"]}}, "where.colour"),
        ({"member_of": "No such; drop table"}, "member_of"),
    ],
)  # fmt: skip
def test_a_fault_names_its_place(document: object, path: str) -> None:
    with pytest.raises(RuleError) as fault:
        read_rule(document)
    assert fault.value.path == path
    assert fault.value.sentence.endswith(".")


def test_thousands_of_conditions_are_refused_in_a_sentence() -> None:
    condition = {"field": "orders", "op": "at_least", "value": 1}
    whole = read_rule({"any": [condition] * MOST_CONDITIONS})
    assert sum(1 for _ in conditions(whole)) == MOST_CONDITIONS
    halves = [{"all": [condition] * 600}, {"all": [condition] * 600}]
    for document in ({"any": [condition] * 10_000}, {"any": halves}):
        with pytest.raises(RuleError, match="at most 1,000"):
            read_rule(document)


def test_bottomless_nesting_is_refused_in_a_sentence() -> None:
    document: dict[str, Any] = {"field": "orders", "op": "at_least", "value": 1}
    for _ in range(900):
        document = {"not": document}
    with pytest.raises(RuleError, match="deeper than"):
        read_rule(document)
    for line in ("(" * 5_000, "not " * 5_000):
        with pytest.raises(RuleError, match="deeper than"):
            parse_line(line)


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("orders at_least 3 or city is ;", 29),
        ("orders at_least 3 and (r is 5 or f is 5", 40),
        ("orders at_least 1 and r is 5 or f is 5", 30),
        ("orders at_least 3 4", 19),
        ("", 1),
        ('city is "الرياض', 8),
    ],
)
def test_a_fault_of_a_line_names_its_column(line: str, column: int) -> None:
    with pytest.raises(RuleError) as fault:
        parse_line(line)
    assert fault.value.path == f"column {column}"


_PIECES = [
    *("orders", "at_least", "3", "and", "or", "not", "(", ")", ",", '"x"', "bought", "product"),
    *("7", "last_days", "where", "city", "is", "yes", "2026-01-01", "all", "everybody"),
]


@given(st.text(max_size=40) | st.lists(st.sampled_from(_PIECES), max_size=12).map(" ".join))
def test_any_line_is_read_or_refused_in_a_sentence(line: str) -> None:
    try:
        rule = parse_line(line)
    except RuleError as fault:
        assert fault.sentence.endswith(".")  # noqa: PT017
    else:
        assert parse_line(line_of(rule)) == rule


_SCHEMA = Draft202012Validator(rule_schema())


@given(RULES)
def test_the_schema_takes_every_rule(rule: Rule) -> None:
    _SCHEMA.validate(write_rule(rule))


@pytest.mark.parametrize(
    "document",
    [
        {"field": "town", "op": "is", "value": "x"},
        {"field": "orders", "op": "contains", "value": 1},
        {"field": "orders", "op": "at_least", "value": "three"},
        {"field": "segment", "op": "is", "value": ["kings"]},
        {"bought": "anything"},
        {"bought": "anything", "at_least": 1, "at_most": 2},
        {"all": [], "any": []},
        {"not": {"any": [{}]}},
    ],
)
def test_what_the_schema_refuses_is_refused(document: object) -> None:
    assert not _SCHEMA.is_valid(document)
    with pytest.raises(RuleError):
        read_rule(document)


def test_the_page_on_rules_names_every_field_and_operator() -> None:
    page = (Path(__file__).parents[3] / "docs/understand/rules.md").read_text(encoding="utf-8")
    rows = [line.split("|") for line in page.splitlines() if line.startswith("| `")]
    told = {name: row[3] for row in rows for name in re.findall(r"`(\w+)`", row[1])}
    assert set(told) == set(FIELDS)
    for name, field in FIELDS.items():
        known = told["joined_on"] if "as `joined_on`" in told[name] else told[name]
        assert set(re.findall(r"`(\w+)`", known)) == set(OPERATORS[field.kind]), name
    assert all(f"`{name}`" in page for name in (*WHERE, *GOODS, *MEASURES, *BOUNDS))
