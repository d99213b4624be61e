from datetime import timedelta

import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.jobs.filter import FilterError, JobFilter
from syncaty.jobs.job import Health
from syncaty.jobs.search import (
    count_newer,
    count_states,
    failures_grouped,
    health,
    list_jobs,
    minutes,
)
from tests.job_seeds import OTHER, SHOP, START, Seeds

Conn = Connection[TupleRow]
ALL = JobFilter()


@pytest.fixture
def seeds(conn: Conn) -> Seeds:
    made = Seeds(conn)
    made.store()
    made.store(OTHER, "Dar Lulu", 9)
    return made


def ids(conn: Conn, wanted: JobFilter) -> list[int]:
    return [job.id for job in list_jobs(conn, wanted)]


def test_jobs_come_newest_first_and_page_by_number(conn: Conn, seeds: Seeds) -> None:
    made = [seeds.job() for _ in range(5)]
    first = list_jobs(conn, ALL, limit=2)
    assert [job.id for job in first] == made[:2:-1]
    rest = list_jobs(conn, ALL, before_id=first[-1].id, limit=10)
    assert [job.id for job in rest] == made[2::-1]
    assert count_newer(conn, ALL, made[1]) == 3


def test_a_job_tells_whose_it_is_and_how_long_it_took(conn: Conn, seeds: Seeds) -> None:
    seeds.customer(5, "نورة العتيبي")
    seeds.job(
        entity_id=11,
        reference="41027",
        customer_id=5,
        duplicates=2,
        changes=[
            {"kind": "order", "id": "11", "label": "41027", "new": True, "fields": {}},
            {"kind": "rfm", "id": "5", "fields": {"segment": ["promising", "loyal"]}},
        ],
    )
    (job,) = list_jobs(conn, ALL)
    assert (job.store_name, job.subject, job.reference) == ("Bayt Al Oud", "نورة العتيبي", "41027")
    assert (job.waited, job.took) == (timedelta(milliseconds=9), timedelta(milliseconds=31))
    assert job.moved == ("promising", "loyal")
    assert job.duplicates == 2


def test_each_field_narrows(conn: Conn, seeds: Seeds) -> None:
    failed = seeds.job(state="failed", error_code="order_without_total")
    later = seeds.job("order.updated")
    other = seeds.job("customer.created", store_id=OTHER, outcome="ignored")
    assert ids(conn, JobFilter(state="failed")) == [failed]
    assert ids(conn, JobFilter(error_code="order_without_total")) == [failed]
    assert ids(conn, JobFilter(store_id=OTHER)) == [other]
    assert ids(conn, JobFilter(outcome="ignored")) == [other]
    assert ids(conn, JobFilter(event="order.*")) == [later, failed]
    assert ids(conn, JobFilter(event="order.updated")) == [later]
    assert ids(conn, JobFilter(event="order_updated")) == []
    assert ids(conn, JobFilter(after=START + timedelta(minutes=1))) == [other, later]
    assert ids(conn, JobFilter(before=START + timedelta(minutes=1))) == [failed]
    assert ids(conn, JobFilter(up_to=later)) == [later, failed]
    assert ids(conn, JobFilter(store_id=SHOP, state="completed", event="order.*")) == [later]


def test_an_entity_is_found_by_kind_number_and_order_number(conn: Conn, seeds: Seeds) -> None:
    order = seeds.job(entity_id=7, reference="ORD-7", customer_id=70)
    product = seeds.job("product.updated", entity_id=7)
    customer = seeds.job("customer.updated", entity_id=70, customer_id=70)
    elsewhere = seeds.job(store_id=OTHER, entity_id=7, reference="ORD-9")
    assert ids(conn, JobFilter(entity="order:7")) == [elsewhere, order]
    assert ids(conn, JobFilter(store_id=SHOP, entity="order:7")) == [order]
    assert ids(conn, JobFilter(entity="7")) == [elsewhere, product, order]
    assert ids(conn, JobFilter(entity="order:ORD-7")) == [order]
    assert ids(conn, JobFilter(entity="product:7")) == [product]
    assert ids(conn, JobFilter(entity="customer:70")) == [customer]
    assert ids(conn, JobFilter(customer_id=70)) == [customer, order]
    assert ids(conn, JobFilter(reference="ORD-9")) == [elsewhere]
    assert ids(conn, JobFilter(entity="order:7", event="order.updated")) == []


@pytest.mark.parametrize("written", ["shop:7", "product:abc", "order:", "", ":"])
def test_what_names_no_entity_is_refused(written: str) -> None:
    with pytest.raises(FilterError, match="names no entity"):
        JobFilter(entity=written)


@pytest.mark.parametrize(
    "text",
    ["41027", "#41027", "9007199254740993", "+966501234567", "0501234567", "NOURA@example.com",
     "نوره", "العتيبى", "نُورة العتيبي"],
)  # fmt: skip
def test_text_finds_by_number_phone_mail_and_name(conn: Conn, seeds: Seeds, text: str) -> None:
    seeds.customer(5, "نورة العتيبي", mobile="+966501234567", email="noura@example.com")
    seeds.customer(6, "Khalid", mobile="+966507654321", email="khalid@example.com")
    wanted = seeds.job(entity_id=9007199254740993, reference="41027", customer_id=5)
    seeds.job(entity_id=12, reference="41028", customer_id=6)
    assert ids(conn, JobFilter(text=text)) == [wanted]
    assert ids(conn, JobFilter(text=text, store_id=OTHER)) == []


def test_text_finds_a_job_by_its_number(conn: Conn, seeds: Seeds) -> None:
    seeds.job()
    second = seeds.job()
    assert ids(conn, JobFilter(text=str(second))) == [second]
    assert ids(conn, JobFilter(text="nobody at all")) == []


def test_states_are_counted_apart_from_the_state_asked_for(conn: Conn, seeds: Seeds) -> None:
    seeds.job(state="failed", error_code="x", at=START - timedelta(days=30))
    seeds.job(at=START - timedelta(days=3))
    seeds.job(at=START - timedelta(minutes=2))
    seeds.job(outcome="ignored", at=START - timedelta(minutes=1))
    seeds.job(state="pending", at=START)
    seeds.job(state="pending", outcome="retry", at=START)
    seeds.job(state="pending", outcome="waiting_for_store", lane=None, store_id=OTHER, at=START)
    counts = count_states(conn, JobFilter(state="failed"), now=START)
    assert (counts.pending, counts.retrying, counts.waiting_for_store) == (3, 1, 1)
    assert (counts.completed, counts.ignored, counts.failed, counts.all) == (2, 1, 1, 6)
    assert not counts.capped
    shop = count_states(conn, JobFilter(store_id=SHOP, after=START - timedelta(days=4)), now=START)
    assert (shop.pending, shop.completed, shop.failed) == (2, 3, 0)


def test_minutes_are_counted_by_what_became_of_them(conn: Conn, seeds: Seeds) -> None:
    for seconds in (0, 5, 59):
        seeds.job(at=START + timedelta(seconds=seconds))
    seeds.job(state="failed", error_code="x", at=START + timedelta(seconds=61))
    seeds.job(state="pending", outcome="retry", at=START + timedelta(seconds=62))
    seeds.job(outcome="ignored", at=START + timedelta(hours=1))
    counted = minutes(conn, ALL, START, START + timedelta(minutes=30))
    assert [(each.at - START, each.applied, each.failed, each.retrying) for each in counted] == [
        (timedelta(), 3, 0, 0),
        (timedelta(minutes=1), 0, 1, 1),
    ]
    half_hours = minutes(conn, ALL, START, START + timedelta(hours=2), timedelta(minutes=30))
    assert [each.ignored for each in half_hours] == [0, 1]


def test_failures_are_grouped_by_error_and_event(conn: Conn, seeds: Seeds) -> None:
    seeds.job(state="failed", error_code="bad_total", error="No total.")
    seeds.job(state="failed", error_code="bad_total", error="No total.", store_id=OTHER)
    last = seeds.job("customer.created", state="failed", error_code="no_id", error="No id.")
    groups = failures_grouped(conn, None)
    assert [(g.error_code, g.event, g.count, g.newest_id) for g in groups] == [
        ("no_id", "customer.created", 1, last),
        ("bad_total", "order.created", 2, seeds.ids[1]),
    ]
    assert groups[1].store_names == ("Bayt Al Oud", "Dar Lulu")
    assert groups[1].since == START
    assert [g.count for g in failures_grouped(conn, OTHER)] == [1]


def test_health_knows_the_longest_wait_and_the_last_minute(conn: Conn, seeds: Seeds) -> None:
    assert health(conn, None, START) == Health(oldest_waiting=0.0, per_minute=0)
    seeds.job(at=START)
    seeds.job(state="pending", at=START + timedelta(seconds=30), due_at="2026-01-01Z")
    seeds.job(state="pending", at=START, lane=None, outcome="waiting_for_store", store_id=OTHER)
    found = health(conn, None, START + timedelta(seconds=31))
    assert found.per_minute == 3
    assert found.oldest_waiting > 0
    assert health(conn, OTHER, START + timedelta(seconds=31)).oldest_waiting == 0
