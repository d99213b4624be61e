"""The stand-in's subscriptions, and the webhooks that are really sent for them."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.integration.sandbox.receiver import Receiver, Request, running
from tests.salla_server import MERCHANT, Salla


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with running(Receiver()) as started:
        yield started


@pytest.fixture
def api(salla: Salla) -> Iterator[httpx.Client]:
    token = salla.tokens()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=f"{salla.api_url}/", headers=headers) as client:
        yield client


def subscribe(api: httpx.Client, event: str, url: str, secret: str = "") -> int:
    answer = api.post("webhooks/subscribe", json={"event": event, "url": url, "version": 2})
    assert answer.status_code == 200, answer.text
    identity = int(answer.json()["data"]["id"])
    if secret:
        wanted = {"security_strategy": "signature", "secret": secret}
        assert api.put(f"webhooks/{identity}", json=wanted).status_code == 200
    return identity


def signed_by(request: Request, secret: str) -> bool:
    digest = hmac.new(secret.encode(), request.body, hashlib.sha256).hexdigest()
    return request.headers["x-salla-signature"] == digest


def told(request: Request) -> dict[str, Any]:
    return dict(json.loads(request.body))


def test_subscribing_the_same_again_makes_no_second_webhook(api: httpx.Client) -> None:
    url = "https://app.example/hook"
    first = subscribe(api, "order.created", url)
    assert subscribe(api, "order.created", url) == first
    assert subscribe(api, "order.updated", url) != first
    rows = api.get("webhooks").json()
    assert [(row["event"], row["url"], row["type"]) for row in rows["data"]] == [
        ("order.created", url, "manual"),
        ("order.updated", url, "manual"),
    ]
    assert rows["pagination"]["total"] == 2


def test_headers_come_back_as_an_object_and_secrets_never(api: httpx.Client) -> None:
    wanted = {
        "name": "Orders",
        "event": "order.created",
        "url": "https://app.example/hook",
        "headers": [{"key": "X-From", "value": "salla"}],
    }
    made = api.post("webhooks/subscribe", json=wanted).json()["data"]
    assert (made["headers"], made["version"]) == ({"X-From": "salla"}, 2)
    shown = api.put(
        f"webhooks/{made['id']}", json={"security_strategy": "signature", "secret": "hush"}
    )
    assert shown.json()["data"]["security"] == {"strategy": "signature", "secret": None}
    assert "hush" not in api.get("webhooks").text


def test_what_cannot_be_subscribed_is_refused_by_field(salla: Salla, api: httpx.Client) -> None:
    for url in ("http://localhost:8000/hook", "https://test.example/hook", "nowhere"):
        bad = api.post("webhooks/subscribe", json={"event": "order.created", "url": url})
        assert (bad.status_code, list(bad.json()["error"]["fields"])) == (422, ["url"])
    good = "https://app.example/hook"
    bad = api.post("webhooks/subscribe", json={"event": "order.completed", "url": good})
    assert (bad.status_code, list(bad.json()["error"]["fields"])) == (422, ["event"])
    salla.faults.refuse_addresses = ("app.example",)
    bad = api.post("webhooks/subscribe", json={"event": "order.created", "url": good})
    assert bad.status_code == 422
    assert api.get("webhooks").json()["data"] == []


def test_a_signature_needs_a_secret(api: httpx.Client) -> None:
    identity = subscribe(api, "order.created", "https://app.example/hook")
    bad = api.put(f"webhooks/{identity}", json={"security_strategy": "signature"})
    assert (bad.status_code, list(bad.json()["error"]["fields"])) == (422, ["secret"])
    assert api.put("webhooks/1", json={}).status_code == 404


def test_unsubscribing_by_id_takes_one_and_by_address_all(api: httpx.Client) -> None:
    one = subscribe(api, "order.created", "https://app.example/a")
    for event in ("order.created", "order.updated"):
        subscribe(api, event, "https://app.example/b")
    assert api.delete("webhooks/unsubscribe", params={"id": one}).status_code == 202
    assert len(api.get("webhooks").json()["data"]) == 2
    gone = api.delete("webhooks/unsubscribe", params={"url": "https://app.example/b"})
    assert gone.json()["data"]["code"] == 202
    assert api.get("webhooks").json()["data"] == []
    assert api.delete("webhooks/unsubscribe", params={"id": one}).status_code == 404


def test_events_are_named_with_arabic_labels(api: httpx.Client) -> None:
    rows = api.get("webhooks/events").json()["data"]
    assert {"order.created", "product.price.updated"} <= {row["event"] for row in rows}


def test_subscribed_events_are_sent_signed_with_the_webhooks_own_secret(
    salla: Salla, api: httpx.Client, receiver: Receiver
) -> None:
    subscribe(api, "order.created", receiver.url, "own-secret")
    subscribe(api, "customer.updated", receiver.url)
    order = salla.store.place_order()
    salla.store.change_product()  # nobody subscribed
    customer = salla.store.change_customer()
    receiver.wait_for(2)
    by_event = {told(request)["event"]: request for request in receiver.requests}
    created, updated = by_event["order.created"], by_event["customer.updated"]
    assert told(created)["data"]["id"] == order.id
    assert told(updated)["data"]["id"] == customer.id
    assert signed_by(created, "own-secret")
    assert signed_by(updated, salla.settings.app_secret)  # it never got its own
    assert salla.world.courier.wait_idle()
    assert len(receiver.requests) == salla.world.courier.accepted == 2


def test_a_refused_webhook_is_sent_again_and_then_given_up(
    salla: Salla, api: httpx.Client, receiver: Receiver
) -> None:
    salla.settings.resend_after = 0.01
    receiver.answer = lambda number, _: 500 if number < 2 else 200
    subscribe(api, "customer.created", receiver.url)
    salla.store.register_customer()
    receiver.wait_for(3)
    assert len({request.body for request in receiver.requests}) == 1
    receiver.answer = lambda *_: 202  # no success for Salla
    salla.store.register_customer()
    receiver.wait_for(7)
    assert salla.world.courier.wait_idle()
    assert salla.world.courier.accepted == 1


def test_an_outage_loses_webhooks_silently(
    salla: Salla, api: httpx.Client, receiver: Receiver
) -> None:
    subscribe(api, "order.created", receiver.url)
    salla.faults.webhooks_dropped = True
    salla.store.place_order()
    salla.faults.webhooks_dropped = False
    order = salla.store.place_order()
    receiver.wait_for(1)
    assert salla.world.courier.wait_idle()
    assert [told(request)["data"]["id"] for request in receiver.requests] == [order.id]
    assert salla.world.lost == 1


def test_one_change_of_status_tells_of_its_order(
    salla: Salla, api: httpx.Client, receiver: Receiver
) -> None:
    for event in ("order.status.updated", "order.cancelled", "order.refunded"):
        subscribe(api, event, receiver.url)
    order = salla.store.place_order()
    salla.store.move_order(order.id, "in_progress")
    salla.store.move_order(order.id, "canceled")
    receiver.wait_for(3)
    events = sorted(told(request)["event"] for request in receiver.requests)
    assert events == ["order.cancelled", "order.status.updated", "order.status.updated"]
    refunded = salla.store.refund_order(salla.store.place_order().id)
    receiver.wait_for(4)
    assert told(receiver.requests[3])["data"]["id"] == refunded.id
    assert 0 < refunded.refunded <= refunded.total


def test_easy_mode_sends_tokens_that_work(salla: Salla, receiver: Receiver) -> None:
    salla.settings.easy, salla.settings.app_url = True, receiver.url
    salla.world.install(MERCHANT)
    receiver.wait_for(2)
    by_event = {told(request)["event"]: request for request in receiver.requests}
    assert set(by_event) == {"app.installed", "app.store.authorize"}
    assert all(signed_by(r, salla.settings.app_secret) for r in receiver.requests)
    tokens = told(by_event["app.store.authorize"])
    assert tokens["merchant"] == MERCHANT
    headers = {"Authorization": f"Bearer {tokens['data']['access_token']}"}
    assert httpx.get(f"{salla.api_url}/orders", headers=headers).status_code == 200


def test_uninstalling_ends_tokens_and_webhooks_and_tells_the_app(
    salla: Salla, api: httpx.Client, receiver: Receiver
) -> None:
    salla.settings.app_url = receiver.url
    subscribe(api, "order.created", receiver.url)
    salla.world.uninstall(MERCHANT)
    salla.store.place_order()
    receiver.wait_for(1)
    assert salla.world.courier.wait_idle()
    assert [told(request)["event"] for request in receiver.requests] == ["app.uninstalled"]
    assert api.get("orders").status_code == 401


def test_billing_events_of_the_app_are_sent(salla: Salla, receiver: Receiver) -> None:
    salla.settings.app_url = receiver.url
    salla.world.send_app_event(MERCHANT, "app.subscription.started")
    receiver.wait_for(1)
    assert told(receiver.requests[0])["data"]["total"] == "23.00"
