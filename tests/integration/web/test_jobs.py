"""The operator's room over WSGI, on jobs in a real database."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import psycopg
import pytest
from psycopg.rows import TupleRow
from psycopg.sql import SQL, Identifier

from syncaty.db.pool import domain_dsn
from tests.integration.web.conftest import DUBAI, RIYADH, Site
from tests.job_seeds import Seeds

NOW = datetime.now(UTC)
BODY = (
    '{"event":"order.created","merchant":1305146709,"data":{"id":9007199254740993,'
    '"total":1284.50,"customer":{"first_name":"نورة"},"access_token":"very-secret"}}'
).encode()


@pytest.fixture
def seeds(site: Site) -> Iterator[Seeds]:
    """Writes jobs into the dashboard's database, which holds none before and none after."""
    dsn = domain_dsn(site.config.database_url, site.config.schema)
    with psycopg.connect(dsn, autocommit=True) as conn:
        _clear(conn)
        yield Seeds(conn)
        _clear(conn)


def _clear(conn: psycopg.Connection[TupleRow]) -> None:
    for table in ("deliveries", "jobs", "job_attempts", "job_actions", "refusals", "customers"):
        conn.execute(SQL("delete from {}").format(Identifier(table)))


def job(seeds: Seeds, event: str = "order.created", **row: Any) -> int:
    row.setdefault("at", NOW - timedelta(minutes=5) + timedelta(seconds=len(seeds.ids)))
    return seeds.job(event, **{"store_id": RIYADH, "lane": 1, **row})


def events(page: str) -> list[str]:
    """Give the numbers of the jobs a list shows, in its order."""
    return re.findall(r'name="id" value="(\d+)"', page)


def token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert found is not None
    return found[1]


def test_the_list_shows_jobs_of_all_stores_and_of_one(client: httpx.Client, seeds: Seeds) -> None:
    one, other = job(seeds), job(seeds, store_id=DUBAI)
    assert events(client.get("/jobs").text) == [str(other), str(one)]
    assert events(client.get(f"/stores/{RIYADH}/jobs").text) == [str(one)]
    assert client.get("/stores/5/jobs").status_code == 404


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=state:failed", [1]),
        ("state=failed", [1]),
        ("w=state:failed&q=event:order.*", [1]),
        ("q=41027", [0]),
        ("q=order:41027", [0]),
        ("q=customer:5", [0]),
        ("q=العتيبي", [0]),
        ("q=0501234567", [0]),
        ("q=outcome:ignored", [2]),
        ("q=error:bad_money", [1]),
        ("q=before:2020-01-01", []),
        ("q=state:completed after:1h", [2, 0]),
    ],
)
def test_the_box_finds(client: httpx.Client, seeds: Seeds, query: str, expected: list[int]) -> None:
    seeds.customer(5, "نورة العتيبي", RIYADH, mobile="+966501234567")
    ids = [
        job(seeds, reference="41027", entity_id=11, customer_id=5),
        job(seeds, state="failed", error_code="bad_money"),
        job(seeds, "review.added", outcome="ignored", entity=None),
    ]
    found = client.get(f"/stores/{RIYADH}/jobs?{query}")
    assert found.status_code == 200
    assert events(found.text) == [str(ids[at]) for at in expected]


def test_words_stay_while_others_are_added_and_can_be_removed(
    client: httpx.Client, seeds: Seeds
) -> None:
    job(seeds, state="failed", error_code="x")
    page = client.get(f"/stores/{RIYADH}/jobs?w=state:failed&q=event:order.*").text
    assert 'name="w" value="state:failed"' in page
    assert 'name="w" value="event:order.*"' in page
    assert f'href="/stores/{RIYADH}/jobs?q=event%3Aorder.%2A"' in page


def test_a_store_s_name_leads_to_its_page(client: httpx.Client, seeds: Seeds) -> None:
    job(seeds, store_id=DUBAI)
    for query in ('q=store:"Qahwat Najd" state:failed', f"store={DUBAI}&state=failed"):
        found = client.get(f"/jobs?{query}")
        assert found.status_code == 302
        assert found.headers["location"] == f"/stores/{DUBAI}/jobs?q=state%3Afailed"


def test_what_cannot_be_read_is_said(client: httpx.Client, seeds: Seeds) -> None:
    job(seeds)
    page = client.get("/jobs?q=after:soon+store:nowhere").text
    assert "after:soon is no time" in page
    assert "store:nowhere is no store" in page
    assert len(events(page)) == 1


def test_older_jobs_are_a_page_away(client: httpx.Client, seeds: Seeds) -> None:
    made = [job(seeds) for _ in range(60)]
    first = client.get("/jobs").text
    assert events(first) == [str(number) for number in made[:9:-1]]
    older = re.search(r'href="(/jobs\?q=&amp;before_id=\d+)" rel="next"', first)
    assert older is not None
    second = client.get(older[1].replace("&amp;", "&")).text
    assert events(second) == [str(number) for number in made[9::-1]]
    assert "data-live hx-get" not in second.partition('id="rows"')[2][:60]


def test_tiles_count_by_state(client: httpx.Client, seeds: Seeds) -> None:
    job(seeds, state="failed", error_code="x", at=NOW - timedelta(days=9))
    job(seeds)
    job(seeds, state="pending", outcome="retry")
    page = client.get(f"/stores/{RIYADH}/jobs").text
    tiles = re.findall(r'<b class="num"><span class="num">([\d,]+)</span></b>', page)
    assert tiles == ["3", "1", "1", "1", "1", "0", "0"]


def test_parts_are_refreshed_apart_and_not_sent_twice(client: httpx.Client, seeds: Seeds) -> None:
    newest = job(seeds)
    htmx = {"HX-Request": "true"}
    rows = client.get("/jobs?part=rows", headers=htmx)
    assert "<html" not in rows.text
    assert events(rows.text) == [str(newest)]
    again = client.get("/jobs?part=rows", headers=htmx | {"If-None-Match": rows.headers["ETag"]})
    assert again.status_code == 304
    job(seeds)
    newer = client.get(f"/jobs?part=newer&after_id={newest}", headers=htmx)
    assert "Show" in newer.text
    assert "1" in newer.text
    assert "tiles" in client.get("/jobs?part=pulse", headers=htmx).text
    assert "last minute" in client.get("/jobs?part=health", headers=htmx).text


def test_a_job_shows_its_payload_exactly_and_hides_secrets(
    client: httpx.Client, seeds: Seeds
) -> None:
    number = job(
        seeds, body=BODY, reference="41027", entity_id=11, headers={"x-salla-signature": "ab" * 32}
    )
    page = client.get(f"/stores/{RIYADH}/jobs/{number}").text
    assert "9007199254740993" in page
    assert "1284.50" in page
    assert "نورة" in page
    assert "<span>abababab</span>" in page
    assert page.count("very-secret") == 2  # the raw body and the command, never the tree
    assert "Order <span" in page
    moved = client.get(f"/jobs/{number}")
    assert moved.headers["location"] == f"/stores/{RIYADH}/jobs/{number}"


def test_a_job_without_a_store_is_shown_over_all(client: httpx.Client, seeds: Seeds) -> None:
    number = job(seeds, store_id=99, state="pending", outcome="waiting_for_store", lane=None)
    page = client.get(f"/jobs/{number}")
    assert page.status_code == 200
    assert "Waits for its store" in page.text
    assert client.get(f"/stores/{RIYADH}/jobs/{number}").status_code == 404


def test_the_bytes_can_be_kept_as_they_came(client: httpx.Client, seeds: Seeds) -> None:
    raw = b'{"a": "\xff\x00'
    number = job(seeds, body=raw, state="failed", error_code="not_json")
    answer = client.get(f"/stores/{RIYADH}/jobs/{number}/body")
    assert answer.content == raw
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "ff 00" in client.get(f"/stores/{RIYADH}/jobs/{number}").text


def test_a_failure_says_what_happened_and_what_to_do(client: httpx.Client, seeds: Seeds) -> None:
    number = job(seeds, state="failed", error_code="bad_money", error="No total.", body=BODY)
    seeds.conn.execute(
        "insert into job_attempts values (%s, %s, 1, now(), now(), 'w', 'bad_money', 'No total.',"
        " 'data.total', 'Traceback: <b>')",
        (RIYADH, number),
    )
    page = client.get(f"/stores/{RIYADH}/jobs/{number}").text
    assert "is not an amount of money" in page
    assert "Nothing was changed" in page
    assert "Traceback: &lt;b&gt;" in page
    assert re.search(r"<mark><span[^>]*>1284\.50", page)
    arabic = client.get(f"/stores/{RIYADH}/jobs/{number}", headers={"Accept-Language": "ar"}).text
    assert "إجمالي الطلب ليس مبلغًا من المال" in arabic


def test_deliveries_of_one_entity_are_compared(client: httpx.Client, seeds: Seeds) -> None:
    job(seeds, body=b'{"event":"a","data":{"id":1,"total":5}}', entity_id=1)
    number = job(
        seeds, "order.updated", body=b'{"event":"a","data":{"id":1,"total":7.50}}', entity_id=1
    )
    page = client.get(f"/stores/{RIYADH}/jobs/{number}").text
    assert "data.total" in page
    assert "7.50" in page
    assert "This order, in order" in page


def test_chosen_jobs_run_again(client: httpx.Client, seeds: Seeds) -> None:
    chosen = [job(seeds, state="failed", error_code="x") for _ in range(2)]
    spared = job(seeds, state="failed", error_code="x")
    page = client.get("/jobs?q=state:failed").text
    answer = client.post(
        "/jobs/retry",
        data={
            "csrfmiddlewaretoken": token(page),
            "q": "state:failed",
            "act": "chosen",
            "id": [str(number) for number in chosen],
        },
    )
    assert answer.status_code == 302
    assert answer.headers["location"] == "/jobs?q=state%3Afailed"
    told = client.get(answer.headers["location"]).text
    assert "2 jobs run again." in told
    assert events(told) == [str(spared)]
    actors = seeds.conn.execute("select distinct actor from job_actions").fetchall()
    assert actors == [("Sara Al-Harbi",)]


def test_one_job_runs_again_and_its_page_is_shown(client: httpx.Client, seeds: Seeds) -> None:
    number = job(seeds, state="failed", error_code="x")
    here = f"/stores/{RIYADH}/jobs/{number}"
    data = {"csrfmiddlewaretoken": token(client.get(here).text), "act": "chosen"}
    answer = client.post(
        f"/stores/{RIYADH}/jobs/retry", data={**data, "id": str(number), "job": str(number)}
    )
    assert answer.headers["location"] == here
    assert "ran it again" in client.get(here).text
    again = client.post(f"/stores/{RIYADH}/jobs/retry", data={**data, "id": str(number)})
    assert "No job was run again" in client.get(again.headers["location"]).text


def test_all_that_match_are_counted_first_and_run_again(client: httpx.Client, seeds: Seeds) -> None:
    for _ in range(3):
        job(seeds, state="failed", error_code="x")
    other = job(seeds, state="failed", error_code="y")
    page = client.get("/jobs/retry?q=state:failed error:x").text
    assert 'Retry <span class="num">3</span>' in page
    up_to = re.search(r'name="up_to" value="(\d+)"', page)
    assert up_to is not None
    late = job(seeds, state="failed", error_code="x")
    client.post(
        "/jobs/retry",
        data={
            "csrfmiddlewaretoken": token(page),
            "q": "state:failed error:x",
            "act": "all",
            "up_to": up_to[1],
        },
    )
    failed = seeds.conn.execute("select id from jobs where state = 'failed' order by id").fetchall()
    assert [row[0] for row in failed] == [other, late]


def test_running_again_needs_the_proof_of_origin(client: httpx.Client, seeds: Seeds) -> None:
    number = job(seeds, state="failed", error_code="x")
    assert client.post("/jobs/retry", data={"act": "chosen", "id": number}).status_code == 403


def test_a_button_without_script_leads_to_the_question(client: httpx.Client, seeds: Seeds) -> None:
    job(seeds, state="failed", error_code="x")
    data = {"csrfmiddlewaretoken": token(client.get("/jobs").text), "act": "matching"}
    answer = client.post("/jobs/retry", data=data | {"q": "state:failed"})
    assert answer.headers["location"] == "/jobs/retry?q=state%3Afailed"


def test_failures_are_grouped(client: httpx.Client, seeds: Seeds) -> None:
    for store_id in (RIYADH, DUBAI):
        job(seeds, state="failed", error_code="bad_money", store_id=store_id)
    job(seeds, "", state="failed", error_code="not_json", entity=None)
    page = client.get("/jobs/failures").text
    assert "2</span> stores" in page
    assert 'href="/jobs?q=state%3Afailed+error%3Abad_money+event%3Aorder.created"' in page
    assert 'href="/jobs?q=state%3Afailed+error%3Anot_json"' in page


def test_refused_requests_say_why(client: httpx.Client, seeds: Seeds) -> None:
    for reason, store_id in (("signature_wrong", RIYADH), ("unreadable", 0)):
        seeds.conn.execute(
            "insert into refusals (store_id, reason, status, body, body_size, headers, unkept)"
            " values (%s, %s, 401, '{}', 2, '{\"user-agent\": \"curl\"}', 4)",
            (store_id, reason),
        )
    page = client.get("/jobs/refused").text
    assert "Wrong signature" in page
    assert "4</span> more like it" in page
    only = client.get("/jobs/refused?reason=unreadable").text
    assert "vouches for it" in only
    assert "made with another secret" not in only
    number = re.search(r'href="/jobs/refused/(\d+)"', only)
    assert number is not None
    detail = client.get(f"/jobs/refused/{number[1]}").text
    assert "It was not processed" in detail
    assert "curl" in detail
    assert client.get(f"/stores/{RIYADH}/jobs/refused/{number[1]}").status_code == 404
    assert client.get(f"/jobs/refused/{number[1]}/body").content == b"{}"


def test_nothing_yet_says_what_will_come(client: httpx.Client, seeds: Seeds) -> None:
    assert not seeds.ids
    assert "No webhook has come yet" in client.get("/jobs").text
    assert "Nothing has failed" in client.get("/jobs/failures").text
    assert "Nothing was refused" in client.get("/jobs/refused").text
    assert "No job matches" in client.get("/jobs?q=state:failed").text


def test_half_letters_in_a_body_break_no_page(client: httpx.Client, seeds: Seeds) -> None:
    job(seeds, body=b'{"\\ud801": "\\ud802"}', entity_id=1)
    body = b'{"event": "order.created", "data": {"name": "\\ud800", "\\udfff": 1}}'
    number = job(seeds, body=body, entity_id=1)
    assert client.get(f"/stores/{RIYADH}/jobs/{number}").status_code == 200


def test_what_an_event_of_the_app_did_to_its_store_is_told(
    client: httpx.Client, seeds: Seeds
) -> None:
    fields = {"state": ["connected", "uninstalled"]}
    change = {"kind": "store", "id": str(RIYADH), "label": "Oud", "new": False, "fields": fields}
    removed = job(seeds, "app.uninstalled", entity=None, changes=[change])
    new = {**change, "new": True, "fields": {"state": [None, "connected"]}}
    made = job(seeds, "app.store.authorize", entity=None, changes=[new])
    page = client.get("/jobs").text
    assert "from connected to uninstalled" in re.sub(r"<[^>]*>", "", page)
    assert "New store" in page
    detail = client.get(f"/stores/{RIYADH}/jobs/{removed}").text
    assert "Store <bdi>Oud</bdi>" in detail
    assert "Connection" in detail
    assert "New store" in client.get(f"/stores/{RIYADH}/jobs/{made}").text


def test_a_job_tells_which_segments_its_customer_entered_and_left(
    client: httpx.Client, seeds: Seeds
) -> None:
    change = {"kind": "segment", "id": "7", "new": False}
    into = {**change, "label": "Gift lovers", "fields": {"segment": [None, "gifts"]}}
    out = {**change, "label": "Sleepers", "fields": {"segment": ["sleepers", None]}}
    number = job(seeds, changes=[into, out])
    detail = client.get(f"/stores/{RIYADH}/jobs/{number}").text
    assert "Entered the segment Gift lovers" in detail
    assert "Left the segment Sleepers" in detail


def test_everything_asks_for_login(visitor: httpx.Client) -> None:
    for path in ("/jobs", "/jobs/failures", "/jobs/refused", "/jobs/1", "/jobs/1/body"):
        assert visitor.get(path).headers["location"].startswith("/login")
