"""The envelope is read from any bytes at all, without ever raising."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncaty.salla.envelope import BadBody, Envelope, peek
from syncaty.salla.events import EVENTS


def body(event: str, data: object, **more: object) -> bytes:
    envelope = {"event": event, "merchant": 77, "created_at": "Wed Jul 7 2021 14:50:48 GMT+0300"}
    return json.dumps({**envelope, "data": data, **more}, ensure_ascii=False).encode()


def ids(found: Envelope | BadBody) -> tuple[object, ...]:
    assert isinstance(found, Envelope)
    return found.kind, found.entity_id, found.order_reference, found.customer_id


def test_the_envelope_of_an_order() -> None:
    data = {"id": 9007199254740993, "reference_id": 4711, "customer": {"id": "12"}}
    assert peek(body("order.created", data)) == Envelope(
        event="order.created",
        merchant=77,
        created_at="Wed Jul 7 2021 14:50:48 GMT+0300",
        kind="order",
        entity_id=9007199254740993,
        order_reference="4711",
        customer_id=12,
    )


def test_a_status_event_names_the_order_and_not_the_activity() -> None:
    order = {"id": 5, "reference_id": "R-5", "customer": {"id": 6}}
    found = peek(body("order.status.updated", {"id": 9_999_999_999_999_999_999, "order": order}))
    assert ids(found) == ("order", 5, "R-5", 6)
    assert ids(peek(body("order.status.updated", {"id": 8, "status": "x"})))[1] == 8
    assert ids(peek(body("order.status.updated", {"id": 8, "order": []})))[1] is None


def test_a_shipment_id_is_never_taken_for_an_order_id() -> None:
    cancelled = {"id": 5, "reference_id": 42, "shipping_number": "846"}
    assert ids(peek(body("order.shipment.cancelled", cancelled))) == ("order", None, "42", None)
    shipment = {"id": 5, "order_id": 6, "order_reference_id": 43}
    assert ids(peek(body("order.shipment.created", shipment))) == ("order", 6, "43", None)
    order = {"id": 7, "reference_id": 44, "amounts": {}, "customer": {"id": 8}}
    assert ids(peek(body("order.shipment.created", order))) == ("order", 7, "44", 8)


def test_customers_and_products_name_themselves() -> None:
    assert ids(peek(body("customer.created", {"id": 3}))) == ("customer", 3, None, 3)
    product = {"id": 4, "reference_id": 9, "customer": {"id": 3}}
    assert ids(peek(body("product.deleted", product))) == ("product", 4, None, None)


def test_an_event_without_use_is_an_envelope_without_subject() -> None:
    found = peek(body("review.added", {"id": 3}))
    assert isinstance(found, Envelope)
    assert found.event == "review.added"
    assert ids(found) == (None, None, None, None)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "not_json"),
        (b"{", "not_json"),
        (b"[" * 1_000_000, "not_json"),
        (b'{"event":"x","merchant":1,"data":{"a":NaN}}', "not_json"),
        (b'{"event":"\\ud800 half","merchant":1}', "not_json"),
        (b"\xff\xfe", "not_json"),
        (b"[1]", "not_object"),
        (b'"text"', "not_object"),
        (b"null", "not_object"),
        (b"{}", "bad_event"),
        (b'{"event":5,"merchant":1}', "bad_event"),
        (b'{"event":"","merchant":1}', "bad_event"),
        (b'{"event":"a\\u0000b","merchant":1}', "bad_event"),
        (b'{"event":"\xff","merchant":1}', "bad_event"),
        (b'{"event":"' + b"x" * 101 + b'","merchant":1}', "bad_event"),
        (b'{"event":"x"}', "bad_merchant"),
        (b'{"event":"x","merchant":{"id":1}}', "bad_merchant"),
        (b'{"event":"x","merchant":true}', "bad_merchant"),
        (b'{"event":"x","merchant":1.0}', "bad_merchant"),
        (b'{"event":"x","merchant":-1}', "bad_merchant"),
        (b'{"event":"x","merchant":0}', "bad_merchant"),
        (b'{"event":"x","merchant":9223372036854775808}', "bad_merchant"),
        (b'{"event":"x","merchant":' + b"9" * 100_000 + b"}", "bad_merchant"),
        (b'{"event":"x","merchant":"one"}', "bad_merchant"),
    ],
)
def test_a_body_without_envelope_says_why(raw: bytes, reason: str) -> None:
    assert peek(raw) == BadBody(reason)  # type: ignore[arg-type]


def test_merchants_up_to_63_bits_as_number_or_digits() -> None:
    assert peek(b'{"event":"x","merchant":"1305146709"}') == Envelope("x", 1305146709)
    assert peek(b'{"event":"x","merchant":9223372036854775807}') == Envelope("x", 2**63 - 1)


def test_of_two_equal_keys_the_last_counts() -> None:
    assert peek(b'{"event":"a","merchant":1,"event":"b","merchant":2}') == Envelope("b", 2)


def test_broken_contents_do_not_spoil_the_envelope() -> None:
    for data in (b"[]", b"null", b"7", b'"\xff"', b'{"id":{}}', b"[" * 400 + b"]" * 400):
        raw = b'{"event":"order.created","merchant":1,"data":' + data + b"}"
        assert peek(raw) == Envelope("order.created", 1, None, "order")


def test_texts_are_fit_for_an_index() -> None:
    data = {"id": 1, "reference_id": "R\0" + "9" * 500}
    found = peek(body("order.created", data, created_at="y" * 500))
    assert isinstance(found, Envelope)
    assert found.order_reference == "R" + "9" * 63
    assert found.created_at == "y" * 64


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(st.binary())
def test_any_bytes_are_survived(raw: bytes) -> None:
    peek(raw)


@given(
    st.sampled_from([*EVENTS, "other"]), JSON, JSON, st.sampled_from(["id", "order", "customer"])
)
def test_any_json_is_survived(event: str, data: object, inner: object, key: str) -> None:
    found = peek(body(event, {"id": 1, "amounts": data, key: inner}))
    assert isinstance(found, BadBody) or found.event == event
    peek(body(event, data))
