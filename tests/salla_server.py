"""A running stand-in Salla for tests: `salla` has one small shop, `two_shops` another beside it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import httpx
import pytest

from syncaty.sandbox.server.faults import Faults
from syncaty.sandbox.server.figures import figures, per_customer
from syncaty.sandbox.server.running import running
from syncaty.sandbox.server.settings import Settings
from syncaty.sandbox.server.store import Profile, Store
from syncaty.sandbox.server.world import World
from syncaty.sandbox.shop import Plan

MERCHANT, OTHER_MERCHANT = 1305146709, 1305146710
SMALL = Plan(seed=5, until=date(2025, 6, 1), customers=40, orders=130, products=20, days=60)
SCOPES = "offline_access orders.read customers.read products.read webhooks.read_write settings.read"


@dataclass(frozen=True, slots=True, repr=False)
class Salla:
    """The stand-in: where it is, what it holds, and a merchant's hands on it."""

    address: str
    world: World

    @property
    def api_url(self) -> str:
        """What SYNCATY_SALLA_API_URL has to be."""
        return f"{self.address}/admin/v2"

    @property
    def store(self) -> Store:
        """The first shop: place_order(), move_order(), change_customer() and more."""
        return next(iter(self.world.stores.values()))

    @property
    def faults(self) -> Faults:
        """What goes wrong."""
        return self.world.faults

    @property
    def settings(self) -> Settings:
        """How it behaves, and the app's keys."""
        return self.world.settings

    def environment(self) -> dict[str, str]:
        """Give the settings that let Syncaty use it; SYNCATY_PUBLIC_URL is the test's to add."""
        return {
            "SYNCATY_SALLA_CLIENT_ID": self.settings.client_id,
            "SYNCATY_SALLA_CLIENT_SECRET": self.settings.client_secret,
            "SYNCATY_SALLA_APP_ID": str(self.settings.app_id),
            "SYNCATY_SALLA_ACCOUNTS_URL": self.address,
            "SYNCATY_SALLA_API_URL": self.api_url,
            "SYNCATY_APP_SECRET": self.settings.app_secret,
        }

    def decide(self, authorize_url: str, decision: str = "agree", merchant: int = MERCHANT) -> str:
        """Decide at the consent page as a merchant does; gives the address he is sent back to."""
        asked = parse_qs(urlsplit(authorize_url).query)
        form = {name: values[0] for name, values in asked.items()}
        form |= {"decision": decision, "merchant": str(merchant)}
        answer = httpx.post(f"{self.address}/oauth2/auth", data=form)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def code(self, scopes: str = SCOPES, merchant: int = MERCHANT) -> str:
        """Give the code of a consent, asked for with REDIRECT_URI."""
        asked = {
            "response_type": "code",
            "client_id": self.settings.client_id,
            "redirect_uri": REDIRECT_URI,
            "scope": scopes,
            "state": "a-state",
        }
        back = self.decide(f"{self.address}/oauth2/auth?{urlencode(asked)}", merchant=merchant)
        return dict(parse_qsl(urlsplit(back).query))["code"]

    def tokens(self, scopes: str = SCOPES, merchant: int = MERCHANT) -> dict[str, Any]:
        """Connect without the product and give the token endpoint's answer."""
        code = self.code(scopes, merchant)
        answer = self.ask_token(
            grant_type="authorization_code", code=code, redirect_uri=REDIRECT_URI
        )
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def ask_token(self, **form: str) -> httpx.Response:
        """Ask the token endpoint as the app."""
        keys = {
            "client_id": self.settings.client_id,
            "client_secret": self.settings.client_secret,
        }
        return httpx.post(f"{self.address}/oauth2/token", data=keys | form)

    def figures(self, merchant: int = MERCHANT) -> dict[str, Any]:
        """Give a shop's own figures; `per_customer` holds everybody's orders and spending."""
        with self.world.lock:
            ledger = self.world.stores[merchant].ledger
            return figures(ledger) | {"per_customer": per_customer(ledger)}


REDIRECT_URI = "http://127.0.0.1:1/connect/callback"


@contextmanager
def stand_in(*stores: Store, settings: Settings | None = None) -> Iterator[Salla]:
    """Run a stand-in with these shops on a free port of loopback."""
    world = World(settings or Settings(), stores)
    with running(world) as address:
        yield Salla(address, world)


@pytest.fixture
def salla() -> Iterator[Salla]:
    """A running stand-in with one small shop on the unlimited plan."""
    with stand_in(Store(Profile(MERCHANT, plan="unlimited"), SMALL)) as running_one:
        yield running_one


@pytest.fixture
def two_shops() -> Iterator[Salla]:
    """A running stand-in with two small shops of different owners."""
    other = Profile(
        OTHER_MERCHANT, "متجر آخر · Other shop", "unlimited", "فهد الحربي", "f@example.com"
    )
    shops = (
        Store(Profile(MERCHANT, plan="unlimited"), SMALL),
        Store(
            other, Plan(seed=6, until=SMALL.until, customers=20, orders=40, products=15, days=30)
        ),
    )
    with stand_in(*shops) as running_one:
        yield running_one
