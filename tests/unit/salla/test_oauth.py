"""Connecting: the consent page's address, tokens for codes, new tokens for old, user info."""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from syncaty.salla.errors import SallaCode, SallaError
from syncaty.salla.http import Http
from syncaty.salla.oauth import Merchant, OAuth, read_merchant
from tests.scripted_server import Act, Scripted, is_silent, resets, says

NOW = datetime(2026, 1, 13, 10, 0, tzinfo=UTC)
PAIR = {"access_token": "ory_at_a", "refresh_token": "ory_rt_a", "expires": 1_209_599,
        "scope": "orders.read offline_access", "token_type": "bearer"}  # fmt: skip
INFO: dict[str, Any] = {
    "id": 181690847,
    "name": "Noura",
    "email": "noura@shop.example",
    "mobile": "+966500000000",
    "role": "user",
    "merchant": {
        "id": 1305146709,
        "username": "coffee",
        "name": "محمصة",
        "plan": "pro",
        "status": "active",
        "domain": "https://coffee.example",
    },
    "context": {"app": 5, "scope": "orders.read,products.read", "exp": 1},
}


@dataclass(frozen=True)
class Settings:
    salla_accounts_url: str
    public_url: str = "https://syncaty.example"
    salla_client_id: str = "the-client"
    salla_client_secret: str = "s3cret"
    salla_scopes: tuple[str, ...] = ("offline_access", "orders.read")


@pytest.fixture
def oauth(salla: Scripted, http: Http) -> OAuth:
    return OAuth(Settings(salla.url), http)


def test_the_consent_page(oauth: OAuth, salla: Scripted) -> None:
    parts = urlsplit(oauth.authorize_url("abc-def-1"))
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{salla.url}/oauth2/auth"
    assert parse_qs(parts.query) == {
        "response_type": ["code"],
        "client_id": ["the-client"],
        "redirect_uri": ["https://syncaty.example/connect/callback"],
        "scope": ["offline_access orders.read"],
        "state": ["abcdef1"],
    }


def test_a_code_is_exchanged(oauth: OAuth, salla: Scripted) -> None:
    salla.plays(says(200, PAIR))
    pair = oauth.exchange("the-code")
    assert (pair.access, pair.refresh) == ("ory_at_a", "ory_rt_a")
    assert pair.expires_at == NOW + timedelta(seconds=1_209_599)
    (asked,) = salla.asked
    assert (asked.method, asked.path) == ("POST", "/oauth2/token")
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    assert "authorization" not in asked.headers
    assert asked.form == {
        "grant_type": ["authorization_code"],
        "code": ["the-code"],
        "client_id": ["the-client"],
        "client_secret": ["s3cret"],
        "redirect_uri": ["https://syncaty.example/connect/callback"],
        "scope": ["offline_access orders.read"],
    }


def test_tokens_are_refreshed(oauth: OAuth, salla: Scripted) -> None:
    salla.plays(says(200, {"access_token": "ory_at_b", "expires_in": 60}))
    pair = oauth.refresh("ory_rt_a")
    assert (pair.access, pair.refresh) == ("ory_at_b", None)
    assert salla.asked[0].form == {
        "grant_type": ["refresh_token"],
        "refresh_token": ["ory_rt_a"],
        "client_id": ["the-client"],
        "client_secret": ["s3cret"],
    }


def bare(error: str) -> dict[str, str]:
    return {"error": error, "error_description": "The provided grant s3cret is invalid"}


GRANT, CLIENT = says(401, bare("invalid_grant")), says(401, bare("invalid_client"))
FAULTS: list[tuple[Act, SallaCode, SallaCode]] = [
    # what came, what it means for a code, what for a refresh token
    (GRANT, "code_refused", "invalid_grant"),
    (says(400, bare("invalid_grant")), "code_refused", "invalid_grant"),
    (says(401, {"status": 401, "success": False, "error": {"code": "invalid_grant"}}),
     "code_refused", "invalid_grant"),
    (CLIENT, "invalid_client", "invalid_client"),
    (says(400, bare("invalid_scope")), "app_misconfigured", "app_misconfigured"),
    (says(400, bare("invalid_request")), "app_misconfigured", "app_misconfigured"),
    (says(401, bare("something_new")), "refused", "refused"),
    (says(429, None, {"Retry-After": "7"}), "rate_limited", "rate_limited"),
    (says(500, bare("invalid_grant")), "salla_failed", "salla_failed"),
    (says(502, "<html>"), "salla_failed", "salla_failed"),
    (says(404, "<html>"), "bad_answer", "bad_answer"),
    (says(401, "<html>"), "bad_answer", "bad_answer"),
    (says(200, "<html>"), "bad_answer", "bad_answer"),
    (says(200), "bad_answer", "bad_answer"),
    (says(200, []), "bad_answer", "bad_answer"),
    (says(200, {"token_type": "bearer"}), "bad_answer", "bad_answer"),
    (says(200, {"access_token": ["x"]}), "bad_answer", "bad_answer"),
    (says(200, bare("invalid_grant")), "code_refused", "invalid_grant"),
    (resets, "salla_down", "salla_down"),
]  # fmt: skip


@pytest.mark.parametrize(("trouble", "for_a_code", "for_a_refresh"), FAULTS)
def test_what_goes_wrong_is_told_apart_and_asked_once(
    oauth: OAuth, salla: Scripted, trouble: Act, for_a_code: SallaCode, for_a_refresh: SallaCode
) -> None:
    salla.plays(trouble, trouble)
    with pytest.raises(SallaError) as exchanging:
        oauth.exchange("the-code")
    with pytest.raises(SallaError) as refreshing:
        oauth.refresh("ory_rt_a")
    assert exchanging.value.code == for_a_code
    assert refreshing.value.code == for_a_refresh
    assert len(salla.asked) == 2
    for error in (exchanging.value, refreshing.value):
        assert not any(word in f"{error!r}{error}{error.said}" for word in ("s3cret", "ory_"))


def test_a_token_that_may_have_been_spent_is_said_to_be_so(salla: Scripted, hasty: Http) -> None:
    oauth = OAuth(Settings(salla.url), hasty)
    salla.plays(is_silent, is_silent)
    for ask in (oauth.refresh, oauth.exchange):
        with pytest.raises(SallaError) as slow:
            ask("ory_rt_a")
        assert (slow.value.code, slow.value.unsure) == ("salla_slow", True)


def test_a_spent_token_is_no_doubt(oauth: OAuth, salla: Scripted) -> None:
    salla.plays(GRANT)
    with pytest.raises(SallaError) as ended:
        oauth.refresh("ory_rt_a")
    assert not ended.value.unsure
    assert ended.value.needs_reconnect


@pytest.mark.parametrize("document", [INFO, {"status": 200, "success": True, "data": INFO}])
def test_user_info_inside_data_or_not(oauth: OAuth, salla: Scripted, document: object) -> None:
    salla.plays(says(200, document))
    assert oauth.merchant("ory_at_a") == Merchant(
        id=1305146709,
        name="محمصة",
        username="coffee",
        plan="pro",
        domain="https://coffee.example",
        owner_name="Noura",
        owner_email="noura@shop.example",
        scopes=("orders.read", "products.read"),
    )
    (asked,) = salla.asked
    assert (asked.path, asked.headers["authorization"]) == (
        "/oauth2/user/info",
        "Bearer ory_at_a",
    )


def test_user_info_may_say_little() -> None:
    found = read_merchant({"merchant": {"id": "1305146709", "name": [], "plan": ["x"]}})
    assert found == Merchant(1305146709, None, None, None, None, None, None, ())


@pytest.mark.parametrize(
    "document", [None, [], "x", {}, {"id": 5}, {"data": []}, {"merchant": 5}, {"merchant": {}}]
)
def test_user_info_without_store_is_refused(document: object) -> None:
    with pytest.raises(SallaError) as caught:
        read_merchant(document)
    assert caught.value.code == "bad_answer"


def test_user_info_is_asked_again_after_trouble(oauth: OAuth, salla: Scripted) -> None:
    salla.plays(says(500), resets, says(200, INFO))
    assert oauth.merchant("ory_at_a").id == 1305146709


def test_user_info_for_a_refused_token(oauth: OAuth, salla: Scripted) -> None:
    error = {"code": "Unauthorized", "message": "The access token is invalid"}
    salla.plays(says(401, {"status": 401, "success": False, "error": error}))
    with pytest.raises(SallaError) as caught:
        oauth.merchant("ory_at_a")
    assert caught.value.code == "token_refused"


def test_nothing_secret_is_logged(
    oauth: OAuth, salla: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    salla.plays(says(200, PAIR), says(200, PAIR), says(200, INFO), CLIENT)
    oauth.exchange("the-code")
    oauth.refresh("ory_rt_a")
    oauth.merchant("ory_at_a")
    with pytest.raises(SallaError):
        oauth.refresh("ory_rt_a")
    words = ("ory_at", "ory_rt", "s3cret", "the-code")
    assert caplog.records
    assert not any(word in record.getMessage() for record in caplog.records for word in words)
