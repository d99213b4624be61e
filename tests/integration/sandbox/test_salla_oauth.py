"""The stand-in's consent page, tokens and user info, over HTTP."""

from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest

from tests.salla_server import MERCHANT, OTHER_MERCHANT, REDIRECT_URI, Salla


def authorize_url(salla: Salla, **other: str) -> str:
    asked = {
        "response_type": "code",
        "client_id": salla.settings.client_id,
        "redirect_uri": REDIRECT_URI,
        "scope": "offline_access orders.read",
        "state": "3f2c-9a1b-77",
    }
    return f"{salla.address}/oauth2/auth?{urlencode(asked | other)}"


def returned(back: str) -> dict[str, str]:
    assert back.startswith(REDIRECT_URI)
    return {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}


def bearer(pair: dict[str, str]) -> dict[str, str]:
    return {"Authorization": f"Bearer {pair['access_token']}"}


def test_page_names_app_shops_and_scopes_in_both_languages(two_shops: Salla) -> None:
    page = httpx.get(authorize_url(two_shops)).text
    for part in ("Syncaty", "Agree", "موافقة", "Deny", "رفض", "orders.read", "متجر آخر"):
        assert part in page
    assert f'value="{MERCHANT}" checked' in page
    two_shops.tokens()
    page = httpx.get(authorize_url(two_shops)).text  # one shop is connected: the other is chosen
    assert f'value="{OTHER_MERCHANT}" checked' in page


def test_page_escapes_what_it_was_asked_with(salla: Salla) -> None:
    page = httpx.get(authorize_url(salla, scope="<script>", state='"><b>')).text
    assert "<script>" not in page
    assert "<b>" not in page


def test_agreeing_returns_a_code_and_the_state_without_hyphens(salla: Salla) -> None:
    back = returned(salla.decide(authorize_url(salla)))
    assert back["state"] == "3f2c9a1b77"
    assert back["scope"] == "offline_access orders.read"
    assert back["code"]


def test_denying_returns_access_denied_and_leaves_nothing(salla: Salla) -> None:
    back = returned(salla.decide(authorize_url(salla), "deny"))
    assert (back["error"], back["state"]) == ("access_denied", "3f2c9a1b77")
    assert not salla.world.grants.connected(MERCHANT)


def test_unknown_client_and_bad_addresses_stay_at_the_page(salla: Salla) -> None:
    for other in ({"client_id": "x"}, {"redirect_uri": "ftp://x"}, {"response_type": "token"}):
        assert httpx.get(authorize_url(salla, **other)).status_code == 400


def test_an_easy_app_has_no_consent_page(salla: Salla) -> None:
    salla.settings.easy = True
    assert httpx.get(authorize_url(salla)).status_code == 404


def test_a_code_is_good_once_and_not_for_long(salla: Salla) -> None:
    code = salla.code()
    asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT_URI}
    assert salla.ask_token(**asked).status_code == 200
    again = salla.ask_token(**asked)
    assert (again.status_code, again.json()["error"]) == (401, "invalid_grant")
    salla.settings.code_seconds = -1
    late = salla.ask_token(**asked | {"code": salla.code()})
    assert (late.status_code, late.json()["error"]) == (401, "invalid_grant")


def test_wrong_keys_are_invalid_client(salla: Salla) -> None:
    answer = salla.ask_token(grant_type="refresh_token", refresh_token="x", client_secret="no")
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert "success" not in answer.json()


def test_a_refresh_token_is_good_once_and_reuse_revokes_everything(salla: Salla) -> None:
    first = salla.tokens()
    second = salla.ask_token(grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert second.status_code == 200
    assert second.json()["refresh_token"] != first["refresh_token"]
    assert httpx.get(f"{salla.api_url}/orders", headers=bearer(first)).status_code == 401
    assert httpx.get(f"{salla.api_url}/orders", headers=bearer(second.json())).status_code == 200
    reused = salla.ask_token(grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert (reused.status_code, reused.json()["error"]) == (401, "invalid_grant")
    assert httpx.get(f"{salla.api_url}/orders", headers=bearer(second.json())).status_code == 401
    last = salla.ask_token(grant_type="refresh_token", refresh_token=second.json()["refresh_token"])
    assert last.status_code == 401


def test_without_new_refresh_tokens_the_old_one_goes_on(salla: Salla) -> None:
    salla.settings.new_refresh = False
    first = salla.tokens()
    for _ in range(3):
        again = salla.ask_token(grant_type="refresh_token", refresh_token=first["refresh_token"])
        assert again.status_code == 200
        assert "refresh_token" not in again.json()


def test_expiry_comes_in_three_forms(salla: Salla) -> None:
    assert salla.tokens()["expires_in"] == 1_209_599
    salla.settings.expires = "duration"
    assert salla.tokens()["expires"] == 1_209_599
    salla.settings.expires = "instant"
    assert salla.tokens()["expires"] > 1_700_000_000


def test_without_offline_access_there_is_no_refresh_token(salla: Salla) -> None:
    assert "refresh_token" not in salla.tokens(scopes="orders.read")


def test_withheld_scopes_are_missing_from_the_grant(salla: Salla) -> None:
    salla.faults.withhold = ("products.read",)
    pair = salla.tokens()
    assert "products.read" not in pair["scope"].split()
    refused = httpx.get(f"{salla.api_url}/products", headers=bearer(pair))
    assert refused.status_code == 401
    assert refused.json()["error"]["message"] == (
        "The access token should have access to one of those scopes: products.read"
    )


def test_user_info_names_the_shop_with_and_without_data(salla: Salla) -> None:
    pair = salla.tokens()
    told = httpx.get(f"{salla.address}/oauth2/user/info", headers=bearer(pair)).json()
    assert told["data"]["merchant"]["id"] == MERCHANT
    salla.settings.wrapped = False
    bare = httpx.get(f"{salla.address}/oauth2/user/info", headers=bearer(pair)).json()
    assert bare["merchant"] == told["data"]["merchant"]
    nobody = httpx.get(f"{salla.address}/oauth2/user/info", headers={"Authorization": "Bearer x"})
    assert nobody.status_code == 401


def test_the_token_endpoint_can_fail_in_every_way(salla: Salla) -> None:
    code = salla.code()
    asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT_URI}
    salla.faults.token = "down"
    with pytest.raises(httpx.RemoteProtocolError):
        salla.ask_token(**asked)
    salla.faults.token = "error"
    assert salla.ask_token(**asked).status_code == 500
    salla.faults.token = "nonsense"
    assert "<html>" in salla.ask_token(**asked).text
    salla.faults.token = "invalid_client"
    assert salla.ask_token(**asked).json()["error"] == "invalid_client"
    salla.faults.token, salla.faults.token_seconds = "slow", 0.05
    assert salla.ask_token(**asked).status_code == 200
