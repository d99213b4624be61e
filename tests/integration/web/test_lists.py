"""Lists kept by hand through the dashboard: pasted or from a file, looked at, changed, reported."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from syncaty.db.pool import domain_dsn
from syncaty.segments import lists
from syncaty.segments.members import members
from syncaty.syncs.files import people as files
from tests.integration.pipeline.shop import Shop, order
from tests.integration.web.conftest import Site

SHOP = 4_921
NEW = f"/stores/{SHOP}/segments/new-list"
Send = Callable[..., httpx.Response]


@pytest.fixture(scope="module")
def kept(site: Site) -> Iterator[Shop]:
    dsn = domain_dsn(site.config.database_url, site.config.schema)
    with Shop(dsn, SHOP) as shop:
        shop.take(order(n, customer=n, merchant=SHOP) for n in range(1, 5))
        yield shop


@pytest.fixture
def shop(kept: Shop) -> Iterator[Shop]:
    yield kept
    kept.conn.execute("delete from segment_members where store_id = %s", (SHOP,))
    kept.conn.execute("delete from segments where store_id = %s", (SHOP,))


@pytest.fixture
def send(client: httpx.Client, shop: Shop) -> Send:
    """Send the form of a page, with the proof of origin found on it."""

    def go(page: str, to: str = "", files: Any = None, **fields: str) -> httpx.Response:
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(page).text)
        assert found is not None, page
        proof = {"csrfmiddlewaretoken": found[1]}
        return client.post(to or page, data=proof | fields, files=files)

    return go


def on(shop: Shop, key: str) -> list[int]:
    return [each.id for each in members(shop.conn, SHOP, key).items]


def figure(page: str, name: str) -> str:
    found = re.search(rf'id="{name}">(?:<[^>]+>)*([\d,]+)', page)
    assert found is not None, name
    return found[1]


def table(client: httpx.Client, address: str) -> list[list[str]]:
    text = client.get(address).text
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))[1:]


def test_a_pasted_list_is_looked_at_and_made(client: httpx.Client, send: Send, shop: Shop) -> None:
    text = "1\n0500000002, C3@EXAMPLE.com\n٠٥٠٠٠٠٠٠٠٢\nlater@x.com\nNoura"
    answer = send(NEW, name="VIP", note="Known well", text=text)
    assert answer.status_code == 302, answer.text
    look = answer.headers["location"]
    page = client.get(look).text
    assert [figure(page, f"seen-{each}") for each in ("found", "moving", "left")] == ["3", "3", "2"]
    assert "Neither a number, a phone nor an e-mail." in page
    assert shop.rows("select from segments where store_id = %s", SHOP) == []
    number = look.partition("?")[0].rpartition("/")[2]
    problems = table(client, f"{NEW}/{number}/problems.csv?pasted=1")
    assert [row[:2] for row in problems] == [["4", "later@x.com"], ["5", "Noura"]]

    answer = send(look, name="VIP", note="Known well")
    here = f"/stores/{SHOP}/segments/vip/list"
    assert answer.headers["location"] == here
    page = client.get(here).text
    assert (figure(page, "members"), figure(page, "waiting")) == ("3", "1")
    assert on(shop, "vip") == [1, 2, 3]
    assert [row[0] for row in table(client, f"{here}.csv")] == ["later@x.com", "Noura"]
    assert client.get(look).status_code == 404  # it is used up
    own = client.get(f"/stores/{SHOP}/segments/vip").text
    assert f'href="{here}"' in own
    assert "Known well" in own


def test_a_file_is_added_replaces_and_is_taken_off(
    client: httpx.Client, send: Send, shop: Shop
) -> None:
    send(send(NEW, name="VIP", text="1, 2").headers["location"], name="VIP")
    here = f"/stores/{SHOP}/segments/vip/list"
    for act, rows, wanted in (
        ("add", "الاسم,رقم الجوال\nفلان,0500000003\n", [1, 2, 3]),
        ("replace", "id,email\n3,\n,c4@example.com\n", [3, 4]),
        ("remove", "phone\n500000004\n", [3]),
    ):
        upload = {"file": ("قائمة.csv", rows.encode("cp1256"))}
        answer = send(here, act=act, files=upload)
        assert answer.status_code == 302, answer.text
        look = answer.headers["location"]
        assert f"act={act}" in look
        assert "قائمة.csv" in client.get(look).text
        assert send(look).status_code == 302
        assert on(shop, "vip") == wanted


def test_what_is_forgotten_is_gone(client: httpx.Client, send: Send, shop: Shop) -> None:
    look = send(NEW, name="VIP", text="1").headers["location"]
    answer = send(look, look.replace("?", "/forget?"))
    assert answer.headers["location"] == NEW
    assert client.get(look).status_code == 404
    assert shop.rows("select from segments where store_id = %s", SHOP) == []


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"text": " \n "}, "There is no entry here"),
        ({"text": ",,;"}, "There is no entry here"),
        ({"files": {"file": ("x.xlsx", b"PK\x03\x04nothing")}}, "This workbook cannot be opened"),
        ({"files": {"file": ("x.png", b"\x89PNG\0\0" * 99)}}, "neither CSV nor XLSX"),
        ({"files": {"file": ("x.csv", b"phone\n")}}, "There is no entry here"),
        ({"files": {"file": ("x.csv", b" ")}}, "The file has no rows"),
    ],
)
def test_what_cannot_be_taken_has_its_sentence(
    send: Send, shop: Shop, sent: dict[str, Any], said: str
) -> None:
    before = shop.rows("select id from sync_files where store_id = %s", SHOP)
    answer = send(NEW, name="VIP", **sent)
    assert answer.status_code == 422
    assert said in answer.text
    assert shop.rows("select id from sync_files where store_id = %s", SHOP) == before


def test_what_is_too_much_has_its_sentence(
    monkeypatch: pytest.MonkeyPatch, send: Send, shop: Shop
) -> None:
    monkeypatch.setattr(lists, "MOST_ENTRIES", 2)
    answer = send(NEW, name="VIP", text="1\n2\n3")
    assert (answer.status_code, "so none of them was taken" in answer.text) == (422, True)
    monkeypatch.setattr(files, "MOST_BYTES", 3)
    monkeypatch.setattr("syncaty.web.lists.brought.MOST_BYTES", 3)
    answer = send(NEW, name="VIP", files={"file": ("x.csv", b"phone\n1\n")})
    assert "larger than 20 MB" in answer.text or "larger than 0 MB" in answer.text
    monkeypatch.undo()
    look = send(NEW, name="VIP", text="1\nhm").headers["location"]
    monkeypatch.setattr(lists, "MOST_ON_LIST", 1)
    answer = send(look, name="VIP")
    assert (answer.status_code, "so nothing was changed" in answer.text) == (422, True)
    assert shop.rows("select from segments where store_id = %s", SHOP) == []


def test_a_name_is_asked_for(send: Send, shop: Shop) -> None:
    look = send(NEW, text="1").headers["location"]
    for name in ("", " ", "x" * 101):
        answer = send(look, name=name)
        assert answer.status_code == 422
        assert "A name has 1 to 100 characters" in answer.text
    assert shop.rows("select from segments where store_id = %s", SHOP) == []


def test_what_is_no_list_has_no_entries(client: httpx.Client, send: Send, shop: Shop) -> None:
    look = send(NEW, name="VIP", text="1").headers["location"]
    for key in ("champions", "none"):
        assert client.get(f"/stores/{SHOP}/segments/{key}/list").status_code == 404
        assert client.get(f"/stores/{SHOP}/segments/{key}/list.csv").status_code == 404
        assert client.get(f"{look}&list={key}").status_code == 404
        assert send(look, f"{look}&list={key}").status_code == 404
    assert client.get(f"{NEW}/999999").status_code == 404


def test_pages_are_in_arabic(client: httpx.Client, send: Send, shop: Shop) -> None:
    from django.conf import settings

    look = send(NEW, name="قائمة", text="1\nhm").headers["location"]
    client.cookies.set(settings.LANGUAGE_COOKIE_NAME, "ar")
    try:
        assert "قائمة جديدة" in client.get(NEW).text
        assert "عملاء عُثر عليهم" in client.get(look).text
        location = send(look, name="قائمة").headers["location"]
        assert "مُدخلات القائمة" in client.get(location).text
    finally:
        client.cookies.delete(settings.LANGUAGE_COOKIE_NAME)
