"""Stores: how they are connected, what says nothing of secrets, and deciding what counts."""

import re
from decimal import Decimal

import httpx
import pytest

from tests.integration.web.conftest import submit
from tests.integration.web.merchant.conftest import EMPTY, STORE, Pages, puzzling
from tests.integration.web.merchant.seen import riyals, rows, text

PAGES = (
    "",
    "/overview",
    "/overview/feed",
    "/overview/health",
    "/customers",
    "/customers.csv",
    "/rfm",
    "/segments",
    "/segments/loyal",
    "/segments/loyal/export",
    "/segments/loyal.csv",
    "/privacy",
    "/analytics",
    "/analytics/days.csv",
    "/analytics/products.csv",
    "/products",
    "/products.csv",
)


@pytest.mark.parametrize("path", PAGES)
def test_only_somebody_signed_in_sees_a_page(visitor: httpx.Client, path: str) -> None:
    response = visitor.get(f"/stores/{STORE}{path}")
    assert response.status_code == 302
    assert response.headers["location"].startswith("/login")


@pytest.mark.parametrize("path", PAGES)
def test_a_store_without_anything_says_what_to_do(pages: Pages, path: str) -> None:
    assert pages.http.get(f"/stores/{EMPTY}{path}").status_code == 200


def test_an_empty_store_shows_the_address_for_its_webhooks(pages: Pages) -> None:
    said = text(pages.get(f"/stores/{EMPTY}/overview"))
    assert "Waiting for the first webhook" in said
    assert "http://syncaty.test/webhooks/salla" in said


@pytest.mark.parametrize("path", PAGES)
def test_an_unknown_store_is_a_404(pages: Pages, path: str) -> None:
    assert pages.http.get(f"/stores/99{path}").status_code == 404


@pytest.mark.parametrize("path", [each for each in PAGES if not each.endswith(".csv")])
def test_every_page_speaks_arabic_throughout(pages: Pages, path: str) -> None:
    response = pages.http.get(
        f"/stores/{STORE}{path}", headers={"cookie": _with_language(pages.http, "ar")}
    )
    body = re.sub(r"<(code|bdi|svg|title|time)\b.*?</\1>", " ", response.text, flags=re.DOTALL)
    latin = set(re.findall(r"[A-Za-z]{2,}", text(_main(body))))
    assert latin <= {
        "Syncaty",
        "RFM",
        "FM",
        "SKU",
        "KWD",
        "HMAC",
        "SHA",
        "Salla",
        "Signature",
        "CSV",
        "JSON",
    }


def _main(page: str) -> str:
    """Give what stands in the page itself, without the shell; of a piece, all of it."""
    found = re.search(r"<main[^>]*>(.*)</main>", page, re.DOTALL)
    return found[1] if found else page


def _with_language(client: httpx.Client, language: str) -> str:
    held = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    return f"{held}; syncaty_language={language}"


def test_a_secret_is_never_on_a_page(pages: Pages) -> None:
    add = "insert into store_secrets (store_id, sealed) values (%s, 'sealed-and-secret')"
    pages.shop.conn.execute(add, (STORE,))
    page = pages.get()
    assert "1 valid" in text(page)
    assert "sealed" not in page


def test_a_new_status_is_decided_by_the_merchant(pages: Pages) -> None:
    when = {"from": "2025-06-01", "to": "2025-06-01"}
    pages.shop.take([puzzling(880_001)])
    assert "1 status is new to us" in text(pages.get())
    assert f"Net sales {riyals(Decimal(40))}" in text(pages.get("analytics", **when))
    here = f"/stores/{STORE}"
    answer = submit(pages.http, here, f"{here}/statuses", status="awaiting_gift_wrap", counts="no")
    assert answer.status_code == 302
    page = pages.get()
    assert "no longer count" in text(page)
    state = {row[0].split()[-1]: row[2] for row in rows(page)}
    assert state["awaiting_gift_wrap"] == "does not count"
    assert "No order that counts in this time" in pages.get("analytics", **when)
    submit(pages.http, here, f"{here}/statuses", status="awaiting_gift_wrap", counts="yes")
    assert f"Net sales {riyals(Decimal(40))}" in text(pages.get("analytics", **when))


def test_deciding_takes_a_form_of_ours_and_a_status_that_is_known(pages: Pages) -> None:
    address = f"/stores/{STORE}/statuses"
    assert pages.http.get(address).status_code == 405
    fields = {"status": "completed", "counts": "no"}
    assert pages.http.post(address, data=fields).status_code == 403
    answer = submit(pages.http, f"/stores/{STORE}", address, status="nothing", counts="no")
    assert answer.status_code == 404


def test_the_feed_is_sent_again_only_when_it_changed(pages: Pages) -> None:
    address, asks = f"/stores/{STORE}/overview/feed", {"HX-Request": "true"}
    first = pages.http.get(address, headers=asks)
    again = {**asks, "If-None-Match": first.headers["etag"]}
    assert pages.http.get(address, headers=again).status_code == 304
    (job,) = pages.shop.take([puzzling(880_002)])
    pages.shop.conn.execute(
        "update jobs set entity = 'order', entity_id = 880002 where store_id = %s and id = %s",
        (STORE, job),
    )
    changed = pages.http.get(address, headers=again)
    assert changed.status_code == 200
    assert "Order 880002 placed" in text(changed.text)
    assert f'href="/stores/{STORE}/jobs/{job}"' in changed.text
