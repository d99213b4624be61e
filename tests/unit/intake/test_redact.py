import json

import pytest

from syncaty.intake.redact import keepable
from syncaty.salla.envelope import peek


def kept(body: bytes) -> bytes:
    return keepable(peek(body), body)


def test_other_bodies_stay_the_very_same_bytes() -> None:
    body = b'{"event":"order.created","merchant":7,"data":{"access_token":"x"}}'
    assert kept(body) is body


def test_of_a_one_time_code_only_the_envelope_stays() -> None:
    body = (
        b'{"event":"customer.otp.request","merchant":7,"created_at":"now","data":{"code":"4711"}}'
    )
    assert json.loads(kept(body)) == {
        "event": "customer.otp.request",
        "merchant": 7,
        "created_at": "now",
        "data": {},
    }


def test_tokens_are_taken_out_wherever_they_stand() -> None:
    body = (
        b'{"event":"app.store.authorize","merchant":7,"data":{"access_token":"hush",'
        b'"refresh_token":["hush"],"scope":"a b","more":[{"access_token":"hush"}]}}'
    )
    data = json.loads(kept(body))["data"]
    assert b"hush" not in kept(body)
    assert data["scope"] == "a b"
    assert data["access_token"] == "[redacted]"


@pytest.mark.parametrize("data", [b"[" * 5000 + b"]" * 5000, b'"\xff"', b"1e9999999"])
def test_tokens_that_cannot_be_found_are_not_risked(data: bytes) -> None:
    body = b'{"event":"app.store.authorize","merchant":7,"data":{"access_token":"hush","x":%s}}'
    assert b"hush" not in kept(body % data)


def test_a_body_that_cannot_be_read_is_kept_unless_it_speaks_of_secrets() -> None:
    assert kept(b"not json") == b"not json"
    assert kept(b'{"event":"customer.otp.request","data":{"code":"4711"}') == b""
    assert kept(b'{"merchant":7,"refresh_token":"hush"}') == b""
