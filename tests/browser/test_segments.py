"""A segment is built by clicking, a customer enters it before one's eyes, and one reads why.

Real processes: the order comes by a signed webhook, to the running product.
"""

import hashlib
import hmac
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import msgspec
import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect
from playwright.sync_api import TimeoutError as TooLong

from tests.acceptance.harness import Syncaty, wait_for
from tests.browser.conftest import DESK, PHONE, faults_of, keep, sideways
from tests.conftest import folder_for_a_server
from tests.integration.pipeline.shop import order

STORE, SECRET = 601, "a-webhook-secret"
EMAIL, PASSWORD = "sara@example.com", "a long enough password"
NOW = datetime.now(UTC)
LANGUAGES = pytest.mark.parametrize("language", ["en", "ar"])
LOOKS = pytest.mark.parametrize(
    ("language", "width", "theme"),
    [("en", DESK, "light"), ("ar", DESK, "dark"), ("ar", PHONE, "light"), ("en", PHONE, "dark")],
)
RULE = (
    'rule=orders+at_least+2+and+(city+is+("الرياض")+or+not+spent+at_least+500)'
    "+and+bought+product+77,+501+at_least+1+last_days+90"
    '+where+payment_method+("mada")'
)


@dataclass
class World:
    """A running product with one store, which tells it of orders by signed webhooks."""

    address: str
    placed: int = 0
    state: Any = None

    def place_order(self, customer: int, *, total: int = 100) -> None:
        """Send the webhook of a new order; it is one of many of today."""
        self.placed += 1
        day = (NOW + timedelta(hours=3)).date().isoformat()
        body = order(
            5000 + self.placed,
            at=f"{NOW:%Y-%m-%dT%H:%M:%SZ}",
            customer=customer,
            total=total,
            date=day,
            payment_method="mada",
        )
        raw = msgspec.json.encode(body | {"merchant": STORE})
        signature = hmac.new(SECRET.encode(), raw, hashlib.sha256).hexdigest()
        answer = httpx.post(
            f"{self.address}/webhooks/salla",
            content=raw,
            headers={"X-Salla-Signature": signature, "Content-Type": "application/json"},
            timeout=30,
        )
        assert answer.status_code == 200, answer.text


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[World]:
    """A store of four customers who ordered once, and a fifth who ordered three times."""
    built = tmp_path_factory.mktemp("built") / "web"
    with folder_for_a_server() as folder:
        own = Syncaty(folder / "data", built)
        try:
            made = World(own.up().address)
            own.run("store", "add", "--merchant", str(STORE), "--secret", SECRET)
            own.run("user", "add", EMAIL, "--password-stdin", typed=f"{PASSWORD}\n")
            for customer in (1, 2, 3, 4, 5, 5, 5):
                made.place_order(customer)
            own.run("drain", "--timeout", "60")
            made.state = _signed_in(made, chromium)
            yield made
        finally:
            own.end()


def _signed_in(world: World, chromium: Browser) -> Any:  # the cookies, as a browser keeps them
    context = chromium.new_context(base_url=world.address, locale="en-GB")
    page = context.new_page()
    page.goto("/login")
    page.locator("#email").fill(EMAIL)
    page.locator("#password").fill(PASSWORD)
    page.locator("form button[type=submit], .door__form button").last.click()
    page.wait_for_url(re.compile(r"/stores|/$|overview"))
    state = context.storage_state()
    context.close()
    return state


@contextmanager
def page_of(
    world: World, chromium: Browser, language: str = "en", width: int = DESK, theme: str = "light"
) -> Iterator[Page]:
    """Open a browser of Sara's; a fault of a script fails."""
    faults: list[str] = []
    phone = width < 500
    context = chromium.new_context(
        base_url=world.address,
        locale="ar-SA" if language == "ar" else "en-GB",
        viewport={"width": width, "height": 740 if phone else 900},
        has_touch=phone,
        is_mobile=phone,
        storage_state=world.state,
        reduced_motion="reduce",
        color_scheme="dark" if theme == "dark" else "light",
    )
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    yield page
    context.close()
    # what htmx says when a newer question takes the place of an older one is no fault
    assert not [fault for fault in faults if not re.search("status of 4|^htmx:", fault)]


def matching(page: Page) -> Locator:
    return page.locator("[data-matching]")


def add(page: Page, what: str) -> None:
    """Add a condition at the end of the rule, by its place in the menu."""
    page.locator("#tree > .add").click()
    page.locator(f"#adding [data-what={what}]").click()


def save(page: Page) -> None:
    """Press the one button of the two that the width shows."""
    page.locator(".btn[data-kind=primary]:visible").filter(has_text=re.compile("Save|حفظ")).click()


def look(page: Page, name: str) -> None:
    """Check what holds for every page, and keep a picture of it."""
    keep(page, name)
    assert faults_of(page) == []
    assert sideways(page) == 0


@LANGUAGES
def test_a_segment_is_built_watched_and_explained(
    world: World, chromium: Browser, language: str
) -> None:
    english = language == "en"
    newcomer = 1 if english else 2
    with page_of(world, chromium, language) as page:
        page.goto(f"/stores/{STORE}/segments")
        page.locator(".tools a[data-kind=primary]").first.click()
        expect(matching(page)).to_have_attribute("data-matching", "5")
        add(page, "orders")
        orders = page.locator("[id='r.all.0.value']")
        expect(orders).to_be_focused()
        orders.fill("3")
        expect(matching(page)).to_have_attribute("data-matching", "1")
        orders.fill("٢")
        add(page, "product")
        chosen = page.locator("[id='pick-r.all.1.ids']")
        expect(chosen).to_be_focused()
        page.get_by_role("option", name="P501").click()
        expect(page.locator(".pill")).to_contain_text("P501")
        in_it = matching(page).get_attribute("data-matching")
        page.wait_for_url(re.compile(r"rule=orders\+at_least\+2\+and\+bought\+product\+501"))
        look(page, f"built-{language}")
        page.locator("#name").fill("Twice" if english else "مرتان")
        save(page)
        page.wait_for_url(re.compile(r"/segments/[\w-]+$"))
        members = page.locator("[data-members]")
        expect(members).to_have_attribute("data-members", in_it or "")
        name = f"C{newcomer} Test"
        expect(page.locator(".lately")).not_to_contain_text(name)
        page.locator("h1").hover()
        world.place_order(newcomer)
        entered = page.locator(".comings > li").first
        expect(entered).to_contain_text(name)
        expect(entered).to_contain_text("ordered again" if english else "طلب")
        expect(members).to_have_attribute("data-members", str(int(in_it or 0) + 1))
        _read_why(page, name, english=english)


def test_no_click_is_lost_before_the_script_is_there(world: World, chromium: Browser) -> None:
    with page_of(world, chromium) as page:
        held = list[Route]()
        page.route(re.compile(r"/builder[.\w]*\.js"), lambda route: held.append(route))  # noqa: PLW0108
        page.goto(f"/stores/{STORE}/builder", wait_until="commit")
        opener = page.locator("#tree > .add")
        expect(opener).to_be_visible()
        with pytest.raises(TooLong):
            opener.click(timeout=300, trial=True)
        held[0].continue_()
        add(page, "orders")
        expect(page.locator("[id='r.all.0.value']")).to_be_focused()


def _read_why(page: Page, name: str, *, english: bool) -> None:
    """Click why at the member's row, and read what each condition looked at."""
    page.reload()
    row = page.locator("tbody tr").filter(has_text=name)
    row.get_by_role("link", name=re.compile("Why|لماذا")).click()
    told = page.locator(".why__told")
    expect(told).to_contain_text(name)
    expect(told).to_contain_text("is in" if english else "داخل الشريحة")
    verdicts = page.locator(".words li .verdict")
    expect(verdicts).to_have_count(2)
    expect(verdicts.first).to_contain_text("2")
    expect(verdicts.nth(1)).to_contain_text("2 times" if english else "مرتان")
    look(page, f"why-{'en' if english else 'ar'}")


def test_a_ring_is_refused_with_a_sentence_at_its_condition(
    world: World, chromium: Browser
) -> None:
    with page_of(world, chromium) as page:
        for name, condition in (("Alpha", "orders"), ("Beta", "member_of")):
            page.goto(f"/stores/{STORE}/builder")
            add(page, condition)
            if condition == "member_of":
                page.locator("[id='r.all.0.member_of']").select_option("alpha")
            expect(matching(page)).to_be_visible()
            page.locator("#name").fill(name)
            save(page)
            page.wait_for_url(f"**/segments/{name.lower()}")
        page.goto(f"/stores/{STORE}/segments/alpha/edit")
        add(page, "member_of")
        page.locator("[id='r.all.1.member_of']").select_option("beta")
        save(page)
        said = "It would be a member of itself: Alpha → Beta → Alpha"
        expect(page.get_by_role("alert")).to_contain_text(said)
        expect(page.locator(".row .fault")).to_contain_text(said)
        expect(page.locator("[id='r.all.1.member_of']")).to_have_attribute("aria-invalid", "true")


@LANGUAGES
def test_a_rule_is_built_by_keyboard_alone(world: World, chromium: Browser, language: str) -> None:
    with page_of(world, chromium, language) as page:
        page.goto(f"/stores/{STORE}/builder")
        page.locator("#tree > .add").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#adding [data-what=anything]")).to_be_focused()
        page.keyboard.press("ArrowDown")
        expect(page.locator("#adding [data-what=product]")).to_be_focused()
        for _ in range(30):
            page.keyboard.press("c" if language == "en" else "ArrowDown")
            if page.evaluate("document.activeElement.dataset.what") == "city":
                break
        expect(page.locator("#adding [data-what=city]")).to_be_focused()
        page.keyboard.press("Enter")
        chosen = page.locator("[id='pick-r.all.0.value']")
        expect(chosen).to_be_focused()
        page.keyboard.type("جدة")
        page.keyboard.press("Enter")
        expect(page.locator(".pill")).to_contain_text("جدة")
        expect(chosen).to_be_focused()
        page.keyboard.press("Backspace")
        expect(page.locator(".pill")).to_have_count(0)
        page.locator(".row__menu").focus()
        page.keyboard.press("Enter")
        page.locator("#rowing [data-act=wrap]").focus()
        page.keyboard.press("Enter")
        expect(page.locator(".group .row")).to_have_count(1)


def test_a_line_is_read_back_and_its_fault_has_a_place(world: World, chromium: Browser) -> None:
    with page_of(world, chromium) as page:
        page.goto(f"/stores/{STORE}/builder?{RULE}")
        page.locator("summary").filter(has_text="The rule as a line").click()
        line = page.locator("#line")
        expect(line).to_have_value(re.compile("orders at_least 2 and"))
        line.fill("orders at_least three")
        page.get_by_role("button", name="Use this line").click()
        expect(page.locator("#line-fault mark")).to_have_text("three")
        look(page, "line-fault")
        line.fill("orders at_least 3")
        page.get_by_role("button", name="Use this line").click()
        expect(page.locator("#tree .row")).to_have_count(1)
        expect(matching(page)).to_have_attribute("data-matching", re.compile(r"^[1-9]"))


@LOOKS
def test_the_pages_are_open_to_everyone(
    world: World, chromium: Browser, language: str, width: int, theme: str
) -> None:
    with page_of(world, chromium, language, width, theme) as page:
        page.goto(f"/stores/{STORE}/builder?{RULE}&why=5")
        expect(page.locator("[data-gone]")).to_have_count(1)
        look(page, f"builder-{width}-{theme}-{language}")
        page.locator("#tree > .add").click()
        expect(page.locator("#adding")).to_be_visible()
        look(page, f"adding-{width}-{theme}-{language}")
        page.goto(f"/stores/{STORE}/builder?template=one-and-done")
        save(page)
        page.wait_for_url(re.compile(r"/segments/[\w-]+$"))
        address = page.url
        for view in ("members", "moves", "size", "overlap&with=new"):
            page.goto(f"{address}?view={view}")
            look(page, f"own-{view[:7]}-{width}-{theme}-{language}")
        page.goto(f"/stores/{STORE}/segments")
        look(page, f"list-{width}-{theme}-{language}")


def test_a_rule_nobody_matches_is_said(world: World, chromium: Browser) -> None:
    with page_of(world, chromium) as page:
        page.goto(f"/stores/{STORE}/builder?rule=orders+at_least+9999")
        expect(page.get_by_text("Nobody matches this now.")).to_be_visible()
        number = page.locator("[id='r.all.0.value']")
        number.fill("many")
        expect(page.locator(".said .fault")).to_have_text("Give a number.")
        number.fill("1")
        wait_for(lambda: page.locator(".said .fault").count() == 0, "the fault to go away")
        expect(matching(page)).to_have_attribute("data-matching", "5")
