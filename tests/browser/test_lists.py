"""A merchant makes a list, takes it as a file, and decides who may be in one; also on a phone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from syncaty.db.pool import domain_dsn
from tests.browser.conftest import PHONE, Site, Visit, faults_of, keep, sideways
from tests.integration.pipeline.shop import Shop, order

STORE = 4_191


@pytest.fixture(scope="module")
def shop(site: Site) -> Iterator[Shop]:
    """A store with four customers."""
    with Shop(domain_dsn(site.database_url, "syncaty"), STORE) as shop:
        shop.take(order(n, customer=n, merchant=STORE) for n in range(1, 5))
        yield shop


def test_a_list_is_made_exported_and_left_out(visit: Visit, shop: Shop, tmp_path: Path) -> None:
    page = visit(f"/stores/{STORE}/segments")
    page.get_by_role("link", name="New list").click()
    assert not faults_of(page)
    keep(page, "lists-new")
    page.get_by_label("Name", exact=True).fill("VIP")
    page.get_by_label("Numbers, phones or e-mails").fill("1\n0500000002\nlater@example.com\nhm")
    page.get_by_role("button", name="See who is found").click()

    expect(page.locator("#seen-found")).to_have_text("2")
    expect(page.locator("#seen-left")).to_have_text("2")
    assert not faults_of(page)
    keep(page, "lists-look")
    page.get_by_role("button", name="Make the list").click()

    expect(page.locator("#members")).to_have_text("2")
    expect(page.locator("#waiting")).to_have_text("1")
    assert not faults_of(page)
    keep(page, "lists-list")
    upload = tmp_path / "more.csv"
    upload.write_text("phone\n0500000003\n", encoding="utf-8")
    page.set_input_files("#file", upload)
    page.get_by_role("button", name="See who is found").click()
    expect(page.locator("#seen-moving")).to_have_text("1")
    page.get_by_role("button", name="Add them to the list").click()
    expect(page.locator("#members")).to_have_text("3")

    page.goto(page.url.partition("/stores/")[0] + f"/stores/{STORE}/privacy")
    page.get_by_label("Leave out the members of a segment").check()
    page.get_by_label("Segment", exact=True).select_option(label="VIP")
    assert not faults_of(page)
    keep(page, "privacy")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("It holds from the next export on.")).to_be_visible()

    page.goto(page.url.replace("/privacy", "/segments/vip"))
    page.get_by_role("link", name="Export").click()
    expect(page.locator("#kept")).to_have_text("0")
    expect(page.locator("#left-out")).to_have_text("3")
    assert not faults_of(page)
    keep(page, "export")
    shop.conn.execute("delete from store_privacy where store_id = %s", (STORE,))
    page.reload()
    with page.expect_download() as begun:
        page.get_by_role("link", name="CSV for Excel").click()
    text = begun.value.path().read_text(encoding="utf-8-sig")
    assert text.count("\n") == 4
    assert begun.value.suggested_filename.startswith(f"vip-{STORE}-")


def test_it_reads_well_in_arabic_on_a_phone(visit: Visit, shop: Shop) -> None:
    page = visit(f"/stores/{STORE}/segments/new-list", language="ar", width=PHONE)
    assert sideways(page) == 0
    assert not faults_of(page)
    page.locator("#name").fill("قائمة الشتاء")
    page.locator("#text").fill("٠٥٠٠٠٠٠٠٠٤\nlater@example.com\n9.66E+11")
    page.get_by_role("button", name="عرض من عُثر عليهم").click()
    expect(page.locator("#seen-found")).to_have_text("1")
    assert sideways(page) == 0
    assert not faults_of(page)
    keep(page, "lists-look-ar")
    page.get_by_role("button", name="إنشاء القائمة").click()
    expect(page.locator("#members")).to_have_text("1")
    assert sideways(page) == 0
    assert not faults_of(page)
    keep(page, "lists-list-ar")
    for path in ("privacy", "segments/segment/export", "segments/loyal/export"):
        page.goto(page.url.partition("/stores/")[0] + f"/stores/{STORE}/{path}")
        assert sideways(page) == 0, path
        assert not faults_of(page), path
        keep(page, f"{path.replace('/', '-')}-ar")
