"""Merchants in their browsers, the dashboard, and a stand-in Salla between them."""

import html
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest
from django.test import override_settings

from syncaty.config import Config
from syncaty.db.pool import domain_dsn
from syncaty.salla.http import Http, Patience
from syncaty.salla.oauth import OAuth
from syncaty.sandbox.server.store import Profile, Store
from tests.integration.web.conftest import PASSWORD, Site, browser, sign_in, submit
from tests.salla_server import SMALL, Salla, stand_in

SHOP = 4_801
_NUMBERS = itertools.count(1)
HURRIED = Patience(read=0.5, total=0.5, tries=1)


@dataclass
class Desk:
    """One dashboard before one stand-in: who connects, and what is in the database."""

    site: Site
    salla: Salla
    config: Config
    people: list["Person"] = field(default_factory=list)

    def merchant(self) -> "Person":
        """Make an account of a merchant and sign in."""
        from syncaty.web.accounts.services import create_user

        number = next(_NUMBERS)
        user = create_user(f"merchant{number}@example.com", PASSWORD, "Mona")
        http = browser(self.site, f"10.6.0.{number}")
        assert sign_in(http, email=user.email).status_code == 302
        self.people.append(Person(self, http, user.pk, user.email))
        return self.people[-1]

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask the domain tables."""
        with psycopg.connect(domain_dsn(self.config.database_url, self.config.schema)) as conn:
            return conn.execute(statement.encode(), values).fetchall()


@dataclass
class Person:
    """A merchant with his browser."""

    desk: Desk
    http: httpx.Client
    user_id: int
    email: str

    def to_salla(self) -> str:
        """Press the button; gives the address of Salla's consent page."""
        answer = submit(self.http, "/connect", "/connect")
        assert answer.status_code == 200, answer.text
        found = re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', answer.text)
        assert found is not None
        return html.unescape(found[1])

    def decide(self, decision: str = "agree") -> str:
        """Press, decide at Salla; gives the address that he is sent back to."""
        return self.desk.salla.decide(self.to_salla(), decision, merchant=SHOP)

    def come_back(self, address: str) -> httpx.Response:
        """Follow the way back, as his browser does."""
        parts = urlsplit(address)
        return self.http.get(f"{parts.path}?{parts.query}")

    def connect(self) -> httpx.Response:
        """Connect the shop."""
        return self.come_back(self.decide())

    def told(self, answer: httpx.Response, language: str = "en") -> str:
        """Give what the page says that an answer leads to."""
        assert answer.status_code == 302
        page = self.http.get(answer.headers["location"], headers={"Accept-Language": language})
        assert page.status_code == 200
        return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", page.text)))


@pytest.fixture
def desk(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The dashboard, set up for a stand-in Salla with one shop."""
    from syncaty.web.connect import setup

    with stand_in(Store(Profile(SHOP, plan="unlimited"), SMALL)) as salla:
        settings = replace(
            site.config,
            salla_client_id=salla.settings.client_id,
            salla_client_secret=salla.settings.client_secret,
            salla_accounts_url=salla.address,
            salla_api_url=salla.api_url,
            public_url="https://syncaty.example",
        )
        desk = Desk(site, salla, settings)
        with override_settings(SYNCATY_CONFIG=settings):
            http = Http(HURRIED)
            oauth = OAuth(settings, http)
            monkeypatch.setattr(setup, "oauth", lambda: oauth)
            yield desk
        http.close()
        for person in desk.people:
            person.http.close()
    for statement in (
        "delete from jobs where store_id = %s",
        "delete from deliveries where store_id = %s",
        "delete from syncs where store_id = %s",
        "delete from procrastinate_jobs where args->>'store_id' = %s::text",
    ):
        site.execute(statement, SHOP)
    site.execute("delete from stores where id = %s", SHOP)
