"""Webhooks that are answered 200, and what lies in the database then."""

from tests.integration.intake.running import STORE, Intake


def test_a_signed_webhook_of_a_known_store_becomes_one_job(intake: Intake) -> None:
    body = (
        b'{"event":"order.created","merchant":1305146709,"created_at":"x",'
        b'"data":{"id":5,"reference_id":77,"customer":{"id":9}}}'
    )
    first, again = intake.post(body), intake.post(body)
    assert (first.status_code, first.json()) == (200, {"status": "kept", "job": "1"})
    assert (again.status_code, again.json()) == (200, {"status": "duplicate", "job": "1"})
    jobs = intake.query(
        "select id, state, outcome, event, entity, entity_id, reference, customer_id from jobs"
    )
    assert jobs == [(1, "pending", None, "order.created", "order", 5, "77", 9)]
    deliveries = intake.query("select store_id, body, duplicates from deliveries")
    assert deliveries == [(STORE, body, 1)]
