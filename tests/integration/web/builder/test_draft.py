"""A form holds a rule: what is read out of it is the rule it was drawn of, whatever it is."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncaty.segments.rules.fields import FIELDS, OPERATORS
from syncaty.segments.rules.line import line_of
from syncaty.segments.rules.parse import parse_line
from syncaty.segments.rules.read import read_rule
from syncaty.segments.rules.write import write_rule
from syncaty.segments.templates import TEMPLATES
from syncaty.web.segments.builder import draft
from syncaty.web.segments.builder.changes import change, fresh
from syncaty.web.segments.builder.phrases import GROUPS
from syncaty.web.segments.builder.rows import Drawing, Row
from syncaty.web.segments.builder.sentences import Sentences

pytestmark = pytest.mark.usefixtures("site")  # sentences are words of the dashboard
LINES = (
    'orders at_least 3 and city is ("الرياض", "جدة")',
    'not segment is ("lost") or age between (18, 30)',
    "(orders at_least 2 or not (email known no and mobile known yes)) and spent at_most 99.5",
    'bought product 15, 17 times at_least 1 last_days 90 where payment_method ("cod")',
    "bought anything amount at_most 500 since 2026-01-01 until 2026-02-28",
    'bought category 3 pieces exactly 2 where coupon ("A", "B") where status ("delivered")',
    'member_of "loyal" and birthday within_next_days 7 and joined_on on_or_after 2026-01-05',
    "last_order_on days_ago_at_least 90 and first_order_on known no",
)


def form_of(document: dict[str, Any]) -> dict[str, list[str]]:
    """Give the fields of the form that draws a rule, as a browser sends them."""
    fields: dict[str, list[str]] = {}
    for row in Drawing(Sentences("SAR")).rows(draft.joined(document)):
        for name, value in _sent(row):
            fields.setdefault(name, []).append(value)
    return fields


def _sent(row: Row) -> list[tuple[str, str]]:
    found = [(row.hidden, row.join)] if row.hidden else []
    if row.lead == "join":
        found.append((row.above_name, row.above))
    for control in (*row.controls, *(each for _, more in row.narrowed for each in more)):
        if control.kind == "chips":
            found += [(control.name, chip.value) for chip in control.chips] + [(control.name, "")]
        elif control.name:
            found.append((control.name, control.value))
    return found


@pytest.mark.parametrize("line", LINES)
def test_a_drawn_rule_is_read_back_out_of_its_form(line: str) -> None:
    document = draft.joined(write_rule(parse_line(line)))
    assert read_rule(draft.read_form(form_of(document))) == read_rule(document)
    assert line_of(read_rule(draft.bare(draft.read_form(form_of(document))))) == line


@pytest.mark.parametrize("ready", TEMPLATES.values(), ids=list(TEMPLATES))
def test_a_template_is_a_rule_with_its_words_in_both_languages(ready: Any) -> None:
    assert draft.read_form(form_of(ready.rule)) == draft.joined(write_rule(read_rule(ready.rule)))
    assert ready.name("ar") != ready.name("en") != ""
    assert ready.note("ar") != ready.note("en") != ""


def test_there_are_at_least_a_dozen_templates() -> None:
    assert len(TEMPLATES) >= 12


def test_everything_the_rule_language_asks_for_can_be_added() -> None:
    offered = {each for _, kinds in GROUPS for each in kinds}
    assert offered >= set(FIELDS) | {"anything", "product", "category", "brand", "member_of"}
    for each in offered:
        document, led = change({"all": []}, "add", "all", each)
        assert led == "all.0"
        assert document["all"][0] == fresh(each)
        assert Drawing(Sentences("SAR")).rows(document)


@pytest.mark.parametrize(
    ("field", "op"), [(name, op) for name, each in FIELDS.items() for op in OPERATORS[each.kind]]
)
def test_every_operator_of_every_field_can_be_chosen(field: str, op: str) -> None:
    read = draft.read_form({"r.all": [""], "r.all.0.field": [field], "r.all.0.op": [op]})
    assert read["all"][0]["op"] == op
    again = draft.read_form(form_of(read))
    assert again == read


def test_digits_are_read_as_people_type_them() -> None:
    assert draft.number("١٢٣") == 123
    assert draft.number("1,250") == 1250
    assert draft.number("٩٩٫٥") == "99.5"
    assert draft.number("many") == "many"


def test_holes_are_left_out_and_faults_have_their_place() -> None:
    document = {
        "all": [
            {"field": "city", "op": "is", "value": []},
            {"field": "orders", "op": "at_least", "value": "many"},
            {"any": [{"field": "email", "op": "known", "value": True}]},
        ]
    }
    rows = [each for each in Drawing(Sentences("SAR")).rows(document) if each.kind == "leaf"]
    assert [bool(each.fault) for each in rows] == [False, True, False]
    wrong = [control.name for each in rows for control in each.controls if control.wrong]
    assert wrong == ["r.all.1.value"]
    assert len(draft.filled(document)["all"]) == 2
    strict = Drawing(Sentences("SAR"), strict=True).rows(document)
    assert [bool(each.fault) for each in strict if each.kind == "leaf"] == [True, True, False]


def test_acts_move_turn_and_group() -> None:
    def orders(least: int) -> dict[str, Any]:
        return {"field": "orders", "op": "at_least", "value": least}

    held = {"all": [orders(1), orders(2), orders(3)]}
    held, led = change(held, "wrap", "all.1")
    assert led == "all.1.any.0"
    held, _ = change(held, "add", "all.1.any", "email")
    held, _ = change(held, "into", "all.2")
    assert held["all"][1]["any"][2] == orders(3)
    held, led = change(held, "not", "all.1")
    assert led == "all.1"
    held, led = change(held, "out", "all.1.not.any.0")
    assert (held["all"][2], led) == (orders(2), "all.2")
    held, _ = change(held, "up", "all.2")
    held, _ = change(held, "copy", "all.0")
    assert held["all"][:3] == [orders(1), orders(1), orders(2)]
    held, _ = change(held, "not", "all.3")
    for _ in range(2):
        held, _ = change(held, "remove", "all.3.any.0")
    assert held == {"all": [orders(1), orders(1), orders(2)]}


@given(st.sampled_from(["add", "remove", "not", "wrap", "up", "out", "into", "narrow", "no"]),
       st.text("al.ny0123not", max_size=30), st.text(max_size=12))  # fmt: skip
def test_an_act_at_a_place_that_is_none_does_no_harm(act: str, place: str, what: str) -> None:
    document = draft.joined(write_rule(parse_line(LINES[2])))
    after, _ = change(document, act, place, what)
    assert "all" in after or "any" in after
    assert Drawing(Sentences("SAR")).rows(after)


def test_a_rule_a_hundred_deep_is_drawn() -> None:
    document: dict[str, Any] = {"field": "orders", "op": "at_least", "value": 1}
    for at in range(95):
        document = {("any", "all")[at % 2]: [document]}
    rows = Drawing(Sentences("SAR")).rows(draft.joined(document))
    assert sum(row.kind == "open" for row in rows) == 95
    assert read_rule(draft.read_form(form_of(document))) == read_rule(document)
