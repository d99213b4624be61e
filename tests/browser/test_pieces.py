"""Every drawn piece, in both languages, at a desk and on a phone; keys; weight of a first load."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Site, Visit, faults_of, keep, sideways

FIRST_LOAD = 200_000  # bytes on the wire, of any page without charts
BOTH = pytest.mark.parametrize("language", ["en", "ar"])


@pytest.fixture(autouse=True, scope="module")
def _stores(site: Site) -> None:
    add = "insert into stores (id, name, lane) values (%s, %s, 1)"
    site.execute(add, 1305146709, "بيت العود")
    site.execute(add, 1305146710, "Qahwat Najd")


@BOTH
@pytest.mark.parametrize(
    ("width", "theme"), [(DESK, "light"), (DESK, "dark"), (800, "light"), (PHONE, "dark")]
)
def test_pieces_are_open_to_everyone(visit: Visit, language: str, width: int, theme: str) -> None:
    page = visit("/pieces", language=language, width=width, color_scheme=theme)
    keep(page, f"pieces-{width}-{theme}-{language}")
    assert faults_of(page) == []
    assert sideways(page) == 0


@BOTH
@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_first_load_is_light(visit: Visit, language: str, width: int) -> None:
    page = visit("/login", language=language, width=width)
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    client.send("Network.clearBrowserCache")
    weights: list[float] = []
    client.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    page.goto("/pieces")
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    assert len(weights) > 8
    assert sum(weights) < FIRST_LOAD


class TestKeys:
    """What a person without a mouse does."""

    @pytest.fixture
    def page(self, visit: Visit) -> Page:
        return visit("/pieces")

    def test_the_skip_link_comes_first(self, page: Page) -> None:
        page.keyboard.press("Tab")
        skip = page.get_by_role("link", name="Skip to content")
        expect(skip).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#main")).to_be_focused()

    def test_slash_goes_to_the_search(self, page: Page) -> None:
        page.keyboard.press("/")
        expect(page.get_by_role("searchbox")).to_be_focused()
        page.keyboard.type("j?")
        expect(page.get_by_role("searchbox")).to_have_value("j?")

    def test_j_k_and_x_walk_and_choose_rows(self, page: Page) -> None:
        rows = page.locator("form[data-bulk] tbody tr")
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("k")
        expect(rows.nth(0).get_by_role("link")).to_be_focused()
        expect(page.locator(".bulk")).to_be_hidden()
        page.keyboard.press("x")
        expect(page.locator(".bulk")).to_be_visible()
        expect(page.locator("[data-selected]")).to_have_text("1")
        page.get_by_role("button", name="Clear selection").click()
        expect(page.locator(".bulk")).to_be_hidden()

    def test_a_question_mark_shows_the_keys_and_escape_closes_them(self, page: Page) -> None:
        page.keyboard.press("?")
        dialog = page.get_by_role("dialog", name="Keys")
        expect(dialog).to_be_visible()
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()

    def test_shift_chooses_a_range(self, page: Page) -> None:
        boxes = page.locator("form[data-bulk] tbody input")
        boxes.nth(0).click()
        boxes.nth(2).click(modifiers=["Shift"])
        expect(page.locator("[data-selected]")).to_have_text("3")
        page.get_by_label("Select all on this page").click()
        page.get_by_label("Select all on this page").click()
        expect(page.locator("[data-selected]")).to_have_text("0")


@BOTH
def test_the_period_is_chosen_by_address(visit: Visit, language: str) -> None:
    page = visit("/pieces?from=2026-01-01&to=2026-01-31&view=all", language=language)
    page.locator(".period .grow").click()
    expect(page.locator("#period")).to_be_visible()
    keep(page, f"period-{language}")
    assert faults_of(page) == []
    page.locator("#period a").first.click()
    assert "view=all" in page.url
    assert "from=2026-01-01" not in page.url


@BOTH
def test_a_phone_has_its_places_under_the_thumb(visit: Visit, language: str) -> None:
    page = visit("/pieces", language=language, width=PHONE)
    page.locator(".nav__more button").click()
    expect(page.locator("#more")).to_be_visible()
    page.locator("#more button", has=page.locator("use[href='#i-globe']")).click()
    expect(page.locator("html")).to_have_attribute("lang", "en" if language == "ar" else "ar")
