"""The login page in both languages, by mouse and by keyboard."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, EMAIL, PASSWORD, PHONE, Visit, faults_of, keep, sideways

BOTH = pytest.mark.parametrize("language", ["en", "ar"])


@BOTH
@pytest.mark.parametrize(("width", "theme"), [(DESK, "light"), (DESK, "dark"), (PHONE, "light")])
def test_it_is_open_to_everyone(visit: Visit, language: str, width: int, theme: str) -> None:
    page = visit("/login", language=language, width=width, signed_in=False, color_scheme=theme)
    keep(page, f"login-{width}-{theme}-{language}")
    assert faults_of(page) == []
    assert sideways(page) == 0


@BOTH
def test_the_keyboard_is_enough(visit: Visit, language: str) -> None:
    page = visit("/login", language=language, signed_in=False)
    expect(page.locator("#email")).to_be_focused()
    page.keyboard.type(EMAIL)
    page.keyboard.press("Tab")
    page.keyboard.type("wrong password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("#password")).to_be_focused()
    keep(page, f"login-refused-{language}")
    assert faults_of(page) == []
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/login" not in url)


def test_the_language_is_switched_and_stays(visit: Visit) -> None:
    page = visit("/login", signed_in=False)
    page.get_by_role("button", name="العربية").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.goto("/login")
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("dir", "ltr")


def test_the_theme_is_switched_and_comes_with_the_next_page(visit: Visit) -> None:
    page = visit("/login", signed_in=False, color_scheme="light")
    page.get_by_role("button", name="Switch light and dark").click()
    page.goto("/login")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.body).colorScheme") == "dark"
