"""Webhooks that are answered 200, and what lies in the database then."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from syncaty.salla.signature import sign
from syncaty.stores import store
from syncaty.stores.lanes import lane_of
from tests.integration.intake.running import APP_SECRET, SECRET, STORE, Intake, body_of

BESIDE = Path(__file__).parents[4] / "shared"
PAYLOADS = Path(os.environ.get("SYNCATY_SHARED") or BESIDE) / "salla" / "payloads"

# Made with OpenSSL, over escapes and a number form that writing the JSON anew would change.
VECTOR = (
    b'{"event":"product.created","merchant":1305146709,"created_at":"Wed Jul 7 2021 14:50:48 '
    b'GMT+0300","data":{"id":1025569331,"name":"\\u0642\\u0647\\u0648\\u0629","url":"https:\\/\\/'
    b'salla.sa\\/demo\\/p1025569331","price":{"amount":20.0,"currency":"SAR"}}}'
)
VECTOR_SIGNATURE = "571a3a5390640651312a8b5f1794ea4b42cae733e90791d36fd137ddf5d0b5e6"


def test_a_signed_webhook_of_a_known_store_becomes_one_job(intake: Intake) -> None:
    body = body_of(id=5, reference_id=77, customer={"id": 9})
    answer = intake.post(body)
    assert (answer.status_code, answer.json()) == (200, {"status": "kept", "job": "1"})
    jobs = intake.query(
        "select id, lane, state, outcome, event, entity, entity_id, reference, customer_id,"
        " due_at = received_at from jobs"
    )
    lane = lane_of(STORE)
    assert jobs == [(1, lane, "pending", None, "order.created", "order", 5, "77", 9, True)]
    deliveries = intake.query("select store_id, id, body, duplicates from deliveries")
    assert deliveries == [(STORE, 1, body, 0)]


def test_the_signature_is_over_the_raw_bytes(intake: Intake) -> None:
    headers = {"X-Salla-Signature": VECTOR_SIGNATURE}
    assert intake.post(VECTOR, None, **headers).status_code == 200
    written_anew = json.dumps(json.loads(VECTOR), separators=(",", ":")).encode()
    assert intake.post(written_anew, None, **headers).json()["error"] == "signature_wrong"
    assert intake.query("select body from deliveries") == [(VECTOR,)]


def test_upper_case_hex_and_a_trailing_slash_are_taken(intake: Intake) -> None:
    headers = {"X-Salla-Signature": VECTOR_SIGNATURE.upper()}
    answer = intake.client.post("/webhooks/salla/", content=VECTOR, headers=headers)
    assert answer.status_code == 200


def test_the_same_body_again_is_counted_not_kept_twice(intake: Intake) -> None:
    answers = [intake.post(body_of()).json() for _ in range(3)]
    assert [answer["status"] for answer in answers] == ["kept", "duplicate", "duplicate"]
    assert {answer["job"] for answer in answers} == {"1"}
    rows = intake.query("select duplicates, last_duplicate_at > received_at from deliveries")
    assert rows == [(2, True)]
    assert intake.query("select count(*) from jobs") == [(1,)]


def test_the_same_body_at_the_same_moment_is_one_job(intake: Intake) -> None:
    body = body_of()
    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(lambda _: intake.post(body), range(64)))
    assert {answer.status_code for answer in answers} == {200}
    assert sorted(answer.json()["status"] for answer in answers) == ["duplicate"] * 63 + ["kept"]
    assert intake.query("select duplicates from deliveries") == [(63,)]
    assert intake.query("select count(*) from jobs") == [(1,)]


def test_an_equal_body_of_another_store_is_another_delivery(intake: Intake) -> None:
    intake.add_store(8, SECRET)
    assert intake.post(body_of(merchant=8)).json()["status"] == "kept"
    assert intake.post(body_of()).json()["status"] == "kept"


def test_each_of_several_secrets_works_until_it_ends(intake: Intake) -> None:
    assert intake.add_store(STORE, "the-new-one").secret_added
    assert intake.post(body_of(id=1)).status_code == 200
    assert intake.post(body_of(id=2), "the-new-one").status_code == 200
    assert intake.post(body_of(id=3), APP_SECRET).status_code == 200
    rows = intake.query("select verified_by from deliveries order by id")
    assert rows == [("1",), ("2",), ("app",)]
    with psycopg.connect(intake.dsn) as conn:
        assert store.expire_secret(conn, STORE, 1, datetime.now(UTC) - timedelta(seconds=1))
        assert store.remove_secret(conn, STORE, 2)
    for secret in (SECRET, "the-new-one"):
        # What ends is told by a notice, which may take a moment longer than the commit.
        intake.until_answer(body_of(id=4), secret, "signature_wrong")


def test_a_token_store_takes_the_secret_itself(intake: Intake) -> None:
    intake.add_store(8, "the-token", "token")
    body = body_of(merchant=8)
    assert intake.post(body, None, Authorization="the-token").status_code == 200
    ((headers,),) = intake.query("select headers from deliveries")
    assert headers["authorization"].startswith("present, sha256 ")
    assert "the-token" not in json.dumps(headers)


def test_a_webhook_before_its_store_waits_for_it(intake: Intake) -> None:
    body = body_of(merchant=8)
    assert intake.post(body, APP_SECRET).json()["status"] == "kept"
    waiting = "select lane, state, outcome from jobs where store_id = 8"
    assert intake.query(waiting) == [(None, "pending", "waiting_for_store")]
    assert intake.add_store(8, "its-own").woken == 1
    assert intake.query(waiting) == [(lane_of(8), "pending", None)]
    assert intake.post(body_of(merchant=8, id=2), "its-own").status_code == 200


def test_no_webhook_is_left_waiting_while_its_store_is_being_connected(intake: Intake) -> None:
    with ThreadPoolExecutor(1) as threads, psycopg.connect(intake.dsn) as conn:
        store.add(conn, intake.keys, 8, "its-own")
        answer = threads.submit(intake.post, body_of(merchant=8), APP_SECRET)
        intake.until_rows(
            "select 1 from pg_locks where locktype = 'advisory' and not granted", count=1
        )
        conn.commit()
        assert answer.result().json()["status"] == "kept"
    assert intake.query("select lane, outcome from jobs") == [(lane_of(8), None)]


def test_an_event_nobody_uses_is_kept(intake: Intake) -> None:
    assert intake.post(body_of("order.completed")).status_code == 200
    assert intake.query("select state, event, entity from jobs") == [
        ("pending", "order.completed", None)
    ]


@pytest.mark.parametrize(
    ("body", "code", "sentence"),
    [
        (b"not json", "not_json", "not JSON"),
        (b"", "not_json", "not JSON"),
        (b"\xff\xfe", "not_json", "not JSON"),
        (b"[1]", "not_envelope", "not an object"),
        (b'{"merchant":1305146709}', "not_envelope", "event"),
        (b'{"event":"order.created","merchant":{"id":7}}', "not_envelope", "merchant"),
    ],
)
def test_a_signed_body_that_is_no_webhook_is_a_failed_job(
    intake: Intake, body: bytes, code: str, sentence: str
) -> None:
    assert intake.post(body).json()["status"] == "kept"
    ((store_id, lane, *job, error, ended),) = intake.query(
        "select store_id, lane, state, outcome, error_code, event, error,"
        " finished_at = received_at from jobs"
    )
    assert (store_id, lane, job, ended) == (
        STORE,
        lane_of(STORE),
        ["failed", code, code, ""],
        True,
    )
    assert sentence in error
    assert intake.query("select body, verified_by from deliveries") == [(body, "1")]


def test_a_body_only_the_app_vouches_for_goes_to_the_store_it_names_or_to_none(
    intake: Intake,
) -> None:
    bodies = (b"no json", b'{"event":7,"merchant":1305146709}', b'{"event":7,"merchant":5}')
    for body in bodies:
        assert intake.post(body, APP_SECRET).status_code == 200
    rows = intake.query("select store_id, lane, state from jobs order by id")
    nobody = (0, lane_of(0), "failed")
    assert rows == [nobody, (STORE, lane_of(STORE), "failed"), nobody]


def test_one_time_codes_and_tokens_do_not_lie_in_the_database(intake: Intake) -> None:
    codes = body_of("customer.otp.request", code="4711-hush")
    tokens = body_of("app.store.authorize", access_token="hush", refresh_token="hush")
    for body in (codes, tokens):
        assert intake.post(body).json()["status"] == "kept"
        assert intake.post(body).json()["status"] == "duplicate"
        assert intake.post(body, "wrong").status_code == 401
    bodies = intake.query("select body from deliveries union all select body from refusals")
    assert all(b"hush" not in body for (body,) in bodies)
    assert all(b"hush" not in row[2] for row in intake.refusals("signature_wrong", 2))


@pytest.mark.skipif(not PAYLOADS.is_dir(), reason="the published payloads are not here")
def test_every_published_payload_is_kept(intake: Intake) -> None:
    webhooks = [
        body
        for file in sorted(PAYLOADS.glob("*.json"))
        if "event" in json.loads(body := file.read_bytes())
    ]
    assert len(webhooks) > 15
    answers = [intake.post(body, APP_SECRET).json()["status"] for body in webhooks]
    assert set(answers) == {"kept"}
    entities = intake.query("select count(*) from jobs where entity is not null")
    assert entities[0][0] > 12


def test_strange_characters_do_not_stop_a_webhook_or_its_neighbours(intake: Intake) -> None:
    body = (
        b'{"event":"order.created","merchant":1305146709,'
        b'"data":{"id":5,"reference_id":"a\\u0000b","customer":{"id":1e99}}}'
    )
    headers = {b"X-Salla-Signature": sign(SECRET, body).encode(), b"User-Agent": b"\x80\xff\\u0"}
    answer = intake.client.post("/webhooks/salla", content=body, headers=headers)
    assert answer.status_code == 200
