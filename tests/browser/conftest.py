"""A running dashboard and a real browser. What pages are looked at with."""

import os
import re
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, StorageState, expect, sync_playwright
from psycopg.conninfo import make_conninfo

from syncaty.db.pool import domain_dsn

EMAIL, PASSWORD = "sara@example.com", "a long enough password"
CHROMIUM = os.environ.get("TEST_CHROMIUM", "/usr/bin/chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ROOT = Path(__file__).parents[2]
PHONE, DESK = 360, 1440
expect.set_options(timeout=30_000)  # milliseconds; a page on a busy machine is slow, not wrong
START_SECONDS = 180


@dataclass(frozen=True)
class Site:
    """The dashboard's address, and its database to put rows into."""

    address: str
    database_url: str

    def execute(self, statement: str, *values: object) -> None:
        """Run a statement on the domain tables."""
        with psycopg.connect(domain_dsn(self.database_url, "syncaty")) as conn:
            conn.execute(statement.encode(), values)


@pytest.fixture(scope="session")
def site(postgres: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A dashboard in a process of its own, on a free port."""
    name = f"browser_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres, autocommit=True) as conn:
        conn.execute(f"create database {name} template {template} strategy file_copy".encode())
    url = make_conninfo(postgres, dbname=name)
    folder = tmp_path_factory.mktemp("dashboard")
    environment = os.environ | {
        "DATABASE_URL": url,
        "SYNCATY_DATA_DIR": str(folder),
        "TEST_EMAIL": EMAIL,
        "TEST_PASSWORD": PASSWORD,
    }
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    log = (folder / "log").open("w+", encoding="utf-8")
    command = [sys.executable, "-m", "tests.browser.serve", str(port)]
    with (
        log,
        subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=ROOT) as process,
    ):
        try:
            _wait_for(f"http://127.0.0.1:{port}", process, Path(log.name))
            yield Site(f"http://127.0.0.1:{port}", url)
        finally:
            process.terminate()
            process.wait(60)


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            httpx.get(f"{address}/login", timeout=2)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"the dashboard did not start:\n{log.read_text(encoding='utf-8')}")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser; by module, as its event loop would disturb tests of other folders."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def session(site: Site) -> StorageState:
    """The cookies of somebody signed in, so that tests need not all fill in the form."""
    with httpx.Client(base_url=site.address) as client:
        proof = re.search(r'csrfmiddlewaretoken" value="(\w+)"', client.get("/login").text)
        assert proof is not None
        fields = {"csrfmiddlewaretoken": proof[1], "email": EMAIL, "password": PASSWORD}
        assert client.post("/login", data=fields).status_code == 302
        held = client.cookies["syncaty_session"]
    return {
        "cookies": [
            {
                "name": "syncaty_session",
                "value": held,
                "domain": "127.0.0.1",
                "path": "/",
                "expires": -1,
                "httpOnly": True,
                "secure": False,
                "sameSite": "Lax",
            }
        ],
        "origins": [],
    }


Visit = Callable[..., Page]


@pytest.fixture
def visit(site: Site, chromium: Browser, session: Any) -> Iterator[Visit]:
    """Open an address in a language, at a width, signed in or not; a fault of a script fails."""
    contexts = []
    faults: list[str] = []

    def go(
        path: str, *, language: str = "en", width: int = DESK, signed_in: bool = True, **more: Any
    ) -> Page:
        phone = width < 500
        context = chromium.new_context(
            base_url=site.address,
            locale="ar-SA" if language == "ar" else "en-GB",
            viewport={"width": width, "height": 740 if phone else 900},
            has_touch=phone,
            is_mobile=phone,
            storage_state=session if signed_in else None,
            reduced_motion="reduce",
            **more,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.goto(path)
        page.evaluate("document.fonts.ready")
        return page

    yield go
    for context in contexts:
        context.close()
    assert not [fault for fault in faults if "status of 4" not in fault]


def faults_of(page: Page) -> list[str]:
    """Give what axe-core finds wrong for people who cannot see, hear or point."""
    found = Axe().run(page).response
    assert len(found["passes"]) > 10, "axe-core did not look at the page"
    return [
        f"{fault['id']}: {node['target']} {node['failureSummary']}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]


def sideways(page: Page) -> int:
    """Give by how many pixels the page scrolls sideways."""
    width: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return width


def keep(page: Page, name: str) -> None:
    """Save a picture where TEST_PICTURES says, if it does."""
    if folder := os.environ.get("TEST_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)
