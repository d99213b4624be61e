"""The client against the running stand-in: consent, tokens, a whole shop, webhooks, limits."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest

from syncaty.salla.api import MerchantApi
from syncaty.salla.errors import SallaError
from syncaty.salla.fetched import needs_details, needs_items, read_customer, read_order
from syncaty.salla.http import Http, Patience
from syncaty.salla.limits import Limits, Scope
from syncaty.salla.oauth import OAuth
from syncaty.salla.pages import Page
from syncaty.salla.tokens import TokenPair, missing_scopes
from syncaty.salla.webhooks import same_url
from tests.salla_server import MERCHANT, SCOPES, Salla

RIYADH = ZoneInfo("Asia/Riyadh")
URL = "https://syncaty.example/salla/webhooks"


@dataclass(frozen=True)
class Settings:
    salla_accounts_url: str
    salla_client_id: str
    salla_client_secret: str
    public_url: str = "http://127.0.0.1:1"
    salla_scopes: tuple[str, ...] = tuple(SCOPES.split())


class Seen:
    """A budget that keeps what it was told."""

    def __init__(self) -> None:
        self.limits: list[tuple[Scope, Limits]] = []

    def take(self, scope: Scope) -> None:
        """Let every call be made."""

    def told(self, scope: Scope, limits: Limits) -> None:
        self.limits.append((scope, limits))


@pytest.fixture
def http() -> Iterator[Http]:
    with closing(Http(Patience(tries=3, first_pause=0, longest_pause=0))) as http:
        yield http


@pytest.fixture
def oauth(salla: Salla, http: Http) -> OAuth:
    keys = salla.settings
    return OAuth(Settings(salla.address, keys.client_id, keys.client_secret), http)


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
def api(salla: Salla, oauth: OAuth, http: Http, seen: Seen) -> MerchantApi:
    pair = connect(salla, oauth)
    return MerchantApi(salla.api_url, lambda _: pair.access, seen, http)


def connect(salla: Salla, oauth: OAuth) -> TokenPair:
    back = parse_qs(urlsplit(salla.decide(oauth.authorize_url("a-state-of-ours"))).query)
    assert back["state"] == ["astateofours"]
    return oauth.exchange(back["code"][0])


def walked(ask: Callable[[int], Page]) -> list[dict[str, object]]:
    page = ask(1)
    rows = list(page.rows)
    while page.more:
        page = ask(page.page + 1)
        rows += page.rows
    assert page.total == len(rows)
    return rows


@pytest.mark.parametrize("form", ["expires_in", "duration", "instant"])
@pytest.mark.parametrize("wrapped", [True, False])
def test_connecting(salla: Salla, oauth: OAuth, form: str, wrapped: bool) -> None:
    salla.settings.expires = form  # type: ignore[assignment]
    salla.settings.wrapped = wrapped
    pair = connect(salla, oauth)
    life = pair.expires_at - pair.issued_at
    assert abs(life - timedelta(days=14)) < timedelta(seconds=5)
    assert missing_scopes(SCOPES.split(), pair) == ()
    merchant = oauth.merchant(pair.access)
    assert (merchant.id, merchant.owner_email) == (MERCHANT, "owner@shop.example")
    assert merchant.name
    assert merchant.plan


def test_renewing_and_what_ends_the_access(salla: Salla, oauth: OAuth) -> None:
    first = connect(salla, oauth)
    assert first.refresh
    second = oauth.refresh(first.refresh)
    assert second.refresh
    assert oauth.merchant(second.access).id == MERCHANT
    with pytest.raises(SallaError) as used_twice:
        oauth.refresh(first.refresh)
    assert used_twice.value.code == "invalid_grant"
    with pytest.raises(SallaError) as ended:
        oauth.merchant(second.access)
    assert ended.value.needs_reconnect


def test_an_answer_without_a_new_refresh_token(salla: Salla, oauth: OAuth) -> None:
    first = connect(salla, oauth)
    salla.settings.new_refresh = False
    assert first.refresh
    assert oauth.refresh(first.refresh).refresh is None


def test_a_code_used_twice_and_keys_that_are_wrong(salla: Salla, oauth: OAuth) -> None:
    code = salla.code()
    oauth.exchange(code)
    with pytest.raises(SallaError) as again:
        oauth.exchange(code)
    assert again.value.code == "code_refused"
    salla.settings.client_secret = "changed"
    with pytest.raises(SallaError) as ours:
        oauth.exchange(salla.code())
    assert (ours.value.code, ours.value.ours) == ("invalid_client", True)


@pytest.mark.parametrize("full", [False, True])
def test_a_whole_shop_is_read_as_it_is(salla: Salla, api: MerchantApi, full: bool) -> None:
    salla.settings.full_orders = full
    ledger = salla.store.ledger
    orders = {}
    for row in walked(lambda page: api.orders(page, sort="created_at-desc")):
        order_id = row["id"]
        assert isinstance(order_id, int)
        found = api.order(order_id) if needs_details(row) else None
        details = found.row if found else row
        lines = list(api.order_items(order_id).rows) if needs_items(details) else None
        at = found.fetched_at if found else api.orders(1, per_page=1).fetched_at
        read = read_order(details, at, RIYADH, lines)
        assert read.warnings == ()
        orders[order_id] = read.facts[0].fields
    assert orders.keys() == ledger.orders.keys()
    for order in ledger.orders.values():
        fields = orders[order.id]
        assert (fields["total"], fields["status"]) == (order.total, order.status.slug)
        assert fields["customer_id"] == order.customer_id
        items = fields["items"]
        assert isinstance(items, list)
        assert [line.id for line in items] == [line.id for line in order.lines]  # type: ignore[union-attr]


def test_customers_and_products(salla: Salla, api: MerchantApi, seen: Seen) -> None:
    ledger = salla.store.ledger
    customers = walked(api.customers)
    assert {row["id"] for row in customers} == ledger.customers.keys()
    page = api.customers(1)
    for row in page.rows:
        (fact,) = read_customer(row, page.fetched_at, RIYADH).facts
        assert fact.fields["mobile"] is None or str(fact.fields["mobile"]).startswith("+")
    assert {scope for scope, _ in seen.limits} == {"customers"}
    for_sale = {each.id for each in ledger.products.values() if each.status != "deleted"}
    assert {row["id"] for row in walked(api.products)} == for_sale


def test_webhooks(salla: Salla, api: MerchantApi) -> None:
    assert "order.created" in api.events()
    first = api.subscribe("order.created", URL)
    second = api.subscribe("order.updated", f"{URL}/")
    assert api.subscribe("order.created", URL).id == first.id
    api.secure(first.id, "s3cret")
    held = {each.id: each for each in api.webhooks()}
    assert held.keys() == {first.id, second.id}
    assert all(same_url(each.url, URL) for each in held.values())
    assert held[first.id].strategy == "signature"
    assert salla.store.subscriptions.held[first.id].secret == "s3cret"
    api.unsubscribe(second.id)
    api.unsubscribe(second.id)
    assert [each.id for each in api.webhooks()] == [first.id]


def test_what_salla_refuses_to_subscribe(api: MerchantApi) -> None:
    with pytest.raises(SallaError) as address:
        api.subscribe("order.created", "http://localhost:8000/hook")
    assert address.value.code == "invalid_fields"
    assert address.value.fields.keys() == {"url"}
    with pytest.raises(SallaError) as event:
        api.subscribe("order.shipped", URL)
    assert event.value.fields.keys() == {"event"}


def test_short_faults_are_waited_out_and_long_ones_named(salla: Salla, api: MerchantApi) -> None:
    for status in (500, 0):
        salla.faults.api_status = status
        salla.faults.api_fail_next = 2
        assert api.orders(1).rows
    salla.faults.api_status, salla.faults.api_fail_next = 503, 3
    with pytest.raises(SallaError) as caught:
        api.orders(1)
    assert (caught.value.code, caught.value.retryable) == ("salla_failed", True)


def test_scopes_that_were_not_granted(salla: Salla, oauth: OAuth, http: Http, seen: Seen) -> None:
    salla.faults.withhold = ("products.read",)
    pair = connect(salla, oauth)
    assert missing_scopes(SCOPES.split(), pair) == ("products.read",)
    api = MerchantApi(salla.api_url, lambda _: pair.access, seen, http)
    with pytest.raises(SallaError) as caught:
        api.products(1)
    assert caught.value.code == "scope_missing"
    assert "products.read" in str(caught.value)
    assert api.orders(1).rows


def test_limits_are_told(salla: Salla, api: MerchantApi, seen: Seen) -> None:
    salla.store.profile = type(salla.store.profile)(MERCHANT, plan="plus")
    api.orders(1)
    scope, limits = seen.limits[-1]
    assert (scope, limits.status, limits.limit, limits.remaining) == ("store", 200, 120, 119)
    assert limits.reset_at
    assert limits.received_at < limits.reset_at


def test_an_order_that_is_gone(api: MerchantApi) -> None:
    with pytest.raises(SallaError) as caught:
        api.order(123)
    assert caught.value.code == "gone"
