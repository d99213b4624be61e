"""Whatever comes, decoding gives facts fit for the database or a fault that says so for good."""

import copy
import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syncaty.errors import PermanentError
from syncaty.salla.decode import decode
from syncaty.salla.events import EVENTS
from syncaty.salla.facts import FIELDS, Decoded, Fact, Item

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
CODES = {"not_json", "not_envelope", "bad_data", "bad_id", "bad_money"}


def fault(event: str, body: bytes) -> tuple[str, str]:
    with pytest.raises(PermanentError) as caught:
        decode(event, body, NOW, UTC)
    return caught.value.code, caught.value.path


@pytest.mark.parametrize(
    ("data", "code", "path"),
    [
        (b"{", "not_json", ""),
        (b'{"data":{"id":NaN}}', "not_json", ""),
        (b'{"data":{"id":1,"name":"\xff"}}', "not_json", ""),
        (b'{"data":{"id":1,"name":"\\ud800 x"}}', "not_json", ""),
        (b'{"data":' + b"[" * 100_000, "not_json", ""),
        (b'{"data":{"id":' + b"9" * 10_000 + b"}}", "not_json", ""),
        (b"[]", "not_envelope", ""),
        (b"{}", "not_envelope", "data"),
        (b'{"data":[]}', "bad_data", "data"),
        (b'{"data":null}', "bad_data", "data"),
        (b'{"data":{}}', "bad_id", "data.id"),
        (b'{"data":{"id":0}}', "bad_id", "data.id"),
        (b'{"data":{"id":"x1"}}', "bad_id", "data.id"),
        (b'{"data":{"id":1.0}}', "bad_id", "data.id"),
        (b'{"data":{"id":9223372036854775808}}', "bad_id", "data.id"),
    ],
)
@pytest.mark.parametrize("event", ["order.created", "customer.updated", "product.deleted"])
def test_what_will_never_decode(event: str, data: bytes, code: str, path: str) -> None:
    assert fault(event, data) == (code, path)


def test_unreadable_ids_inside() -> None:
    assert fault("order.status.updated", b'{"data":{"id":1,"order":{"id":null}}}') == (
        "bad_id",
        "data.order.id",
    )
    assert fault("order.shipment.created", b'{"data":{"id":1,"order_id":"x"}}') == (
        "bad_id",
        "data.order_id",
    )


def test_an_event_without_use_is_not_read() -> None:
    assert decode("review.added", b"not even JSON", NOW, UTC) == Decoded(None, None, (), ())


def test_ids_of_19_digits_are_exact() -> None:
    body = b'{"data":{"id":9223372036854775807,"first_name":"x"}}'
    assert decode("customer.created", body, NOW, UTC).facts[0].id == 2**63 - 1
    body = b'{"data":{"id":"9007199254740993"}}'
    assert decode("product.created", body, NOW, UTC).entity_id == 9007199254740993


def test_figures_never_pass_through_a_float() -> None:
    body = b'{"data":{"id":1,"amounts":{"total":{"amount":90071992547409.93}}}}'
    (order,) = decode("order.updated", body, NOW, UTC).facts
    assert order.fields["total"] == Decimal("90071992547409.93")


def test_versions_of_different_bodies_differ() -> None:
    one = decode("product.created", b'{"data":{"id":1}}', NOW, UTC).facts[0]
    other = decode("product.created", b'{"data":{"id": 1}}', NOW, UTC).facts[0]
    assert one.version != other.version
    assert one.version[:-8] == other.version[:-8]


def test_every_body_of_ours_is_read_without_warning(
    bodies: dict[str, Any], read_body: Callable[[Any], Decoded]
) -> None:
    for name, body in bodies.items():
        decoded = read_body(body)
        assert decoded.warnings == (), name
        assert (decoded.entity is None) == (body["event"] not in EVENTS)
        check_fit(decoded)


def outcome(event: str, raw: bytes) -> Decoded | str:
    """Give what decoding gives: facts, or the code of a fault of the closed list."""
    try:
        return decode(event, raw, NOW, UTC)
    except PermanentError as error:
        return {code: code for code in CODES}[error.code]


def check_fit(decoded: Decoded) -> None:
    """Everything decoded can be written to the database, in any batch."""
    for fact in decoded.facts:
        assert set(fact.fields) <= FIELDS[fact.kind]
        assert 0 < fact.id < 2**63
        for name, value in fact.fields.items():
            check_value(name, value)
    check_versions(decoded.facts)


def check_versions(facts: tuple[Fact, ...]) -> None:
    assert all(len(fact.version) == 53 and fact.version.isascii() for fact in facts)
    keys = [(fact.kind, fact.id, fact.version) for fact in facts]
    assert len(set(keys)) == len(keys)


def check_value(name: str, value: object) -> None:
    if isinstance(value, str):
        assert "\0" not in value
        assert 0 < len(value) <= 2000
        value.encode()
    elif isinstance(value, Decimal):
        assert value.is_finite()
        assert abs(value) < 10**21
    elif isinstance(value, datetime):
        assert value.tzinfo is UTC
    elif isinstance(value, int):
        assert -(2**31) < value < 2**31 or (name.endswith("id") and 0 < value < 2**63)
    elif isinstance(value, list):
        items = [row for row in value if isinstance(row, Item)]
        assert [item.position for item in items] == list(range(len(items)))
        for item in items:
            for field in Item.__struct_fields__:
                check_value(f"{field}_id", getattr(item, field) or None)
    else:
        assert value is None or type(value).__name__ == "date"


TEXTS = ["", " ", "abc", "0", "12", "1.5", "٣", "x\0y", "x" * 5000, "2024-02-30", "..", "null"]
NUMBERS = [0, 1, -1, 2**31, 2**53 + 1, 2**63, 10**30, 1e300, 1e-300, 0.1, True, False, None]
NESTS: list[object] = [
    [],
    {},
    [[]],
    {"id": 1},
    {"amount": "x"},
    {"amount": {"amount": 1}},
    {"date": "x"},
    {"date": "2024-01-01", "time": 5, "timezone": "Asia"},
    {"0": {"id": 7}},
]
ODD = st.sampled_from([*TEXTS, *NUMBERS, *NESTS])
VALUES = ODD | st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Give the paths of all parts of a body."""
    keys = value.keys() if isinstance(value, dict) else range(len(value))
    inner: list[tuple[Any, ...]] = []
    for key in keys:
        inner.append((*path, key))
        if isinstance(value[key], dict | list):
            inner += places(value[key], (*path, key))
    return inner


@settings(max_examples=400, deadline=None)
@given(choice=st.data())
def test_no_change_of_a_body_raises_anything_else(
    bodies: dict[str, Any], choice: st.DataObject
) -> None:
    body = json.loads(json.dumps(bodies[choice.draw(st.sampled_from(sorted(bodies)))]))
    event = body["event"]
    for _ in range(choice.draw(st.integers(1, 4))):
        *path, last = choice.draw(st.sampled_from(places(body) or [("event",)]))
        part = body
        for key in path:
            part = part[key]
        part[last] = copy.deepcopy(choice.draw(VALUES))
    if choice.draw(st.booleans()):
        event = choice.draw(st.sampled_from(sorted(EVENTS)))
    raw = json.dumps(body).encode()
    decoded = outcome(event, raw)
    assert decoded == outcome(event, raw)
    if isinstance(decoded, Decoded):
        check_fit(decoded)


@given(st.sampled_from(sorted(EVENTS)), st.binary())
def test_any_bytes_give_a_named_fault(event: str, raw: bytes) -> None:
    assert fault(event, raw)[0] in CODES


@pytest.mark.parametrize("event", sorted(EVENTS))
def test_deep_bodies_do_not_break_the_stack(event: str) -> None:
    for depth in (100, 900, 990):
        deep = b'{"amount":' * depth + b"1" + b"}" * depth
        parts = (
            b"amounts",
            b"customer",
            b"items",
            b"status",
            b"order",
            b"date",
            b"price",
            b"shipping",
        )
        inner = b",".join(b'"' + part + b'":' + deep for part in parts)
        outcome(event, b'{"data":{"id":1,' + inner + b"}}")
