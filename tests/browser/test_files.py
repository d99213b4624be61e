"""A merchant brings a file: says what columns mean, looks, imports, and takes the errors."""

import csv
import io
import threading
from pathlib import Path
from typing import Never

import pytest
from openpyxl.workbook.workbook import Workbook
from playwright.sync_api import Page, expect

from syncaty.db.pool import domain_dsn
from syncaty.salla.limits import Budget
from syncaty.syncs.work import work
from tests.browser.conftest import Site, Visit, faults_of, keep, sideways

STORE = 4_190
COLUMNS = ["رقم الطلب", "تاريخ الطلب", "حالة الطلب", "اسم العميل", "رقم الجوال", "إجمالي الطلب"]
ROWS = [
    ["41001", "25/12/2023", "تم التنفيذ", "نورة القحطاني", "0501234567", "1,250.50 ر.س"],
    ["41002", "03/01/2024", "تم التنفيذ", "سعد الحربي", "٠٥٠١٢٣٤٥٦٨", "99"],
    ["41003", "غدًا", "تم التنفيذ", "هند", "0501234569", "10"],
    ["41004", "04/01/2024", "ملغي", "=cmd()", "12", "75"],
]


@pytest.fixture
def store(site: Site) -> int:
    """A store without orders."""
    site.execute("delete from stores where id = %s", STORE)
    for table in ("orders", "customers", "customer_rfm", "daily_sales"):
        site.execute(f"delete from {table} where store_id = %s", STORE)  # noqa: S608
    add = "insert into stores (id, name, timezone, lane) values (%s, 'بيت العود', 'Asia/Riyadh', 9)"
    site.execute(add, STORE)
    return STORE


def workbook(folder: Path) -> Path:
    """Write the rows as a workbook."""
    book, path = Workbook(), folder / "طلبات.xlsx"
    assert book.active is not None
    for row in [COLUMNS, *ROWS]:
        book.active.append(row)
    book.save(path)
    return path


def import_in_background(site: Site, page: Page) -> None:
    """Do what the background process does with the import that the page began."""

    def no_api(store_id: int, budget: Budget) -> Never:
        raise AssertionError("a file needs nothing of Salla")

    address = page.get_by_role("link", name="See its job").get_attribute("href")
    assert address is not None
    number = int(address.rpartition("/")[2])
    dsn = domain_dsn(site.database_url, "syncaty")
    assert work(dsn, STORE, number, threading.Event(), no_api)


def test_a_file_becomes_figures(site: Site, visit: Visit, store: int, tmp_path: Path) -> None:
    page = visit(f"/stores/{store}/import-file")
    assert not faults_of(page)
    page.set_input_files("#file", workbook(tmp_path))
    page.get_by_role("button", name="Look at the file").click()

    expect(page.get_by_role("heading", name="What the columns mean")).to_be_visible()
    expect(page.get_by_label("إجمالي الطلب")).to_have_value("total")
    expect(page.get_by_label("رقم الجوال")).to_have_value("mobile")
    expect(page.get_by_role("row").nth(1)).to_contain_text("41002")
    assert not faults_of(page)
    keep(page, "files-columns")
    page.get_by_role("button", name="See what would be imported").click()

    expect(page.locator("#seen-orders")).to_have_text("3")
    expect(page.locator("#seen-refused")).to_have_text("1")
    expect(page.get_by_text("other dates of the column prove it")).to_be_visible()
    expect(page.get_by_text("“غدًا” is not a date")).to_be_visible()
    assert not faults_of(page)
    keep(page, "files-preview")
    page.get_by_role("button", name="Import", exact=True).click()

    expect(page.locator("#import-state")).to_contain_text("Waiting")
    import_in_background(site, page)
    expect(page.locator("#import-state")).to_contain_text("Completed")
    expect(page.locator("#import-share")).to_have_text("100%")
    expect(page.locator("#import-new")).to_have_text("3")
    assert not faults_of(page)
    keep(page, "files-report")

    with page.expect_download() as begun:
        page.get_by_role("link", name="Download the errors").click()
    text = begun.value.path().read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert [row[0] for row in rows] == ["Row", "4", "5"]
    assert rows[2][2:] == [
        "رقم الجوال",
        "12",
        "is not a telephone number",
        "taken without this value",
    ]

    page.goto(f"/stores/{store}/customers")
    expect(page.get_by_text("نورة القحطاني").first).to_be_visible()
    page.get_by_role("link", name="نورة القحطاني").first.click()
    expect(page.get_by_role("heading", name="نورة القحطاني")).to_be_visible()
    expect(page.get_by_text("1,250.50").first).to_be_visible()


def test_it_reads_well_in_arabic_on_a_phone(visit: Visit, store: int, tmp_path: Path) -> None:
    page = visit(f"/stores/{store}/import-file", language="ar", width=360)
    assert sideways(page) == 0
    page.set_input_files("#file", workbook(tmp_path))
    page.get_by_role("button", name="فحص الملف").click()
    expect(page.get_by_role("heading", name="معاني الأعمدة")).to_be_visible()
    assert sideways(page) == 0
    assert not faults_of(page)
    keep(page, "files-columns-ar")
    page.get_by_role("button", name="عرض ما سيُستورد").click()
    expect(
        page.get_by_text("«غدًا» ليس تاريخًا").or_(page.get_by_text("ليس تاريخًا")).first
    ).to_be_visible()
    assert sideways(page) == 0
    assert not faults_of(page)
    keep(page, "files-preview-ar")


def test_what_is_no_table_is_refused_with_its_sentence(
    visit: Visit, store: int, tmp_path: Path
) -> None:
    path = tmp_path / "photo.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(500))
    page = visit(f"/stores/{store}/import-file")
    page.set_input_files("#file", path)
    page.get_by_role("button", name="Look at the file").click()
    expect(page.get_by_role("alert")).to_contain_text("neither CSV nor XLSX")
    assert not faults_of(page)
