"""`/_control` of the stand-in, and its answers when a plan's calls are spent."""

from typing import Any

import httpx

from syncaty.sandbox.server.store import Profile, Store
from tests.salla_server import MERCHANT, SMALL, Salla, stand_in


def control(salla: Salla, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
    return httpx.post(f"{salla.address}/_control/{path}", json=body or {})


def test_faults_are_set_and_cleared_by_http(salla: Salla) -> None:
    changed = control(salla, "faults", {"token": "down", "refuse_addresses": ["x"]})
    assert changed.json() == {"changed": ["refuse_addresses", "token"]}
    assert (salla.faults.token, salla.faults.refuse_addresses) == ("down", ("x",))
    control(salla, "faults")
    assert (salla.faults.token, salla.faults.refuse_addresses) == ("", ())
    assert control(salla, "faults", {"rain": 1}).status_code == 422
    control(salla, "settings", {"full_orders": True})
    assert salla.settings.full_orders


def test_things_happen_in_a_shop_by_http(salla: Salla) -> None:
    order = control(salla, f"{MERCHANT}/order").json()["id"]
    control(salla, f"{MERCHANT}/move", {"order": order, "status": "canceled"})
    assert salla.store.ledger.orders[order].status.slug == "canceled"
    customer = control(salla, f"{MERCHANT}/newcomer").json()["id"]
    assert control(salla, f"{MERCHANT}/customer", {"customer": customer}).json()["id"] == customer
    assert control(salla, f"{MERCHANT}/product").json()["id"] in salla.store.ledger.products
    assert len(control(salla, f"{MERCHANT}/step", {"count": 3}).json()["events"]) >= 3
    control(salla, f"{MERCHANT}/remove", {"order": order})
    assert order not in salla.store.ledger.orders


def test_what_cannot_be_done_is_told(salla: Salla) -> None:
    assert control(salla, f"{MERCHANT}/move", {"order": 1, "status": "x"}).status_code == 422
    unknown = control(salla, f"{MERCHANT}/dance")
    assert unknown.status_code == 404
    assert "order" in unknown.json()["acts"]
    assert control(salla, "7/order").status_code == 404


def test_connections_end_by_http(salla: Salla) -> None:
    token = salla.tokens()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    control(salla, f"{MERCHANT}/user", {"state": "inactive"})
    assert httpx.get(f"{salla.api_url}/orders", headers=headers).status_code == 401
    control(salla, f"{MERCHANT}/user", {"state": "active"})
    assert httpx.get(f"{salla.api_url}/orders", headers=headers).status_code == 200
    control(salla, f"{MERCHANT}/revoke")
    assert httpx.get(f"{salla.api_url}/orders", headers=headers).status_code == 401


def test_figures_are_given_for_days_too(salla: Salla) -> None:
    path = f"{salla.address}/_control/{MERCHANT}/figures"
    whole = httpx.get(path).json()
    assert whole == salla.figures()
    half = httpx.get(path, params={"from": "2025-05-01", "to": "2025-05-31"}).json()
    assert 0 < half["orders"] < whole["orders"]


def test_somebody_alters_and_removes_a_webhook(salla: Salla) -> None:
    webhook = salla.store.subscriptions.subscribe("order.created", "https://app.example/hook")
    altered = {"id": webhook.id, "url": "https://elsewhere.example"}
    control(salla, f"{MERCHANT}/alter-webhook", altered)
    assert webhook.url == "https://elsewhere.example"
    removed = control(salla, f"{MERCHANT}/remove-webhook", {"identity": webhook.id})
    assert removed.json() == {"removed": 1}


def test_spent_calls_answer_429_with_what_to_wait() -> None:
    with stand_in(Store(Profile(MERCHANT, plan="plus"), SMALL)) as salla:
        token = salla.tokens()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        with httpx.Client(headers=headers) as client:
            answers = [client.get(f"{salla.api_url}/webhooks/events") for _ in range(130)]
        refused = next(each for each in answers if each.status_code == 429)
        assert answers[119].headers["x-ratelimit-remaining"] == "0"
        assert refused.json()["error"]["code"] == "too_many_requests"
        assert int(refused.headers["retry-after"]) >= 1
        assert salla.world.limits.refused >= 1


def test_the_page_has_buttons_that_do_what_they_say(salla: Salla) -> None:
    with httpx.Client(base_url=salla.address, follow_redirects=True) as client:
        before = len(salla.store.ledger.orders)
        page = client.post(f"/shops/{MERCHANT}/order").text
        assert "was placed" in page
        assert f"{before + 1:,} orders" in page
        for act, said in (
            ("refund", "paid back"),
            ("cancel", "cancelled"),
            ("customer", "changed their details"),
            ("product", "was changed"),
        ):
            assert said in client.post(f"/shops/{MERCHANT}/{act}").text
        salla.tokens()
        assert ">connected;" in client.get("/").text
        assert "removed the app" in client.post(f"/shops/{MERCHANT}/uninstall").text
        assert not salla.world.grants.connected(MERCHANT)
        assert client.post(f"/shops/{MERCHANT}/dance").status_code == 404
        assert "<b>" not in client.get("/", params={"said": "<b>"}).text
