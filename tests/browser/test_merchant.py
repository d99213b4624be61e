"""The merchant's pages in a real browser: both languages, a desk and a phone, light and dark."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import msgspec
import pytest
from playwright.sync_api import Page, expect

from syncaty.clock import utc_now
from syncaty.db.pool import domain_dsn
from syncaty.salla.envelope import Envelope, peek
from syncaty.sandbox.shapes import ShapeName, renderer
from syncaty.sandbox.shop import Plan
from syncaty.sandbox.shop import Shop as Invented
from tests.browser.conftest import DESK, PHONE, Site, Visit, faults_of, keep, sideways
from tests.integration.pipeline.shop import Shop, order

STORE, EMPTY = 1305146733, 1305146734
PAGES = {
    "overview": "overview",
    "customers": "customers?segment=new",
    "rfm": "rfm",
    "scoring": "rfm/settings?edges=fixed",
    "segments": "segments",
    "segment": "segments/promising",
    "moves": "segments/new?view=came",
    "analytics": "analytics?show=orders",
    "products": "products?sort=stock",
    "store": "",
}


@dataclass(frozen=True)
class Filled:
    """A store with a quarter of a year behind it, and things in it to look at."""

    shop: Shop
    customer: int
    order: int
    product: int


@pytest.fixture(scope="module")
def filled(site: Site) -> Iterator[Filled]:
    dsn = domain_dsn(site.database_url, "syncaty")
    invented = Invented(
        Plan(seed=3, until=utc_now().date() + timedelta(days=1), customers=70, orders=180, days=90)
    )
    write = renderer(ShapeName.SALLA, STORE)
    with Shop(dsn, STORE) as shop, Shop(dsn, EMPTY):
        shop.conn.execute("update stores set name = 'بيت العود' where id = %s", (STORE,))
        bodies = [write(event) for event in invented.history()]
        jobs = shop.keep(msgspec.json.decode(body) for body in bodies)
        for number, body in zip(jobs, bodies, strict=True):
            said = peek(body)
            assert isinstance(said, Envelope)
            shop.conn.execute(
                "update jobs set entity = %s, entity_id = %s, reference = %s, customer_id = %s"
                " where store_id = %s and id = %s",
                (said.kind, said.entity_id, said.order_reference, said.customer_id, STORE, number),
            )
        shop.work()
        shop.take([order(990_001, status="awaiting_gift_wrap", date="2025-06-01")])
        found = shop.rows(
            "select customer_id, id, (select product_id from order_items i"
            " where i.store_id = o.store_id and i.order_id = o.id limit 1)"
            " from orders o where store_id = %s and refunded > 0 and customer_id is not null"
            " order by id limit 1",
            STORE,
        )
        yield Filled(shop, *found[0])


LOOKS = pytest.mark.parametrize(
    ("language", "width", "theme"),
    [("en", DESK, "light"), ("ar", DESK, "dark"), ("ar", PHONE, "light"), ("en", PHONE, "dark")],
)


def look(page: Page, name: str) -> None:
    """Check what holds for every page, and keep a picture of it."""
    keep(page, name)
    assert faults_of(page) == []
    assert sideways(page) == 0


@LOOKS
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.usefixtures("filled")
def test_a_page_is_open_to_everyone(
    visit: Visit, name: str, language: str, width: int, theme: str
) -> None:
    address = f"/stores/{STORE}/{PAGES[name]}".rstrip("/")
    page = visit(address, language=language, width=width, color_scheme=theme)
    look(page, f"{name}-{width}-{theme}-{language}")


@LOOKS
@pytest.mark.parametrize("name", ["customer", "order", "product"])
def test_a_page_of_one_thing_is_open_to_everyone(
    visit: Visit, filled: Filled, name: str, language: str, width: int, theme: str
) -> None:
    address = f"/stores/{STORE}/{name}s/{getattr(filled, name)}"
    page = visit(address, language=language, width=width, color_scheme=theme)
    look(page, f"{name}-{width}-{theme}-{language}")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.usefixtures("filled")
def test_an_empty_store_is_open_to_everyone(visit: Visit, name: str) -> None:
    page = visit(f"/stores/{EMPTY}/{PAGES[name]}".rstrip("/"), width=PHONE, language="ar")
    look(page, f"empty-{name}")


def test_the_feed_tells_by_itself_what_just_happened(visit: Visit, filled: Filled) -> None:
    page = visit(f"/stores/{STORE}/overview")
    (job,) = filled.shop.take([order(990_002, total=75, date="2025-06-02")])
    filled.shop.conn.execute(
        "update jobs set entity = 'order', entity_id = 990002 where store_id = %s and id = %s",
        (STORE, job),
    )
    newest = page.locator(".feed > li").first
    expect(newest).to_contain_text("990002 placed")
    expect(newest.locator(f'a[href="/stores/{STORE}/jobs/{job}"]')).to_be_visible()


@pytest.mark.usefixtures("filled")
def test_a_chart_has_its_table_behind_a_switch(visit: Visit) -> None:
    page = visit(f"/stores/{STORE}/overview")
    table = page.locator(".swap__table")
    expect(table).to_be_hidden()
    page.get_by_text("Table", exact=True).click()
    expect(table).to_be_visible()
    assert table.locator("tbody tr").count() == 30


@pytest.mark.usefixtures("filled")
def test_time_runs_with_the_reading_direction(visit: Visit) -> None:
    ticks = {}
    for language in ("en", "ar"):
        page = visit(f"/stores/{STORE}/overview", language=language)
        boxes = [each.bounding_box() for each in page.locator(".chart__x > span").all()]
        ticks[language] = [box["x"] for box in boxes if box]
    assert ticks["en"] == sorted(ticks["en"])
    assert ticks["ar"] == sorted(ticks["ar"], reverse=True)


@pytest.mark.usefixtures("filled")
def test_money_reads_from_left_to_right_in_arabic(visit: Visit) -> None:
    page = visit(f"/stores/{STORE}/products", language="ar")
    money = page.locator("td .money").first
    sign, figure = money.locator("svg").bounding_box(), money.locator(".frac").bounding_box()
    assert sign
    assert figure
    assert sign["x"] < figure["x"]
    assert money.evaluate("each => getComputedStyle(each).direction") == "ltr"


@pytest.mark.usefixtures("filled")
def test_a_period_is_picked_and_stays_in_the_address(visit: Visit) -> None:
    page = visit(f"/stores/{STORE}/analytics?show=orders")
    page.locator(".period .grow").click()
    page.get_by_role("link", name="Last 7 days").click()
    page.wait_for_url(re.compile(r"show=orders&from=[\d-]+&to=[\d-]+"))
    page.get_by_text("Table", exact=True).click()
    expect(page.locator(".swap__table tbody tr")).to_have_count(7)


@pytest.mark.usefixtures("filled")
def test_the_keyboard_walks_through_customers(visit: Visit) -> None:
    page = visit(f"/stores/{STORE}/customers")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/customers/\d+$"))
    expect(page.get_by_role("heading", name="Timeline")).to_be_visible()


@pytest.mark.usefixtures("filled")
def test_a_new_status_is_decided_after_a_preview(visit: Visit) -> None:
    page = visit(f"/stores/{STORE}")
    row = page.get_by_role("row").filter(has_text="awaiting_gift_wrap")
    expect(row).to_contain_text("counts until you decide")
    row.get_by_role("button", name="Do not count").click()
    expect(page.get_by_role("heading", name="Who would move")).to_be_visible()
    page.get_by_role("button", name="Do not count them").click()
    expect(page.get_by_role("status").first).to_contain_text("no longer count")
    row = page.get_by_role("row").filter(has_text="awaiting_gift_wrap")
    expect(row).to_contain_text("does not count")


@pytest.mark.usefixtures("filled")
def test_fixed_limits_are_chosen_after_seeing_who_would_move(visit: Visit) -> None:
    page = visit(f"/stores/{STORE}/rfm/settings?edges=fixed")
    page.get_by_role("button", name="See who would move").click()
    expect(page.get_by_role("heading", name="Who would move")).to_be_visible()
    look(page, "would-move")
    page.get_by_role("button", name="Save, and let them move").click()
    expect(page.get_by_role("status").first).to_contain_text("Saved.")
    expect(page.get_by_text("Edges are fixed:").first).to_be_visible()
    page.goto(page.url.rstrip("/") + "/settings")
    page.get_by_label("Live: they follow every order").check()
    page.get_by_role("button", name="See who would move").click()
    page.get_by_role("button", name="Save, and let them move").click()
    expect(page.get_by_text("Edges follow every order").first).to_be_visible()


@pytest.mark.usefixtures("filled")
def test_a_window_is_chosen_after_seeing_who_would_leave(visit: Visit) -> None:
    page = visit(f"/stores/{STORE}/rfm/settings")
    days = page.get_by_label("Days", exact=True)
    expect(days).to_be_hidden()
    page.get_by_label("Those of the last days:").check()
    days.fill("0")
    page.get_by_role("button", name="See who would move").click()
    expect(page.get_by_role("alert")).to_contain_text("A window has 7 to 3,660 days.")
    days.fill("30")
    page.get_by_role("button", name="See who would move").click()
    expect(page.get_by_role("heading", name="Who would move")).to_be_visible()
    look(page, "would-leave")
    page.get_by_role("button", name="Save, and let them move").click()
    expect(page.get_by_text("Orders that count, of the last 30 days").first).to_be_visible()
    page.goto(page.url.rstrip("/") + "/settings")
    page.get_by_label("All that count, however old").check()
    page.get_by_role("button", name="See who would move").click()
    page.get_by_role("button", name="Save, and let them move").click()
    expect(page.get_by_text("Orders that count, of all time.").first).to_be_visible()
