"""The operator's room in a browser: find, filter, look, run again, in both languages."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from playwright.sync_api import Page, expect
from psycopg.sql import SQL, Identifier

from syncaty.db.pool import domain_dsn
from tests.browser.conftest import DESK, PHONE, Site, Visit, faults_of, keep, sideways
from tests.job_seeds import OTHER, SHOP, Seeds

BODY = (
    '{"event":"order.created","merchant":1305146709,"data":{"id":9007199254740993,'
    '"reference_id":41027,"amounts":{"total":{"amount":"a lot","currency":"SAR"}},'
    '"customer":{"first_name":"نورة","last_name":"العتيبي"},"items":[{"sku":"A1"},{"sku":"B2"}]}}'
).encode()
CHANGES = [
    {"kind": "order", "id": "7", "label": "41020", "new": False,
     "fields": {"total": ["100", "120.50"], "currency": ["SAR", "SAR"]}},
    {"kind": "rfm", "id": "5", "label": "5", "new": False,
     "fields": {"r": ["4", "5"], "segment": ["promising", "loyal"]}},
]  # fmt: skip


@pytest.fixture(scope="module")
def room(site: Site) -> Iterator[list[int]]:
    """Two stores and a day of webhooks; gives the jobs' numbers: eight failed ones, then others."""
    now = datetime.now(UTC)
    with psycopg.connect(domain_dsn(site.database_url, "syncaty"), autocommit=True) as conn:
        seeds = Seeds(conn)
        seeds.store()
        seeds.store(OTHER, "Dar Lulu", 9)
        seeds.customer(5, "نورة العتيبي", mobile="+966501234567")
        for minute in range(100, 0, -1):
            at = now - timedelta(minutes=minute)
            seeds.job(at=at, entity_id=minute, reference=f"R{minute}", store_id=OTHER)
        ids = [_failed(seeds, now - timedelta(seconds=60 - n), n) for n in range(8)]
        ids.append(
            seeds.job("order.updated", at=now, entity_id=7, reference="41020", customer_id=5,
                      changes=CHANGES, duplicates=2)
        )  # fmt: skip
        yield ids
        for table in ("jobs", "deliveries", "job_attempts", "job_actions", "customers", "stores"):
            conn.execute(SQL("delete from {}").format(Identifier(table)))


def _failed(seeds: Seeds, at: datetime, n: int) -> int:
    number = seeds.job(
        at=at, state="failed", error_code="bad_money", error="No total.", attempts=1,
        body=BODY.replace(b"41027", b"4102%d" % (7 if n == 0 else n % 7)), entity_id=1,
        reference="41027" if n == 0 else f"F{n}", customer_id=5,
    )  # fmt: skip
    seeds.conn.execute(
        "insert into job_attempts values (%s, %s, 1, %s, %s, 'worker-1', 'bad_money', 'No total.',"
        " 'data.amounts.total', 'Traceback (most recent call last)')",
        (SHOP, number, at, at + timedelta(milliseconds=9)),
    )
    return number


@pytest.mark.parametrize(
    ("language", "width"), [("en", DESK), ("ar", PHONE), ("en", PHONE), ("ar", DESK)]
)
def test_every_page_is_sound(visit: Visit, room: list[int], language: str, width: int) -> None:
    paths = ["/jobs", "/jobs?q=state:failed+after:1h", "/jobs?q=nobody", "/jobs/failures",
             "/jobs/refused", "/jobs/retry?q=state:failed", f"/jobs/{room[0]}",
             f"/jobs/{room[-1]}"]  # fmt: skip
    page = visit("/jobs", language=language, width=width)
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    for path in paths:
        page.goto(path)
        assert sideways(page) == 0, path
        if (language, width) in {("en", DESK), ("ar", PHONE)}:  # the rules look at nothing else
            assert faults_of(page) == [], path
        name = path.replace("/", "-").replace("?", "-")
        keep(page, f"jobs{name}-{language}-{width}")


def shown(page: Page) -> int:
    return page.locator("#rows tbody tr").count()


def test_tiles_words_and_search_narrow_the_list(visit: Visit, room: list[int]) -> None:
    page = visit("/jobs")
    assert shown(page) == 50
    page.locator(".tiles a", has_text="Failed").click()
    page.wait_for_url("**state*failed")
    expect(page.locator(".tiles a[aria-current]")).to_contain_text("Failed")
    assert shown(page) == 8
    page.keyboard.press("/")
    page.keyboard.type("41027")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=41027*")
    assert shown(page) == 1
    expect(page.locator("#rows tbody")).to_contain_text("41027")
    page.locator(".word a").first.click()
    assert "failed" not in page.url
    page.goto("/jobs?q=" + "العتيبي")
    assert shown(page) == 9


def test_suggestions_are_reached_by_keys_and_a_word_is_taken_back(
    visit: Visit, room: list[int]
) -> None:
    page = visit(f"/stores/{SHOP}/jobs")
    page.keyboard.press("/")
    page.keyboard.type("state:f")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".suggest a:focus")).to_contain_text("state:failed")
    page.keyboard.press("Enter")
    expect(page.locator(".word")).to_contain_text("failed")
    page.locator("[data-words] input[type=search]").focus()
    page.keyboard.press("Backspace")
    expect(page.locator(".word")).to_have_count(0)


def test_dragging_over_the_bar_chooses_a_time(visit: Visit, room: list[int]) -> None:
    page = visit("/jobs")
    plot = page.locator(".minutes__plot").bounding_box()
    assert plot is not None
    middle = plot["y"] + plot["height"] / 2
    page.mouse.move(plot["x"] + plot["width"] * 0.5, middle)
    page.mouse.down()
    page.mouse.move(plot["x"] + plot["width"] * 0.75, middle)
    page.mouse.up()
    page.wait_for_url("**after*before*")
    expect(page.locator(".word")).to_have_count(2)
    assert 20 <= shown(page) <= 40


def test_rows_are_walked_and_opened_by_keys(visit: Visit, room: list[int]) -> None:
    page = visit(f"/stores/{SHOP}/jobs")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator(".bulk")).to_contain_text("1 selected")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/jobs/{room[-2]}")


def test_a_failed_job_shows_where_it_stopped(visit: Visit, room: list[int]) -> None:
    page = visit(f"/jobs/{room[0]}")
    expect(page.locator("h1")).to_contain_text("Order 41027")
    expect(page.locator("#h-err")).to_contain_text("not an amount of money")
    expect(page.locator(".tree summary[data-marked]")).to_be_in_viewport()
    expect(page.locator(".tree")).to_contain_text("9007199254740993")
    page.locator("[data-find]").fill("نورة")
    expect(page.locator(".tree .row[data-hit]")).to_have_count(1)
    expect(page.locator(".tree .row", has_text="reference_id")).to_be_hidden()
    page.locator("label", has_text="As it came").click()
    expect(page.locator(".raw")).to_contain_text('"amount":"a lot"')


def test_what_a_job_did_is_told_in_arabic(visit: Visit, room: list[int]) -> None:
    page = visit(f"/jobs/{room[-1]}", language="ar")
    expect(page.locator("h1")).to_contain_text("الطلب 41020")
    did = page.locator("section", has=page.locator("#h-did"))
    expect(did).to_contain_text("درجة الحداثة")
    expect(did).to_contain_text("الأوفياء")
    expect(did.locator("ins .money")).to_contain_text("120.50")
    expect(page.locator(".life")).to_contain_text("وصل مكررًا")


def test_live_updates_rest_while_rows_are_selected_and_tell_what_is_newer(
    visit: Visit, site: Site, room: list[int]
) -> None:
    page = visit(f"/stores/{OTHER}/jobs")
    page.locator("#rows tbody input").first.check()
    expect(page.locator("#rows[data-resting] .resting")).to_be_visible()
    with psycopg.connect(domain_dsn(site.database_url, "syncaty"), autocommit=True) as conn:
        Seeds(conn, ids=[0] * 500).job(store_id=OTHER, at=datetime.now(UTC), reference="brand-new")
    expect(page.locator("[data-newer-said]")).to_contain_text("Show 1 newer")
    page.locator(".bulk button[type=reset]").click()
    page.mouse.move(5, 5)
    page.evaluate("document.activeElement.blur()")
    expect(page.locator("#rows")).to_contain_text("brand-new")


def test_chosen_rows_and_then_all_that_match_run_again(visit: Visit, room: list[int]) -> None:
    page = visit("/jobs?q=state:failed")
    boxes = page.locator("#rows tbody input")
    boxes.nth(0).click()
    boxes.nth(2).click(modifiers=["Shift"])
    expect(page.locator(".bulk")).to_contain_text("3 selected")
    page.locator(".bulk button", has_text="Retry").first.click()
    expect(page.locator(".notice").first).to_contain_text("3 jobs run again.")
    assert shown(page) == 5
    page.locator(".livebar a", has_text="Retry all that match").click()
    expect(page.locator("dialog[open] h2")).to_contain_text("Run 5 jobs again?")
    assert faults_of(page) == []
    page.locator("dialog[open] a", has_text="Cancel").click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.locator(".livebar a", has_text="Retry all that match").click()
    page.locator("dialog[open] button", has_text="Retry 5").click()
    expect(page.locator(".notice").first).to_contain_text("5 jobs run again.")
    assert shown(page) == 0


def test_without_script_everything_still_works(visit: Visit, room: list[int]) -> None:
    page = visit(f"/stores/{SHOP}/jobs", java_script_enabled=False)
    page.fill("[data-words] input[type=search]", "event:order.updated")
    page.locator("[data-words] > .btn").click()
    assert shown(page) == 1
    page.locator("#rows tbody input").check()
    page.locator(".bulk button", has_text="Retry").first.click()
    assert "1 job runs again." in page.locator(".notice").inner_text()
    page.locator("#rows tbody a").first.click()
    assert "Run again" not in page.locator(".tools").first.inner_text()
    assert page.locator("[data-find]").is_hidden()
