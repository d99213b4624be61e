"""A new user signs up, connects a store at Salla, and watches it fill; all of it by real processes.

The stand-in Salla plays Salla: its consent page in the same browser, its webhooks and its API.
"""

import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from syncaty.sandbox.server.store import Profile, Store
from syncaty.stores.webhooks import WANTED
from tests.acceptance.harness import Syncaty, wait_for
from tests.browser.conftest import DESK, PHONE, faults_of, keep, sideways
from tests.conftest import folder_for_a_server
from tests.salla_server import MERCHANT, OTHER_MERCHANT, SMALL, Salla, stand_in

PASSWORD = "a long enough password"
IMPORTED = 60_000  # milliseconds that an import may take on a busy machine
WITHIN = 1.0  # seconds from an order at Salla to its row here, when nothing else keeps us busy
ORDERS = 10  # tries to see it so: a machine that others use is not always ours for a second
BOTH = pytest.mark.parametrize("language", ["en", "ar"])


@dataclass(frozen=True)
class World:
    """A running Syncaty, a running stand-in Salla, and where Syncaty is reached."""

    syncaty: Syncaty
    salla: Salla
    address: str


@contextmanager
def running(built: Path, *, easy: bool = False) -> Iterator[World]:
    """Run a Syncaty where anybody may sign up, set up for a stand-in with two shops."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    shops = [Store(Profile(each, plan="unlimited"), SMALL) for each in (MERCHANT, OTHER_MERCHANT)]
    with stand_in(*shops) as salla, folder_for_a_server() as folder:
        salla.settings.easy = easy
        salla.settings.app_url = f"{address}/webhooks/salla" if easy else ""
        own = Syncaty(folder / "data", built)
        own.environment |= salla.environment() | {
            "SYNCATY_PUBLIC_URL": address,
            "SYNCATY_SIGN_UP": "open",
            "SYNCATY_SALLA_MODE": "easy" if easy else "custom",
        }
        try:
            own.up("--port", str(port))
            yield World(own, salla, address)
        finally:
            own.end()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the dashboard's compressed files are kept for the next start."""
    return tmp_path_factory.mktemp("built") / "web"


@pytest.fixture(scope="module")
def world(built: Path) -> Iterator[World]:
    """The running world that most tests of this module share."""
    with running(built) as made:
        yield made


@contextmanager
def page_of(
    world: World, chromium: Browser, language: str = "en", width: int = DESK, **more: Any
) -> Iterator[Page]:
    """Open a browser of somebody's own; whatever our pages say on its console fails."""
    faults: list[str] = []
    phone = width < 500
    context = chromium.new_context(
        base_url=world.address,
        locale="ar-SA" if language == "ar" else "en-GB",
        viewport={"width": width, "height": 740 if phone else 900},
        has_touch=phone,
        is_mobile=phone,
        reduced_motion="reduce",
        **more,
    )
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(f"{error} {world.address}"))
    page.on("console", lambda said: faults.append(f"{said.text} {said.location['url']}"))
    yield page
    context.close()
    assert not [fault for fault in faults if world.address in fault]  # Salla's page has its own


def sign_up(page: Page, email: str) -> None:
    """Make an account at the door."""
    page.goto("/")
    page.get_by_role("link", name="Make an account").click()
    page.locator("#name").fill("Mona")
    page.locator("#email").fill(email)
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="Make an account").click()


def agree(page: Page, merchant: int) -> None:
    """Choose the shop at Salla's page, and agree."""
    page.locator(f"input[name=merchant][value='{merchant}']").check()
    page.locator("button[value=agree]").click()
    page.wait_for_url("**/connection")


def imported(page: Page) -> None:
    """Wait until the page says by itself that all is imported."""
    expect(page.locator("#import-share")).to_have_text("100%", timeout=IMPORTED)
    expect(page.locator("#import-state")).to_have_text(re.compile("Completed|اكتمل"))


def orders_and_sales(page: Page) -> tuple[int, Decimal]:
    """Read the overview's figures of all time."""
    today = datetime.now(UTC).date()
    page.goto(f"/stores/{MERCHANT}/overview?from=2025-01-01&to={today}")
    figures = page.locator(".stat__fig").all_inner_texts()
    net, orders = (re.sub(r"[^\d.\-]", "", text) for text in figures[:2])
    return int(orders), Decimal(net)


def test_a_new_user_connects_watches_and_sees_the_shops_own_figures(
    world: World, chromium: Browser
) -> None:
    with page_of(world, chromium) as page:
        sign_up(page, "mona@example.com")
        expect(page.get_by_role("heading", name="Connect your Salla store")).to_be_visible()
        world.salla.faults.api_seconds = 0.4  # so slow that an eye could follow
        page.get_by_role("button", name="Connect a Salla store").click()
        agree(page, MERCHANT)
        expect(page.get_by_text("is connected.")).to_be_visible()
        expect(page.locator("#import-state")).to_have_text("Running", timeout=IMPORTED)
        _other_pages_tell_of_it(world, page)
        world.salla.faults.clear()
        imported(page)
        webhooks = page.locator(".hooks .state[data-state=done]")
        expect(webhooks).to_have_count(len(WANTED), timeout=IMPORTED)
        _figures_are_the_shops(world, page)
        _an_order_shows_within_a_second(world, page)
        _disconnecting(world, page)
        _reconnecting(world, page)
        _figures_are_the_shops(world, page)


def _other_pages_tell_of_it(world: World, page: Page) -> None:
    page.goto(f"/stores/{MERCHANT}/customers")
    expect(page.get_by_text("The history is being imported")).to_be_visible()
    page.get_by_role("link", name="See how far it is").click()


def _figures_are_the_shops(world: World, page: Page) -> None:
    own = world.salla.figures()
    wait_for(
        lambda: orders_and_sales(page) == (own["orders"], Decimal(own["net"])),
        f"{own['orders']} orders and {own['net']} on the overview",
    )
    page.goto(f"/stores/{MERCHANT}/products")
    expect(page.locator("tbody tr")).to_have_count(own["products"])


def _an_order_shows_within_a_second(world: World, page: Page) -> None:
    address = f"/stores/{MERCHANT}/jobs?event=order.created"
    page.goto(address)
    delays: list[float] = []
    while len(delays) < ORDERS and min(delays, default=WITHIN) >= WITHIN:
        began = time.monotonic()
        number = str(world.salla.store.place_order().reference)
        wait_for(lambda sought=number: sought in page.request.get(address).text(), "the order")  # type: ignore[misc]
        delays.append(time.monotonic() - began)
    assert min(delays) < WITHIN, delays
    expect(page.locator("#rows")).to_contain_text(number)  # the list by itself


def _disconnecting(world: World, page: Page) -> None:
    page.goto(f"/stores/{MERCHANT}/connection")
    page.get_by_role("link", name="Disconnect the store").click()
    page.get_by_role("button", name="Disconnect the store").click()
    expect(page.get_by_text("The store is disconnected. Its data is kept.")).to_be_visible()
    left = world.salla.store.subscriptions
    wait_for(lambda: not any(map(left.of, WANTED)), "Salla to have no webhook left")
    world.salla.store.place_order()  # nobody tells us of it


def _reconnecting(world: World, page: Page) -> None:
    page.goto(f"/stores/{MERCHANT}/overview")
    expect(page.get_by_role("heading", name="This store is disconnected")).to_be_visible()
    page.get_by_role("button", name="Reconnect").click()
    agree(page, MERCHANT)
    expect(page.get_by_text("is connected again.")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)


@pytest.fixture(scope="module")
def huda(world: World, chromium: Browser) -> Any:
    """Somebody whose store is connected and imported; gives her session."""
    with page_of(world, chromium) as page:
        sign_up(page, "huda@example.com")
        page.get_by_role("button", name="Connect a Salla store").click()
        agree(page, OTHER_MERCHANT)
        imported(page)
        return page.context.storage_state()


PAGES = {
    "connection": f"/stores/{OTHER_MERCHANT}/connection",
    "people": f"/stores/{OTHER_MERCHANT}/people",
    "disconnect": f"/stores/{OTHER_MERCHANT}/disconnect",
    "store": f"/stores/{OTHER_MERCHANT}",
    "stores": "/stores",
    "connect": "/connect",
    "denied": "/connect?said=denied_consent",
    "ours": "/connect?said=invalid_client",
    "waiting": "/connect/waiting",
}


@BOTH
@pytest.mark.parametrize(("width", "theme"), [(DESK, "light"), (DESK, "dark"), (PHONE, "light")])
def test_every_page_is_open_to_everyone(
    world: World, chromium: Browser, huda: Any, language: str, width: int, theme: str
) -> None:
    more = {"storage_state": huda, "color_scheme": theme}
    with page_of(world, chromium, language, width, **more) as page:
        for name, address in PAGES.items():
            page.goto(address)
            page.evaluate("document.fonts.ready")
            keep(page, f"connect-{name}-{width}-{theme}-{language}")
            assert faults_of(page) == [], name
            assert sideways(page) == 0, name


@BOTH
@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_doors_are_open_to_everyone(
    world: World, chromium: Browser, huda: Any, language: str, width: int
) -> None:
    with page_of(world, chromium, storage_state=huda) as page:
        page.goto(f"/stores/{OTHER_MERCHANT}/people")
        page.locator("#email").fill(f"guest-{language}-{width}@example.com")
        page.get_by_role("button", name="Make a link").click()
        keep(page, "connect-link")
        link = page.locator("#invite-link").inner_text()
    with page_of(world, chromium, language, width) as page:
        for name, address in {"signup": "/signup", "invite": link}.items():
            page.goto(address)
            keep(page, f"connect-{name}-{width}-{language}")
            assert faults_of(page) == [], name
            assert sideways(page) == 0, name
        page.locator("#password").fill(PASSWORD)
        page.locator("form button[data-kind=primary]").click()
        page.wait_for_url("**/overview")


def test_in_easy_mode_the_waiting_page_notices_an_installation(
    built: Path, chromium: Browser
) -> None:
    with running(built, easy=True) as world, page_of(world, chromium) as page:
        add = ("user", "add", "operator@example.com", "--password-stdin")
        world.syncaty.run(*add, typed=f"{PASSWORD}\n")
        page.goto("/")
        page.locator("#email").fill("operator@example.com")
        page.locator("#password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        page.get_by_role("button", name="Connect a Salla store").click()
        install = page.get_by_role("link", name="Open the app’s page at Salla")
        assert install.get_attribute("href") == (
            f"https://s.salla.sa/apps/install/{world.salla.settings.app_id}"
        )
        page.get_by_role("link", name="I have installed it").click()
        expect(page.get_by_role("heading", name="Waiting for the installation")).to_be_visible()
        _at_salla(world, "install")
        page.locator(f"a[href='/stores/{MERCHANT}/connection']").click(timeout=IMPORTED)
        imported(page)
        expect(page.get_by_text("by the installation at Salla’s App Store")).to_be_visible()
        page.goto("/stores")
        page.get_by_role("link", name="without an owner").click()
        expect(page.get_by_text("Nobody yet: only operators see it.")).to_be_visible()
        _uninstalled_and_installed_again(world, page)


def _uninstalled_and_installed_again(world: World, page: Page) -> None:
    overview = f"/stores/{MERCHANT}/overview"
    _at_salla(world, "uninstall")
    wait_for(lambda: "was uninstalled at Salla" in page.request.get(overview).text(), "the notice")
    _at_salla(world, "install")
    wait_for(lambda: "was uninstalled at Salla" not in page.request.get(overview).text(), "its end")


def _at_salla(world: World, act: str) -> None:
    answer = httpx.post(f"{world.salla.address}/_control/{MERCHANT}/{act}", json={})
    assert answer.status_code == 200, answer.text
