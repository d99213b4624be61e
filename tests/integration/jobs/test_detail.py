from datetime import timedelta

import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.jobs.detail import job_detail
from syncaty.jobs.refused import list_refusals, refusal_detail, refusal_reasons
from tests.job_seeds import OTHER, SHOP, START, Seeds

Conn = Connection[TupleRow]


@pytest.fixture
def seeds(conn: Conn) -> Seeds:
    made = Seeds(conn)
    made.store()
    return made


def test_a_job_tells_all_about_itself(conn: Conn, seeds: Seeds) -> None:
    seeds.customer(5, "Noura")
    body = b'{"event":"order.created","merchant":1305146709,"data":{"id":9007199254740993}}'
    first = seeds.job(entity_id=11, reference="41027", customer_id=5, body=body)
    seeds.job("order.updated", entity_id=12)
    this = seeds.job(
        "order.updated",
        entity_id=11,
        state="failed",
        error_code="bad_total",
        headers={"user-agent": "Salla-Webhook/1.0"},
        duplicates=1,
    )
    seeds.job("order.updated", state="failed", error_code="bad_total", entity_id=13)
    later = seeds.job("order.refunded", entity_id=11)
    conn.execute(
        "insert into job_attempts values (%s, %s, 1, %s, %s, 'worker-1', 'bad_total', 'No total.',"
        " 'data.amounts.total', 'Traceback')",
        (SHOP, this, START, START + timedelta(seconds=1)),
    )
    detail = job_detail(conn, SHOP, this)
    assert detail is not None
    assert detail.job.id == this
    assert detail.delivery.headers == {"user-agent": "Salla-Webhook/1.0"}
    assert (detail.delivery.verified_by, detail.delivery.duplicates) == ("app", 1)
    assert [(a.number, a.path, a.worker) for a in detail.attempts] == [
        (1, "data.amounts.total", "worker-1")
    ]
    assert [job.id for job in detail.related] == [first, this, later]
    assert detail.previous is not None
    assert (detail.previous.id, detail.previous.body) == (first, body)
    assert detail.alike == 1
    assert detail.actions == ()


def test_a_job_of_another_store_is_not_given(conn: Conn, seeds: Seeds) -> None:
    number = seeds.job()
    assert job_detail(conn, OTHER, number) is None
    assert job_detail(conn, None, number + 1) is None
    found = job_detail(conn, None, number)
    assert found is not None
    assert found.related == ()
    assert found.previous is None


def test_the_moves_a_job_caused_come_with_it(conn: Conn, seeds: Seeds) -> None:
    seeds.customer(5, "Noura")
    number = seeds.job(customer_id=5)
    insert = (
        "insert into segment_moves (store_id, customer_id, from_segment, to_segment, from_code,"
        " to_code, cause, job_id) values (%s, %s, 'loyal', 'champions', 444, 555, %s, %s)"
    )
    for customer in range(100, 160):
        conn.execute(insert, (SHOP, customer, "edges", number))
    conn.execute(insert, (SHOP, 5, "ordered", number))
    detail = job_detail(conn, SHOP, number)
    assert detail is not None
    assert (detail.moved, len(detail.moves)) == (61, 50)
    assert (detail.moves[0].customer_name, detail.moves[0].to_segment) == ("Noura", "champions")


def test_the_secret_that_vouched_is_told_without_being_shown(conn: Conn, seeds: Seeds) -> None:
    added = conn.execute(
        "insert into store_secrets (store_id, sealed) values (%s, 'a'), (%s, 'b') returning id",
        (SHOP, SHOP),
    ).fetchall()
    old = job_detail(conn, SHOP, seeds.job(verified_by=str(added[0][0])))
    new = job_detail(conn, SHOP, seeds.job(verified_by=str(added[1][0])))
    assert old is not None
    assert new is not None
    assert (old.delivery.secret_newest, new.delivery.secret_newest) == (False, True)
    assert old.delivery.strategy == "signature"
    assert old.delivery.secret_added_at is not None


def test_refusals_are_listed_without_bodies_and_opened_with_them(conn: Conn, seeds: Seeds) -> None:
    insert = (
        "insert into refusals (store_id, reason, status, body, body_size, headers, unkept)"
        ' values (%s, %s, 401, %s, 9, \'{"user-agent": "curl"}\', 3)'
    )
    conn.execute(insert, (SHOP, "signature_wrong", b"{}"))
    conn.execute(insert, (0, "unreadable", b"\x00\xff"))
    conn.execute(insert, (SHOP, "signature_wrong", b"{}"))
    everywhere = list_refusals(conn, None)
    assert [each.reason for each in everywhere] == [
        "signature_wrong",
        "unreadable",
        "signature_wrong",
    ]
    assert {each.body for each in everywhere} == {b""}
    assert [each.store_name for each in list_refusals(conn, SHOP, limit=1)] == ["Bayt Al Oud"]
    assert len(list_refusals(conn, SHOP, before_id=everywhere[0].id)) == 1
    assert [each.store_id for each in list_refusals(conn, None, reason="unreadable")] == [0]
    assert refusal_reasons(conn, None) == {"signature_wrong": 2, "unreadable": 1}
    opened = refusal_detail(conn, None, everywhere[1].id)
    assert opened is not None
    assert (opened.body, opened.unkept, opened.headers) == (b"\x00\xff", 3, {"user-agent": "curl"})
    assert refusal_detail(conn, SHOP, everywhere[1].id) is None
