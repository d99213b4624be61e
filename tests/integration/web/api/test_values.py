"""What the API says, against what the webhooks said."""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from syncaty.segments.classic import SEGMENTS
from tests.integration.reading.bazaar import STRANGER, Bought
from tests.integration.web.api.conftest import STORE, Api
from tests.integration.web.conftest import DUBAI

S = f"/stores/{STORE}"
YEAR: dict[str, Any] = {"from": "2024-01-01", "to": "2024-12-31"}


def riyals(amount: Decimal) -> str:
    return f"{amount:.2f}"


def sar(api: Api) -> list[Bought]:
    return [each for each in api.orders if each.counts and each.currency == "SAR"]


def total(amounts: Iterable[Decimal]) -> str:
    return riyals(sum(amounts, Decimal(0)))


def test_stores_by_salla_own_number(api: Api) -> None:
    stores = api.every("/stores", limit=1)
    assert STORE in [each["id"] for each in stores]
    assert DUBAI in [each["id"] for each in stores]
    held = api.get(S)
    assert (held["name"], held["timezone"], held["currency"]) == ("Test", "Asia/Riyadh", "SAR")
    assert held["connected_at"].endswith("Z")
    # Beyond 2^53, where a number read as a float would be another store's.
    assert api.get(f"/stores/{DUBAI}")["id"] == DUBAI == 9_007_199_254_740_993


def test_customers_with_their_totals(api: Api) -> None:
    found = api.every(f"{S}/customers", limit=9, sort="spent")
    assert {each["id"]: each["spent"] for each in found if each["orders"]} == {
        each: riyals(buyer.spent) for each, buyer in api.buyers.items()
    }
    for each in found:
        buyer = api.buyers.get(each["id"])
        if buyer is not None:
            assert (each["orders"], each["last_order_on"]) == (buyer.orders, str(buyer.last))
            assert each["segment"] in SEGMENTS
    assert [each["id"] for each in api.every(f"{S}/customers", search="059 876 5432")] == [STRANGER]
    best = api.every(f"{S}/customers", r=[5, 4], f=5)
    assert best
    assert {(each["r"] in {4, 5}, each["f"]) for each in best} == {(True, 5)}


def test_a_customer_with_orders_and_moves(api: Api) -> None:
    busiest = max(api.buyers, key=lambda each: api.buyers[each].orders)
    held = api.get(f"{S}/customers/{busiest}")
    own = [each for each in api.orders if each.customer == busiest]
    assert {each["id"]: each["total"] for each in held["latest_orders"]} == {
        each.id: f"{each.total:.3f}" if each.currency == "KWD" else riyals(each.total)
        for each in own
    }
    assert held["moves"][-1]["from_segment"] is None
    assert held["moves"][0]["to_segment"] == held["segment"]
    assert held["mobile"] == f"+9665{busiest:08d}"


def test_an_order_and_its_way_back_to_the_job(api: Api) -> None:
    some = next(each for each in api.orders if each.refunded and each.discount)
    held = api.get(f"{S}/orders/{some.id}")
    assert (held["total"], held["discount"], held["refunded"], held["value"]) == (
        riyals(some.total),
        riyals(some.discount),
        "5.00",
        riyals(some.kept),
    )
    assert [(each["product_id"], each["quantity"]) for each in held["items"]] == [
        (product_id, count) for product_id, count, _ in some.items
    ]
    job = api.get(f"{S}/jobs/{held['job_id']}")
    assert (job["event"], job["state"], job["outcome"]) == (
        "order.refunded",
        "completed",
        "applied",
    )
    assert f'"id":{some.id}' in job["body"]
    assert ("order", some.id) in {(each["kind"], each["id"]) for each in job["changes"]}


def test_a_product_and_what_was_sold(api: Api) -> None:
    held = api.get(f"{S}/products/505")
    lines = [
        (each, count, price)
        for each in api.orders
        if each.counts
        for product_id, count, price in each.items
        if product_id == 505
    ]
    assert held["units"] == sum(count for _, count, _ in lines)
    assert held["gross"] == total(
        Decimal(count * price) for each, count, price in lines if each.currency == "SAR"
    )
    listed = api.every(f"{S}/products", limit=7, sort="units")
    assert len(listed) == 20
    assert next(each for each in listed if each["id"] == 505)["gross"] == held["gross"]


def test_segments_and_their_members_are_everybody(api: Api) -> None:
    segments = api.every(f"{S}/segments")
    assert [each["key"] for each in segments] == list(SEGMENTS)
    seen: set[int] = set()
    for each in segments:
        members = api.every(f"{S}/segments/{each['key']}/members", limit=2)
        assert len(members) == each["customers"]
        spent = [api.buyers[member["id"]].spent for member in members]
        assert each["revenue"] == total(spent)
        seen |= {member["id"] for member in members}
    assert seen == set(api.buyers)


def test_rfm_says_how_it_came_about_in_both_languages(api: Api) -> None:
    said = api.get(f"{S}/rfm")["definition"]
    assert (said["tax"], said["shipping"], said["map"]) == (True, True, "classic")
    assert (said["edges"], said["limits"], said["window_days"]) == ("live", None, None)
    assert said["words"]["en"].startswith("Orders that count, of all time. Money: totals less")
    assert said["words"]["ar"].startswith("الطلبات المحتسبة، منذ البداية.")


def test_rfm_map_and_edges(api: Api) -> None:
    seen = api.get(f"{S}/rfm")
    assert seen["buyers"] == len(api.buyers)
    assert sum(cell["customers"] for cell in seen["map"]) == seen["buyers"]
    assert seen["revenue"] == total(buyer.spent for buyer in api.buyers.values())
    top = seen["edges"]["m"][0]
    richest = [each for each, buyer in api.buyers.items() if buyer.spent > Decimal(top["over"])]
    fives = api.every(f"{S}/customers", m=5)
    assert {each["id"] for each in fives} == set(richest)


def test_the_summary_of_a_year(api: Api) -> None:
    found = api.get(f"{S}/analytics/summary", **YEAR)
    own = sar(api)
    net = sum((each.gross - each.discount - each.refunded for each in own), Decimal(0))
    assert found == {
        "from": "2024-01-01",
        "to": "2024-12-31",
        "timezone": "Asia/Riyadh",
        "currency": "SAR",
        "orders": len(own),
        "gross": total(each.gross for each in own),
        "discounts": total(each.discount for each in own),
        "shipping": "0.00",
        "tax": "0.00",
        "refunds": total(each.refunded for each in own),
        "net": riyals(net),
        "units": sum(count for each in own for _, count, _ in each.items),
        "average_order": str((net / len(own)).quantize(Decimal("0.01"), ROUND_HALF_UP)),
        "customers": len(api.buyers),
        "new_customers": len(api.buyers),
        "returning_customers": 0,
        "other_currencies": found["other_currencies"],
    }
    dinars = [each for each in api.orders if each.counts and each.currency == "KWD"]
    (other,) = found["other_currencies"]
    assert (other["currency"], other["orders"]) == ("KWD", len(dinars))
    assert other["gross"] == f"{sum(each.gross for each in dinars):.3f}"


def test_days_and_products_add_up_to_the_summary(api: Api) -> None:
    period: dict[str, Any] = {"from": "2024-04-01", "to": "2024-06-30"}
    found = api.get(f"{S}/analytics/summary", **period)
    days = api.every(f"{S}/analytics/daily", **period)
    assert len(days) == 91
    assert days[0]["day"] == "2024-04-01"
    for name in ("gross", "net", "refunds"):
        assert total(Decimal(each[name]) for each in days) == found[name]
    for name in ("orders", "units", "new_customers"):
        assert sum(each[name] for each in days) == found[name]
    products = api.every(f"{S}/analytics/products", **period, limit=3)
    assert total(Decimal(each["gross"]) for each in products) == found["gross"]
    before = [buyer for buyer in api.buyers.values() if buyer.first < date(2024, 4, 1)]
    assert 0 < found["returning_customers"] <= len(before)


def test_jobs_by_filter_and_page(api: Api) -> None:
    everything = api.every(f"{S}/jobs", limit=100)
    ids = [each["id"] for each in everything]
    assert ids == sorted(ids, reverse=True)
    assert len(ids) == len(api.shop.rows("select id from jobs where store_id = %s", STORE))
    refunds = api.every(f"{S}/jobs", event="order.refunded")
    assert len(refunds) == sum(bool(each.refunded) for each in api.orders)
    assert not api.every(f"{S}/jobs", state="failed", event="order.*")
    assert not api.every(f"{S}/jobs", before="2024-01-01")
    assert len(api.every(f"{S}/jobs", after="2024-01-01T00:00:00 03:00", limit=200)) == len(ids)
    of_all = api.every("/jobs", limit=200)
    assert set(ids) <= {each["id"] for each in of_all}


def test_a_body_that_is_no_text_is_given_whole(api: Api) -> None:
    newest = "select max(id) from jobs where store_id = %s and event = ''"
    (job_id,) = api.shop.rows(newest, STORE)[0]
    held = api.get(f"/jobs/{job_id}")
    assert held["body"] is None
    assert held["body_base64"] == "bm90IGpzb24gYXQgYWxsIP8="


def test_a_job_runs_again_and_says_who_asked(api: Api) -> None:
    api.shop.work()
    job_id = api.get(f"{S}/jobs", event="customer.created")["items"][0]["id"]
    response = api.http.post(f"/api/v1{S}/jobs/{job_id}/retry")
    assert response.status_code == 200, response.text
    assert response.json()["retried"] is True
    assert response.json()["job"]["state"] == "pending"
    again = api.http.post(f"/api/v1/jobs/{job_id}/retry").json()
    assert again["retried"] is False
    api.shop.work()
    held = api.get(f"/jobs/{job_id}")
    assert (held["state"], held["outcome"]) == ("completed", "applied")
    assert held["actions"][-1]["actor"] == "token tests"


@pytest.mark.parametrize("path", ["/analytics/summary", "/analytics/daily", "/analytics/products"])
def test_the_default_period_is_the_last_thirty_days(api: Api, path: str) -> None:
    found = api.get(f"{S}{path}")
    if "items" in found:
        assert len(found["items"]) == (30 if path.endswith("daily") else 0)
    else:
        assert (date.fromisoformat(found["to"]) - date.fromisoformat(found["from"])).days == 29
