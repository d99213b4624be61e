"""Scores and segments over time, in a real browser: tables, keyboard, and which way time runs."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from syncaty.db.pool import domain_dsn
from syncaty.recompute import recompute
from tests.browser.conftest import DESK, PHONE, Site, Visit, faults_of, keep, sideways
from tests.integration.pipeline.shop import Shop, order

STORE = 1305146741


@pytest.fixture(scope="module")
def past(site: Site) -> Iterator[Shop]:
    """A store whose customers moved over twenty days."""
    with Shop(domain_dsn(site.database_url, "syncaty"), STORE) as shop:
        for number in range(1, 61):
            day = f"2024-02-{1 + number % 28:02d}"
            shop.take([order(number, customer=1 + number * 7 % 23, total=9 * number, date=day)])
        shop.conn.execute(
            "update segment_moves v"
            "   set at = now() - interval '20 days' + (n.place * 20 / n.whole) * interval '1 day'"
            "  from (select id, row_number() over (order by id) - 1 as place,"
            "               count(*) over () as whole"
            "          from segment_moves where store_id = %s) n"
            " where v.store_id = %s and v.id = n.id",
            (STORE, STORE),
        )
        with shop.conn.transaction():
            recompute(shop.conn, STORE)
        yield shop


@pytest.mark.usefixtures("past")
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [DESK, PHONE])
def test_movement_by_cause_is_open_to_everyone(visit: Visit, language: str, width: int) -> None:
    page = visit(f"/stores/{STORE}/rfm?colour=cause&show=share", language=language, width=width)
    keep(page, f"movement-{width}-{language}")
    assert faults_of(page) == []
    assert sideways(page) == 0
    # Where there is no room for ribbons the table says the same without being asked for.
    expect(page.locator("#movement .sankey")).to_be_visible(visible=width == DESK)
    expect(page.locator("#movement .swap__table")).to_be_visible(visible=width == PHONE)


@pytest.mark.usefixtures("past")
def test_ribbons_flow_with_the_reading_direction_and_speak_to_the_keyboard(visit: Visit) -> None:
    for language in ("en", "ar"):
        page = visit(f"/stores/{STORE}/rfm", language=language)
        begin, end = (page.locator("#movement .names").nth(side).bounding_box() for side in (0, 1))
        assert begin
        assert end
        assert (begin["x"] < end["x"]) == (language == "en")
        ribbon = page.locator("#movement path[tabindex]").first
        ribbon.focus()
        tip = page.locator("#movement svg:has(path:focus-visible) + .tip")
        expect(tip).to_be_visible()
        assert re.search(r"\d", ribbon.get_attribute("aria-label") or "")


@pytest.mark.usefixtures("past")
def test_every_chart_of_the_page_has_its_table(visit: Visit) -> None:
    page = visit(f"/stores/{STORE}/rfm")
    for section in ("#composition", "#movement"):
        table = page.locator(f"{section} .swap__table")
        expect(table).to_be_hidden()
        page.locator(section).get_by_text("Table", exact=True).click()
        expect(table).to_be_visible()
        for chart in page.locator(f"{section} > .swap__chart").all():
            expect(chart).to_be_hidden()
        assert table.locator("tbody tr").count() > 3
    assert faults_of(page) == []


@pytest.mark.usefixtures("past")
def test_a_past_day_is_chosen_and_stays_in_the_address(visit: Visit) -> None:
    page = visit(f"/stores/{STORE}/rfm?colour=segment")
    page.locator(".layers .chart__day").nth(20).click()
    page.wait_for_url(re.compile(r"colour=segment&on=\d{4}-\d\d-\d\d#composition"))
    chosen = page.locator(".onday input[name=on]").input_value()
    assert chosen in page.url
    expect(page.locator(".parts caption")).to_contain_text(chosen[:4])


@pytest.mark.parametrize(("language", "width"), [("en", DESK), ("ar", PHONE)])
def test_a_customers_steps_are_drawn_and_listed(
    visit: Visit, past: Shop, language: str, width: int
) -> None:
    held = past.rows(
        "select count(*) from (select customer_id from segment_moves where store_id = %s"
        " union all select customer_id from score_moves where store_id = %s) v"
        " where customer_id = 2",
        STORE,
        STORE,
    )
    page = visit(f"/stores/{STORE}/customers/2", language=language, width=width)
    expect(page.locator(".course polyline")).to_have_count(3)
    page.locator(".swap:has(.course) .switch label").nth(1).click()
    keep(page, f"steps-{width}-{language}")
    expect(page.locator(".course")).to_be_hidden()
    expect(page.locator(".swap:has(.course) .swap__table tbody tr")).to_have_count(held[0][0])
    assert faults_of(page) == []
    assert sideways(page) == 0
