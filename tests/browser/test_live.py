"""Lists that refresh themselves, and rest while somebody is at them."""

import re

from playwright.sync_api import Response, expect

from tests.browser.conftest import Site, Visit

ADD = "insert into stores (id, name, lane) values (%s, %s, 1)"


def test_new_rows_appear_by_themselves(site: Site, visit: Visit) -> None:
    page = visit("/pieces/live")
    site.execute(ADD, 9001, "Newly connected")
    expect(page.get_by_text("Newly connected")).to_be_visible()
    expect(page.get_by_text("Live", exact=True).last).to_be_visible()


def test_an_unchanged_list_is_answered_304_and_left_alone(visit: Visit) -> None:
    page = visit("/pieces/live")

    def unchanged(answer: Response) -> bool:
        return answer.status == 304

    with page.expect_response(unchanged):
        pass
    page.evaluate("document.querySelector('.rows ul').dataset.mark = 'mine'")
    with page.expect_response(unchanged):
        pass
    expect(page.locator(".rows ul")).to_have_attribute("data-mark", "mine")


def test_it_rests_while_the_focus_is_in_it(site: Site, visit: Visit) -> None:
    site.execute(ADD, 9002, "Held")
    page = visit("/pieces/live")
    page.get_by_role("link", name="Held").focus()
    expect(page.get_by_text("Paused while you look")).to_be_visible()
    site.execute(ADD, 9003, "Came meanwhile")
    page.evaluate(
        "addEventListener('htmx:beforeRequest', () => {"
        " document.body.dataset.turns = Number(document.body.dataset.turns ?? 0) + 1 })"
    )
    expect(page.locator("body")).to_have_attribute("data-turns", re.compile("[3-9]"))
    expect(page.get_by_text("Came meanwhile")).to_be_hidden()
    expect(page.get_by_role("link", name="Held")).to_be_focused()
    page.locator("#main").focus()
    expect(page.get_by_text("Came meanwhile")).to_be_visible()
    expect(page.get_by_text("Paused while you look")).to_be_hidden()


def test_a_signed_out_list_leads_to_the_login(visit: Visit) -> None:
    page = visit("/pieces/live")
    page.context.clear_cookies(name="syncaty_session")
    page.wait_for_url("**/login")
