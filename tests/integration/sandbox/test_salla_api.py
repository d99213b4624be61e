"""The stand-in's Merchant API over HTTP: lists, details, filters, limits, errors."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from syncaty.sandbox.server.figures import counts
from tests.salla_server import MERCHANT, Salla


@pytest.fixture
def api(salla: Salla) -> Iterator[httpx.Client]:
    """A client with a good token."""
    token = salla.tokens()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=f"{salla.api_url}/", headers=headers) as client:
        yield client


def every(api: httpx.Client, path: str, **query: Any) -> list[dict[str, Any]]:
    """Walk all pages of a list."""
    rows, page, last = [], 1, 1
    while page <= last:
        answer = api.get(path, params={"per_page": 60, "page": page, **query}).json()
        rows += answer["data"]
        page, last = page + 1, answer["pagination"]["totalPages"]
    return rows


def test_orders_come_newest_first_in_light_rows(salla: Salla, api: httpx.Client) -> None:
    rows = every(api, "orders")
    assert [row["id"] for row in rows] == list(reversed(salla.store.ledger.orders))
    assert not {"customer", "updated_at", "amounts"} & rows[0].keys()
    assert set(rows[0]["items"][0]) == {"name", "quantity", "thumbnail"}


def test_pages_have_fifteen_rows_by_default_and_sixty_at_most(api: httpx.Client) -> None:
    first = api.get("orders").json()["pagination"]
    assert first["count"] == first["perPage"] == 15
    assert first["links"]["next"].endswith("orders?page=2")
    most = api.get("orders", params={"per_page": 100}).json()
    assert len(most["data"]) == most["pagination"]["perPage"] == 60
    beyond = api.get("orders", params={"page": 99}).json()
    assert beyond["data"] == []


def test_details_have_customer_and_amounts_but_no_items(salla: Salla, api: httpx.Client) -> None:
    order = next(reversed(salla.store.ledger.orders.values()))
    details = api.get(f"orders/{order.id}", params={"format": "light"}).json()["data"]
    assert details["customer"]["id"] == order.customer_id
    assert details["amounts"]["total"]["amount"] == pytest.approx(float(order.total))
    assert "items" not in details
    items = api.get("orders/items", params={"order_id": order.id}).json()["data"]
    assert [each["product"]["id"] for each in items] == [each.product_id for each in order.lines]


def test_older_apps_get_the_full_model_in_the_list(salla: Salla, api: httpx.Client) -> None:
    salla.settings.full_orders = True
    row = api.get("orders").json()["data"][0]
    assert row["customer"]["id"]
    assert row["items"][0]["product"]["id"]


def test_orders_are_filtered_by_day_of_creation_status_and_reference(
    salla: Salla, api: httpx.Client
) -> None:
    held = salla.store.ledger.orders.values()
    day = sorted(held, key=lambda order: order.placed_at)[60].placed_at.date()
    that_day = every(api, "orders", from_date=str(day), to_date=str(day))
    assert {row["id"] for row in that_day} == {o.id for o in held if o.placed_at.date() == day}
    noon = every(api, "orders", from_date=f"{day}T12:00:00", to_date=str(day))
    assert {row["id"] for row in noon} == {
        o.id for o in held if o.placed_at.date() == day and o.placed_at.hour >= 12
    }
    done = every(api, "orders", **{"status[]": 1298199463})
    assert {row["id"] for row in done} == {o.id for o in held if o.status.slug == "completed"}
    one = next(iter(held))
    for name in ("reference_id", "keyword"):
        assert [row["id"] for row in every(api, "orders", **{name: one.reference})] == [one.id]
    bad = api.get("orders", params={"from_date": "yesterday"})
    assert bad.status_code == 422
    assert "from_date" in bad.json()["error"]["fields"]


def test_orders_are_sorted_as_asked(salla: Salla, api: httpx.Client) -> None:
    held = salla.store.ledger.orders.values()
    latest = sorted(held, key=lambda order: order.updated_at, reverse=True)
    rows = every(api, "orders", sort_by="updated_at-desc")
    assert [row["id"] for row in rows] == [order.id for order in latest]
    cheapest = every(api, "orders", sort_by="total-asc")[0]
    assert cheapest["id"] == min(held, key=lambda order: order.total).id


def test_pages_shift_when_an_order_arrives(salla: Salla, api: httpx.Client) -> None:
    second = api.get("orders", params={"page": 2}).json()["data"][0]["id"]
    before = api.get("orders").json()["data"][-1]["id"]
    salla.store.place_order()
    assert api.get("orders", params={"page": 2}).json()["data"][0]["id"] == before != second


def test_customers_and_products_are_listed(salla: Salla, api: httpx.Client) -> None:
    ledger = salla.store.ledger
    people = every(api, "customers")
    assert {row["id"] for row in people} == set(ledger.customers)
    assert {row["mobile_code"][:1] == "+" for row in people} == {True, False}
    goods = every(api, "products")
    on_sale = {p.id for p in ledger.products.values() if p.status != "deleted"}
    assert {row["id"] for row in goods} == on_sale
    assert all(row["quantity"] is None or isinstance(row["quantity"], str) for row in goods)


def test_what_is_gone_answers_410_and_what_never_was_404(salla: Salla, api: httpx.Client) -> None:
    order = next(iter(salla.store.ledger.orders))
    salla.store.remove_order(order)
    assert api.get(f"orders/{order}").status_code == 410
    assert api.get("orders/items", params={"order_id": order}).status_code == 410
    assert order not in {row["id"] for row in every(api, "orders")}
    for path in ("orders/1", "customers/1", "products/1", "nothing", "orders/items?order_id=1"):
        assert api.get(path).status_code == 404
    assert api.get("orders/items").status_code == 422


def test_a_missing_scope_is_named_and_a_bad_token_refused(salla: Salla) -> None:
    token = salla.tokens(scopes="offline_access customers.read_write")["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    refused = httpx.get(f"{salla.api_url}/orders", headers=headers)
    assert refused.status_code == 401
    assert refused.json() == {
        "status": 401,
        "success": False,
        "error": {
            "code": "Unauthorized",
            "message": "The access token should have access to one of those scopes: orders.read",
        },
    }
    assert httpx.get(f"{salla.api_url}/customers", headers=headers).status_code == 200
    nobody = httpx.get(f"{salla.api_url}/orders").json()
    assert nobody["error"]["message"] == "The access token is invalid"


def test_tokens_expire_are_revoked_and_users_deleted(salla: Salla, api: httpx.Client) -> None:
    salla.store.user = "deleted"
    assert "not exists" in api.get("orders").json()["error"]["message"]
    salla.store.user = "active"
    assert api.get("orders").status_code == 200
    salla.world.grants.expire_access(MERCHANT)
    assert api.get("orders").status_code == 401


def test_every_answer_says_when_it_was_given(api: httpx.Client) -> None:
    assert api.get("orders").headers["date"].endswith("GMT")


def test_the_api_can_be_slow_fail_and_die(salla: Salla, api: httpx.Client) -> None:
    salla.faults.api_fail_next = 2
    assert [api.get("orders").status_code for _ in range(3)] == [500, 500, 200]
    salla.faults.api_fail_share, salla.faults.api_status = 0.5, 503
    answers = {api.get("orders").status_code for _ in range(40)}
    assert answers == {200, 503}
    salla.faults.api_fail_share, salla.faults.api_status = 1.0, 0
    with pytest.raises(httpx.RemoteProtocolError):
        api.get("orders")
    salla.faults.clear()
    salla.faults.api_seconds = 0.5
    with pytest.raises(httpx.ReadTimeout):
        api.get("orders", timeout=0.1)
    salla.faults.clear()
    salla.faults.api_calls = 1
    assert api.get("orders").status_code == 200
    with pytest.raises(httpx.ReadTimeout):
        api.get("orders", timeout=0.1)
    salla.faults.api_calls = None
    assert api.get("orders").status_code == 200


def test_a_replica_that_lags_hides_the_latest(salla: Salla, api: httpx.Client) -> None:
    salla.store.replica.lag = 3600
    order = salla.store.place_order()
    assert api.get(f"orders/{order.id}").status_code == 404
    salla.store.replica.lag = 0
    assert api.get(f"orders/{order.id}").status_code == 200


def test_figures_are_those_of_the_counting_orders(salla: Salla) -> None:
    held = [order for order in salla.store.ledger.orders.values() if counts(order)]
    told = salla.figures()
    assert told["orders"] == len(held) < told["all_orders"]
    each = told["per_customer"].values()
    assert sum(one["orders"] for one in each) == told["orders"]
    assert float(told["net"]) == pytest.approx(
        float(told["gross"]) - float(told["discounts"]) - float(told["refunds"])
    )
