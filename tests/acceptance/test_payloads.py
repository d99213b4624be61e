"""Bodies as Salla and the simple shape send them, through the door and into the rows."""

import hashlib
import hmac
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.acceptance.harness import Syncaty

HERE = Path(__file__).resolve()
OWN = sorted((HERE.parents[1] / "fixtures" / "salla").glob("*.json"))
PUBLISHED_AT = Path(os.environ.get("SYNCATY_SHARED", HERE.parents[3] / "shared"))
PUBLISHED = sorted((PUBLISHED_AT / "salla" / "payloads").glob("*.json"))
SECRET = "a-webhook-secret"


def bodies(paths: list[Path]) -> list[bytes]:
    """Give the files that are webhooks: those with an envelope."""
    found = [path.read_bytes() for path in paths]
    return [raw for raw in found if {"event", "merchant", "data"} <= set(json.loads(raw))]


@pytest.fixture(scope="module")
def client(shared: Syncaty) -> Iterator[httpx.Client]:
    token = shared.run("token", "create", "--name", "payloads").stdout.strip()
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=shared.ups[0].address, headers=headers, timeout=30) as client:
        yield client


def send(client: httpx.Client, raw: bytes) -> httpx.Response:
    signature = hmac.new(SECRET.encode(), raw, hashlib.sha256).hexdigest()
    headers = {"X-Salla-Signature": signature, "Content-Type": "application/json"}
    return client.post("/webhooks/salla", content=raw, headers=headers)


def connect(shared: Syncaty, raws: list[bytes]) -> None:
    for merchant in sorted({str(json.loads(raw)["merchant"]) for raw in raws}):
        shared.run("store", "add", "--merchant", merchant, "--secret", SECRET)


@pytest.mark.parametrize("paths", [OWN, PUBLISHED], ids=["own", "published"])
def test_every_webhook_ends_completed(
    shared: Syncaty, client: httpx.Client, paths: list[Path]
) -> None:
    raws = bodies(paths)
    connect(shared, raws)
    answers = [send(client, raw) for raw in raws]
    assert {answer.status_code for answer in answers} <= {200}
    shared.run("drain", "--timeout", "60")

    for merchant in sorted({str(json.loads(raw)["merchant"]) for raw in raws}):
        jobs = client.get(f"/api/v1/stores/{merchant}/jobs").json()["items"]
        assert jobs
        assert {job["state"] for job in jobs} == {"completed"}
        shared.run("recompute", "--check", "--store", merchant)


SIMPLE: list[dict[str, Any]] = [
    {
        "event": "order.created",
        "merchant": 910,
        "created_at": "2024-01-15T10:30:00Z",
        "data": {
            "id": 9007199254740995,
            "reference_id": "ORD-12345",
            "date": {"date": "2024-01-15", "time": "10:30:00", "timezone": "Asia/Riyadh"},
            "status": {"id": 1, "name": "pending", "customized": {"id": 11, "name": "Pending"}},
            "amounts": {
                "sub_total": 299.99,
                "shipping_cost": 25.0,
                "total": 324.99,
                "currency": "SAR",
            },
            "customer": {
                "id": 67890,
                "first_name": "أحمد",
                "last_name": "محمد",
                "mobile": "+966501234567",
                "email": "ahmed@example.com",
            },
            "items": [
                {
                    "id": 111,
                    "name": "عطر",
                    "sku": "SKU-001",
                    "quantity": 2,
                    "price": 149.995,
                    "product_id": 222,
                }
            ],
        },
    },
    {
        "event": "customer.created",
        "merchant": 910,
        "created_at": "2024-01-15T09:00:00Z",
        "data": {
            "id": 67891,
            "first_name": "Sara",
            "last_name": "Ali",
            "mobile": "501234568",
            "mobile_code": "+966",
            "email": "sara@example.com",
            "gender": "female",
            "birthday": "1990-05-15",
            "city": "Riyadh",
            "country": "SA",
            "language": "ar",
            "created_at": "2024-01-15T09:00:00Z",
        },
    },
    {
        "event": "product.created",
        "merchant": 910,
        "created_at": "2024-01-15T08:00:00Z",
        "data": {
            "id": 223,
            "name": "Oud",
            "sku": "SKU-002",
            "price": {"amount": 299.99, "currency": "SAR"},
            "sale_price": None,
            "quantity": 100,
            "status": "sale",
            "categories": [{"id": 1, "name": "Perfume"}],
        },
    },
]


def test_the_simple_shape_fills_the_rows(shared: Syncaty, client: httpx.Client) -> None:
    raws = [json.dumps(body, ensure_ascii=False).encode() for body in SIMPLE]
    connect(shared, raws)
    assert [send(client, raw).status_code for raw in raws] == [200, 200, 200]
    shared.run("drain", "--timeout", "60")

    base = "/api/v1/stores/910"
    order = client.get(f"{base}/orders/9007199254740995").json()
    assert (order["id"], order["reference"], order["total"], order["status"]) == (
        9007199254740995,
        "ORD-12345",
        "324.99",
        "pending",
    )
    assert (order["items"][0]["sku"], order["items"][0]["quantity"]) == ("SKU-001", 2)
    buyer = client.get(f"{base}/customers/67890").json()
    assert (buyer["name"], buyer["mobile"], buyer["orders"]) == ("أحمد محمد", "+966501234567", 1)
    visitor = client.get(f"{base}/customers/67891").json()
    assert (visitor["mobile"], visitor["birthday"], visitor["city"], visitor["orders"]) == (
        "+966501234568",
        "1990-05-15",
        "Riyadh",
        0,
    )
    product = client.get(f"{base}/products/223").json()
    assert (product["name"], product["price"], product["quantity"]) == ("Oud", "299.99", 100)
    assert product["categories"] == [{"id": 1, "name": "Perfume"}]
    named_in_the_order = client.get(f"{base}/products/222").json()
    assert named_in_the_order["name"] == "عطر"
