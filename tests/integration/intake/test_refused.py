"""Webhooks that are refused: the answer, and that nothing of them is processed."""

import socket
from urllib.parse import urlsplit

import pytest

from syncaty.intake.refusal_log import BURST, MOST_BYTES
from tests.integration.intake.running import APP_SECRET, SECRET, STORE, Intake, Start, body_of


@pytest.mark.parametrize(
    ("secret", "headers", "reason"),
    [
        (None, {}, "signature_missing"),
        ("other", {}, "signature_wrong"),
        (None, {"X-Salla-Signature": ""}, "signature_wrong"),
        (None, {"X-Salla-Signature": "ä"}, "signature_wrong"),
        (None, {"Authorization": SECRET}, "wrong_strategy"),
        (None, {"Authorization": SECRET, "X-Salla-Security-Strategy": "Token"}, "wrong_strategy"),
    ],
)
def test_what_nobody_vouches_for_is_401_and_kept_as_refused(
    intake: Intake, secret: str | None, headers: dict[str, str], reason: str
) -> None:
    raw = {name.encode(): value.encode("latin-1") for name, value in headers.items()}
    body = body_of()
    if secret:
        answer = intake.post(body, secret)
    else:
        answer = intake.client.post("/webhooks/salla", content=body, headers=raw)
    assert (answer.status_code, answer.json()["error"]) == (401, reason)
    ((store_id, status, kept, size, _, _),) = intake.refusals(reason)
    assert (store_id, status, kept, size) == (STORE, 401, body, len(body))
    assert intake.query("select from deliveries union all select from jobs") == []


def test_a_token_store_does_not_take_a_signature(intake: Intake) -> None:
    intake.add_store(8, SECRET, "token")
    body = body_of(merchant=8)
    assert intake.post(body).json()["error"] == "wrong_strategy"
    for value in (f"Bearer {SECRET}", "other"):
        answer = intake.post(body, None, Authorization=value)
        assert answer.json()["error"] == "token_wrong"
    assert intake.post(body, None).json()["error"] == "token_missing"
    ((_, _, _, _, headers, _), _) = intake.refusals("token_wrong", 2)
    assert SECRET not in str(headers)


def test_an_unknown_store_needs_the_apps_secret(intake: Intake) -> None:
    assert intake.post(body_of(merchant=8)).json()["error"] == "unknown_store"
    assert intake.refusals("unknown_store")[0][0] == 0


def test_without_an_app_secret_an_unknown_store_is_refused(start: Start) -> None:
    with start(SYNCATY_APP_SECRET="") as intake:
        assert intake.post(body_of(), APP_SECRET).json()["error"] == "unknown_store"


def test_the_apps_strategy_holds_for_unknown_stores(start: Start) -> None:
    with start(SYNCATY_APP_STRATEGY="token") as intake:
        assert intake.post(body_of(), APP_SECRET).json()["error"] == "wrong_strategy"
        assert intake.post(body_of(), None, Authorization=APP_SECRET).status_code == 200


@pytest.mark.parametrize("body", [b"", b"not json", b"{}", b'{"event":"a","merchant":"x"}'])
def test_what_is_no_webhook_and_has_no_secret_is_400(intake: Intake, body: bytes) -> None:
    for secret in (None, "other"):
        answer = intake.post(body, secret)
        assert (answer.status_code, answer.json()["error"]) == (400, "unreadable")
    assert intake.query("select from deliveries") == []


def test_an_announced_length_too_large_is_413_before_the_body_is_sent(start: Start) -> None:
    with start(SYNCATY_MAX_BODY="2048") as intake, _raw(intake) as line:
        line.sendall(b"POST /webhooks/salla HTTP/1.1\r\nHost: x\r\nContent-Length: 2049\r\n\r\n")
        assert line.recv(100).startswith(b"HTTP/1.1 413 ")
        ((store_id, status, body, size, _, _),) = intake.refusals("too_large")
        assert (store_id, status, body, size) == (0, 413, b"", 2049)


def test_a_stream_too_large_is_413_before_its_end(start: Start) -> None:
    with start(SYNCATY_MAX_BODY="2048") as intake, _raw(intake) as line:
        line.sendall(
            b"POST /webhooks/salla HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
            b"1000\r\n" + b"x" * 4096 + b"\r\n"
        )
        assert line.recv(100).startswith(b"HTTP/1.1 413 ")


def test_a_body_as_large_as_allowed_is_taken(start: Start) -> None:
    with start(SYNCATY_MAX_BODY="2048") as intake:
        body = body_of()
        body += b" " * (2048 - len(body))
        assert intake.post(body, APP_SECRET).status_code == 200
        assert intake.post(body + b" ", APP_SECRET).status_code == 413


def test_a_body_that_never_ends_is_408(start: Start) -> None:
    with start(SYNCATY_INTAKE_TIMEOUT="1") as intake, _raw(intake) as line:
        line.sendall(b"POST /webhooks/salla HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{")
        assert line.recv(100).startswith(b"HTTP/1.1 408 ")
        assert intake.refusals("too_slow")[0][2] == b"{"


def test_a_flood_is_sampled_and_says_how_much_was_left_out(intake: Intake) -> None:
    large = body_of(note="x" * 20_000)
    sent = BURST + 20
    for number in range(sent):
        assert intake.post(large, f"wrong-{number}").status_code == 401
    counted = 'syncaty_refusals_unkept_total{reason="signature_wrong"}'
    assert counted in intake.client.get("/metrics").text
    rows = intake.refusals("signature_wrong", BURST)
    assert {(len(row[2]), row[3]) for row in rows} == {(MOST_BYTES, len(large))}
    assert len(rows) < sent
    # The bucket fills again; the next one that is kept tells of those before it.
    rows = intake.until_kept(large, "signature_wrong", more_than=len(rows))
    assert rows[-1][5] >= 1


def test_refusals_do_not_hold_up_good_webhooks(intake: Intake) -> None:
    for number in range(30):
        assert intake.post(body_of(id=number), "wrong").status_code == 401
        assert intake.post(body_of(id=number)).json()["status"] == "kept"


def _raw(intake: Intake) -> socket.socket:
    address = urlsplit(str(intake.client.base_url))
    assert address.hostname
    assert address.port
    return socket.create_connection((address.hostname, address.port), timeout=10)
