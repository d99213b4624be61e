"""Bringing a file through the dashboard, in both languages; what is wrong has its sentence."""

import csv
import io
import re
import threading
from collections.abc import Callable
from typing import Any, Never

import httpx
import pytest

from syncaty.db.pool import domain_dsn
from syncaty.salla.limits import Budget
from syncaty.syncs.work import work
from tests.integration.web.conftest import DUBAI, RIYADH, Site

HEAD = "رقم الطلب,تاريخ الطلب,الإجمالي,رقم الجوال\n"
ROWS = "5001,2024-01-02,100,0501112223\n5002,soon,7,\n5003,2024-01-03,=1+1,12\n"


@pytest.fixture
def send(client: httpx.Client) -> Callable[..., httpx.Response]:
    """Send a form of a page, with the proof of origin found on it."""

    def go(page: str, to: str = "", files: Any = None, **fields: str) -> httpx.Response:
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(page).text)
        assert found is not None
        proof = {"csrfmiddlewaretoken": found[1]}
        return client.post(to or page, data=proof | fields, files=files)

    return go


def upload(send: Callable[..., httpx.Response], content: bytes, store: int = RIYADH) -> str:
    """Bring a file; gives the address that follows."""
    answer = send(f"/stores/{store}/import-file", files={"file": ("orders.csv", content)})
    assert answer.status_code == 302, answer.text
    return answer.headers["location"]


def chosen(page: str) -> dict[str, str]:
    """Give what the form of columns has selected."""
    found = {}
    for name, options in re.findall(
        r'<select id="[^"]+" name="([^"]+)">(.*?)</select>', page, re.DOTALL
    ):
        picked = re.search(r'value="([^"]*)" selected', options)
        found[name] = picked[1] if picked else ""
    return found


def finish(site: Site, store: int) -> None:
    """Work the import that is open, as the background process would."""

    def no_api(store_id: int, budget: Budget) -> Never:
        raise AssertionError("a file needs nothing of Salla")

    dsn = domain_dsn(site.config.database_url, site.config.schema)
    import psycopg

    with psycopg.connect(dsn) as conn:
        row = conn.execute("select max(id) from syncs where store_id = %s", [store]).fetchone()
    assert row is not None
    assert work(dsn, store, row[0], threading.Event(), no_api)


def test_from_the_file_to_its_errors(
    site: Site, client: httpx.Client, send: Callable[..., httpx.Response]
) -> None:
    columns = upload(send, (HEAD + ROWS).encode())
    fields = chosen(client.get(columns).text)
    assert list(fields.values()) == ["reference", "placed_at", "total", "mobile", "auto"]
    preview = send(columns, **fields).headers["location"]
    page = client.get(preview)
    assert page.status_code == 200, page.text
    assert "“<bdi>soon</bdi>” is not a date" in page.text
    report = send(preview, columns.rstrip("/") + "/import", act="start").headers["location"]
    assert "Waiting" in client.get(report).text
    finish(site, RIYADH)
    page = client.get(report)
    assert "Completed" in page.text
    assert (
        '<dd class="stat__fig" id="import-new"><bdi class="num">1</bdi></dd>' in page.text
        or re.search(r'id="import-new">(<[^>]+>)?1<', page.text)
    )
    lines = list(csv.reader(io.StringIO(client.get(f"{columns}/errors.csv").text.lstrip("\ufeff"))))
    assert [line[0] for line in lines] == ["Row", "3", "4", "4"] or len(lines) == 3
    assert any(line[3] == "'=1+1" for line in lines)
    assert "orders.csv" in client.get(f"/stores/{RIYADH}/import-file").text
    job = re.search(r'href="(/stores/\d+/jobs/\d+)"', page.text)
    assert job is not None
    assert client.get(job[1]).status_code == 200
    order = re.search(r'href="(/stores/\d+/orders/-\d+)"', client.get(job[1]).text)
    customers = client.get(f"/stores/{RIYADH}/customers").text
    customer = re.search(r'href="(/stores/\d+/customers/-\d+)"', customers)
    assert customer is not None
    assert client.get(customer[1]).status_code == 200
    order = order or re.search(r'href="(/stores/\d+/orders/-\d+)"', client.get(customer[1]).text)
    assert order is not None
    assert "5001" in client.get(order[1]).text


def test_two_columns_for_one_thing_are_refused(send: Callable[..., httpx.Response]) -> None:
    columns = upload(send, (HEAD + ROWS).encode())
    fields = {"column-0": "reference", "column-1": "reference"}
    answer = send(columns, **fields)
    assert answer.status_code == 422
    assert "Two columns are taken for the same" in answer.text
    preview = send(columns, **{"column-0": "reference"}).headers["location"]
    assert preview.endswith("/preview")


def test_what_is_needed_and_missing_leads_back(
    client: httpx.Client, send: Callable[..., httpx.Response]
) -> None:
    columns = upload(send, (HEAD + ROWS).encode())
    send(columns, **{"column-0": "reference"})
    answer = client.get(f"{columns}/preview", follow_redirects=True)
    assert str(answer.url).endswith(columns)
    assert "Order number and date are needed" in answer.text


def test_faults_in_arabic(client: httpx.Client, send: Callable[..., httpx.Response]) -> None:
    client.headers["Accept-Language"] = "ar"
    answer = send(f"/stores/{RIYADH}/import-file", files={"file": ("x.csv", b"\x89PNG\0\0")})
    assert answer.status_code == 422
    assert "ليس CSV ولا XLSX" in answer.text


def test_a_file_too_large_is_not_kept(
    site: Site, send: Callable[..., httpx.Response], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syncaty.web.uploads.MOST_SENT", 1000)
    monkeypatch.setattr("syncaty.web.files.views.MOST_SENT", 1000)
    answer = send(f"/stores/{RIYADH}/import-file", files={"file": ("x.csv", b"a,b\n" * 1000)})
    assert answer.status_code == 422
    assert "larger than" in answer.text


def test_a_file_of_another_store_is_not_there(
    client: httpx.Client, send: Callable[..., httpx.Response]
) -> None:
    columns = upload(send, (HEAD + ROWS).encode())
    number = columns.rpartition("/")[2]
    assert client.get(f"/stores/{DUBAI}/import-file/{number}").status_code == 404


def test_a_file_can_be_forgotten(client: httpx.Client, send: Callable[..., httpx.Response]) -> None:
    columns = upload(send, (HEAD + ROWS).encode())
    assert send(columns, f"{columns}/forget").status_code == 302
    assert client.get(columns).status_code == 404


def test_strangers_are_sent_to_log_in(visitor: httpx.Client) -> None:
    assert visitor.get(f"/stores/{RIYADH}/import-file").headers["location"].startswith("/login")
