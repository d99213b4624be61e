"""To Salla and back: the way that works, and each way that does not, with its sentence."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.test import override_settings

from syncaty.clock import utc_now
from syncaty.salla.http import Http
from syncaty.salla.oauth import OAuth
from tests.integration.web.conftest import Site, submit
from tests.integration.web.connect.conftest import HURRIED, SHOP, Desk, Person

KEPT = (
    "select (select count(*) from stores where id = %s),"
    " (select count(*) from store_tokens where store_id = %s),"
    " (select count(*) from store_members where store_id = %s),"
    " (select count(*) from store_secrets where store_id = %s),"
    " (select count(*) from store_events where store_id = %s),"
    " (select count(*) from syncs where store_id = %s)"
)


def kept(desk: Desk) -> list[tuple[int, ...]]:
    """Count everything that a connection leaves."""
    return desk.rows(KEPT, *[SHOP] * 6)


NOTHING = [(0, 0, 0, 0, 0, 0)]


def test_one_press_and_one_consent_connect_a_store(desk: Desk) -> None:
    mona = desk.merchant()
    assert "Connect your Salla store" in mona.http.get("/").text
    asked = parse_qs(urlsplit(mona.to_salla()).query)
    assert asked["redirect_uri"] == ["https://syncaty.example/connect/callback"]
    assert "-" not in asked["state"][0]
    answer = mona.connect()
    assert answer.headers["location"] == f"/stores/{SHOP}/connection"
    told = mona.told(answer)
    for said in ("is connected.", "connected to Salla", "being set up", "Disconnect the store"):
        assert said in told
    role = desk.rows("select role from store_members where user_id = %s", mona.user_id)
    assert role == [("owner",)]
    waiting = desk.rows("select kind, reason, state from syncs where store_id = %s", SHOP)
    assert waiting == [("import", "connected", "waiting")]
    assert mona.http.get("/").headers["location"] == f"/stores/{SHOP}/overview"
    overview = mona.http.get(f"/stores/{SHOP}/overview").text
    assert "The history is being imported" in overview


def test_no_token_code_or_secret_is_on_a_page(desk: Desk) -> None:
    mona = desk.merchant()
    back = mona.decide()
    code = parse_qs(urlsplit(back).query)["code"][0]
    answer = mona.come_back(back)
    pages = [mona.http.get(f"/stores/{SHOP}{path}").text for path in ("", "/connection", "/people")]
    (sealed,) = desk.rows("select access, refresh from store_tokens where store_id = %s", SHOP)
    for secret in (code, *sealed, "ory_", desk.config.salla_client_secret):
        assert secret not in answer.headers["location"]
        assert not any(secret in page for page in pages)


def test_reconnecting_never_doubles_a_store(desk: Desk) -> None:
    mona = desk.merchant()
    mona.connect()
    assert "is connected again." in mona.told(mona.connect())
    assert desk.rows("select count(*) from stores where id = %s", SHOP) == [(1,)]
    assert desk.rows("select count(*) from store_members where store_id = %s", SHOP) == [(1,)]


def _denied(_desk: Desk, mona: Person) -> httpx.Response:
    return mona.come_back(mona.decide("deny"))


def _wrong_state(_desk: Desk, mona: Person) -> httpx.Response:
    parts = urlsplit(mona.decide())
    code = parse_qs(parts.query)["code"][0]
    return mona.come_back(f"{parts.path}?code={code}&state=of-salla-itself")


def _expired_state(desk: Desk, mona: Person) -> httpx.Response:
    back = mona.decide()
    desk.site.execute("update connect_attempts set expires_at = now() - interval '1 second'")
    return mona.come_back(back)


def _anothers_state(desk: Desk, mona: Person) -> httpx.Response:
    return mona.come_back(desk.merchant().decide())


def _expired_code(desk: Desk, mona: Person) -> httpx.Response:
    desk.salla.settings.code_seconds = -1
    return mona.connect()


def _token_fault(name: str) -> Callable[[Desk, Person], httpx.Response]:
    def act(desk: Desk, mona: Person) -> httpx.Response:
        desk.salla.faults.token = name  # type: ignore[assignment]  # one of TokenFault
        desk.salla.faults.token_seconds = 5.0
        return mona.connect()

    return act


def _user_info(desk: Desk, mona: Person) -> httpx.Response:
    desk.salla.faults.user_info_status = 500
    return mona.connect()


FAILURES = {
    "denied": (_denied, "You did not agree at Salla", "لم تتم الموافقة في سلة"),
    "state": (_wrong_state, "One press is missing", "بقيت ضغطة واحدة"),
    "expired": (_expired_state, "longer than fifteen minutes", "أكثر من خمس عشرة دقيقة"),
    "another": (_anothers_state, "Somebody else began this", "بدأ شخص آخر هذا الطلب"),
    "code": (_expired_code, "no longer accepts this consent", "لم تعد سلة تقبل هذه الموافقة"),
    "down": (_token_fault("down"), "could not be reached", "تعذّر الوصول إلى سلة"),
    "error": (_token_fault("error"), "failed on its own side", "حدث خلل لدى سلة"),
    "slow": (_token_fault("slow"), "did not answer in time", "لم ترد سلة في الوقت المتاح"),
    "nonsense": (_token_fault("nonsense"), "could not be understood", "تعذّر فهم رد سلة"),
    "client": (_token_fault("invalid_client"), "does not know this install", "لا تعرف سلة هذا"),
    "info": (_user_info, "failed on its own side", "حدث خلل لدى سلة"),
}


@pytest.mark.parametrize("name", FAILURES)
def test_what_goes_wrong_is_said_and_leaves_nothing(desk: Desk, name: str) -> None:
    act, english, arabic = FAILURES[name]
    mona = desk.merchant()
    answer = act(desk, mona)
    assert answer.headers["location"].startswith("/connect?said=")
    assert english in mona.told(answer)
    assert arabic in mona.told(answer, "ar")
    assert kept(desk) == NOTHING
    desk.salla.faults.clear()
    desk.salla.settings.code_seconds = 600
    assert mona.connect().headers["location"] == f"/stores/{SHOP}/connection"


def test_an_answer_of_salla_works_once(desk: Desk) -> None:
    mona = desk.merchant()
    back = mona.decide()
    mona.come_back(back)
    before = kept(desk)
    again = mona.come_back(back)
    assert "This answer of Salla was used before" in mona.told(again)
    assert "رد سلة هذا استُخدم من قبل" in mona.told(again, "ar")
    assert kept(desk) == before


def test_our_own_misconfiguration_is_never_the_merchants_fault(desk: Desk) -> None:
    mona = desk.merchant()
    desk.salla.faults.token = "invalid_client"
    told = mona.told(mona.connect())
    assert "not your fault" in told
    assert "SYNCATY_SALLA_CLIENT_SECRET" in told


def test_a_store_of_somebody_else_is_refused(desk: Desk) -> None:
    desk.merchant().connect()
    before = desk.rows("select access, issued_at from store_tokens where store_id = %s", SHOP)
    omar = desk.merchant()
    answer = omar.connect()
    told = omar.told(answer)
    assert "connected by somebody else" in told
    assert "Ask an owner of the store to invite you" in told
    assert "هذا المتجر ربطه شخص آخر" in omar.told(answer, "ar")
    assert omar.http.get(f"/stores/{SHOP}/connection").status_code == 404
    held = desk.rows("select access, issued_at from store_tokens where store_id = %s", SHOP)
    assert held == before


def test_missing_scopes_are_named_with_what_will_not_work(desk: Desk) -> None:
    desk.salla.faults.withhold = ("customers.read", "offline_access")
    mona = desk.merchant()
    answer = mona.connect()
    told = mona.told(answer)
    assert "Permissions are missing" in told
    assert "customers.read : earlier customers are not imported" in told
    assert "offline_access : the access ends after two weeks" in told
    assert "orders.read :" not in told
    assert "لا يُستورد العملاء السابقون" in mona.told(answer, "ar")


@pytest.mark.parametrize(
    ("field", "variable"),
    [
        ("salla_client_id", "SYNCATY_SALLA_CLIENT_ID"),
        ("salla_client_secret", "SYNCATY_SALLA_CLIENT_SECRET"),
        ("public_url", "SYNCATY_PUBLIC_URL"),
    ],
)
def test_a_missing_setting_is_named(desk: Desk, field: str, variable: str) -> None:
    mona = desk.merchant()
    bare: dict[str, Any] = {field: ""}
    with override_settings(SYNCATY_CONFIG=replace(desk.config, **bare)):
        pages = [mona.http.get("/connect"), submit(mona.http, "/stores", "/connect")]
    for page in pages:
        assert page.status_code == 200
        assert "cannot connect stores yet" in page.text
        assert f"<code>{variable}</code>" in page.text
        assert 'http-equiv="refresh"' not in page.text


def test_a_wrong_address_of_salla_is_no_error_of_the_page(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from syncaty.web.connect import setup

    mona = desk.merchant()
    back = mona.decide()
    away = replace(desk.config, salla_accounts_url="http://127.0.0.1:9")
    http = Http(HURRIED)
    oauth = OAuth(away, http)
    monkeypatch.setattr(setup, "oauth", lambda: oauth)
    assert "Salla could not be reached" in mona.told(mona.come_back(back))
    http.close()
    assert kept(desk) == NOTHING


def test_who_comes_without_a_cookie_signs_in_and_presses_once(
    desk: Desk, visitor: httpx.Client
) -> None:
    answer = visitor.get("/connect/callback?code=of-salla&state=of-salla&scope=x")
    assert answer.status_code == 302
    place = answer.headers["location"]
    assert place == "/login?next=%2Fconnect%3Fsaid%3Dbegun_elsewhere"
    assert "of-salla" not in place
    mona = desk.merchant()
    page = mona.http.get("/connect?said=begun_elsewhere")
    assert "One press is missing" in page.text
    assert "Connect a Salla store" in page.text


def test_any_word_in_the_address_is_answered_from_a_closed_list(desk: Desk) -> None:
    page = desk.merchant().http.get("/connect?said=<script>alert(1)</script>")
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "Salla refuses the connection" in page.text


def test_the_consent_page_is_reached_without_a_redirect_of_the_form(desk: Desk) -> None:
    answer = submit(desk.merchant().http, "/connect", "/connect")
    assert answer.status_code == 200
    assert "form-action 'self'" in answer.headers["content-security-policy"]
    assert "no-store" in answer.headers["cache-control"]


class TestEasyMode:
    """Tokens that come by webhook, after an installation at Salla's App Store."""

    @pytest.fixture(autouse=True)
    def _easy(self, desk: Desk, site: Site) -> object:
        easy = replace(desk.config, salla_mode="easy", salla_app_id="778", app_secrets=("s",))
        with override_settings(SYNCATY_CONFIG=easy):
            yield

    def test_the_page_leads_to_the_apps_page_at_salla(self, desk: Desk) -> None:
        page = submit(desk.merchant().http, "/stores", "/connect")
        assert 'href="https://s.salla.sa/apps/install/778"' in page.text
        assert "/connect/waiting?since=" in page.text

    def test_waiting_notices_a_store_of_ones_own_only(self, desk: Desk, site: Site) -> None:
        mona, omar = desk.merchant(), desk.merchant()
        add = (
            "insert into stores (id, name, lane, state, authorized_at)"
            " values (%s, 'Newcomer', 1, 'connected', now() - interval '10 minutes')"
        )
        site.execute(add, SHOP)
        member = "insert into store_members (store_id, user_id, role) values (%s, %s, 'owner')"
        site.execute(member, SHOP, mona.user_id)
        asks = {"HX-Request": "true"}
        since = "2026-01-01T00:00:00%2B00:00"
        seen = mona.http.get(f"/connect/waiting?since={since}", headers=asks).text
        assert "Newcomer" in seen
        assert "<html" not in seen
        other = omar.http.get(f"/connect/waiting?since={since}", headers=asks).text
        assert "Newcomer" not in other
        assert "makes you the owner" in other
        late = mona.http.get("/connect/waiting?since=nonsense", headers=asks).text
        assert "Newcomer" not in late
        # Salla's clock goes by the second: the event may seem to be older than the press.
        change = "update stores set authorized_at = date_trunc('second', now()) where id = %s"
        site.execute(change, SHOP)
        now = utc_now().isoformat().replace("+", "%2B")
        assert "Newcomer" in mona.http.get(f"/connect/waiting?since={now}", headers=asks).text

    def test_the_app_id_and_secret_are_needed(self, desk: Desk) -> None:
        bare = replace(desk.config, salla_mode="easy", salla_app_id="", app_secrets=())
        with override_settings(SYNCATY_CONFIG=bare):
            page = desk.merchant().http.get("/connect").text
        assert "<code>SYNCATY_SALLA_APP_ID</code>" in page
        assert "<code>SYNCATY_APP_SECRET</code>" in page
