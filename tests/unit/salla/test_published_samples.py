"""The platform's own published bodies are read; skipped where they are not at hand."""

import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from syncaty.salla.envelope import Envelope, peek
from syncaty.salla.events import EVENTS
from syncaty.salla.facts import FIELDS, Decoded, Fact

Samples = dict[str, Any]
Read = Callable[[Any], Decoded]
Only = Callable[..., Fact]


def test_every_webhook_is_read_and_warns_only_of_an_impossible_phone(
    shared_payloads: Samples, read_body: Read
) -> None:
    warnings = {}
    for name, body in shared_payloads.items():
        decoded = read_body(body)
        assert (decoded.entity is None) == (body["event"] not in EVENTS), name
        assert all(set(fact.fields) <= FIELDS[fact.kind] for fact in decoded.facts)
        warnings[name] = decoded.warnings
    assert {name: found for name, found in warnings.items() if found} == {
        "order.status.updated-1": (
            "data.order.customer.mobile is no telephone number: kept as sent",
        )
    }


def test_the_envelopes_are_read(shared_payloads: Samples) -> None:
    for body in shared_payloads.values():
        found = peek(json.dumps(body).encode())
        assert isinstance(found, Envelope)
        assert (found.event, found.merchant) == (body["event"], body["merchant"])
        assert found.created_at == body["created_at"]


def test_the_created_orders(shared_payloads: Samples, read_body: Read, only: Only) -> None:
    for name in ("order.created-1", "order.created-4-docs-full"):
        decoded = read_body(shared_payloads[name])
        order = only(decoded, "order").fields
        amounts = [order[key] for key in ("sub_total", "shipping", "discount", "total")]
        assert amounts == [186, 15, 5, 196]
        assert order["status"] == "under_review"
        assert order["customer_id"] == 225167971
        assert order["placed_at"] == datetime.fromisoformat("2022-06-26T12:21:45+03:00")
        assert only(decoded, "product").id == 720881993
        assert only(decoded, "customer").fields["mobile"] == "+966501806978"


def test_the_changed_status(shared_payloads: Samples, read_body: Read, only: Only) -> None:
    decoded = read_body(shared_payloads["order.status.updated-1"])
    assert decoded.entity_id == 629263027
    order = only(decoded, "order", weak=False).fields
    assert (order["status"], order["total"], order["discount"]) == ("completed", 154, 126)
    assert order["status_at"] == datetime.fromisoformat("2022-08-17T23:59:38+03:00")
    items = only(decoded, "order", weak=True).fields["items"]
    assert isinstance(items, list)
    assert len(items) == 2


def test_the_customers(shared_payloads: Samples, read_body: Read, only: Only) -> None:
    for name in ("customer.created-1", "customer.updated-1"):
        fields = only(read_body(shared_payloads[name]), "customer").fields
        assert fields["mobile"] == "+966555555555"
        assert fields["birthday"] == date(1997, 6, 3)
        assert fields["currency"] == "AED"


def test_the_products(shared_payloads: Samples, read_body: Read, only: Only) -> None:
    def fields(name: str) -> dict[str, object]:
        return dict(only(read_body(shared_payloads[name]), "product").fields)

    created = fields("product.created-1")
    assert (created["price"], created["sale_price"], created["quantity"]) == (299, None, 20)
    assert fields("product.price.updated-1") == {
        "sku": "PRO-7644",
        "price": Decimal(150),
        "regular_price": Decimal(150),
        "sale_price": Decimal(85),
        "cost": Decimal(60),
        "currency": "SAR",
    }
    assert fields("product.status.updated-1")["status"] == "hidden"
    image = fields("product.image.updated-1")["image"]
    assert str(image).endswith("yWQeiQ4CzIMHAh5m.png")
    assert fields("product.category.updated-1")["categories"] == [
        {"id": 601049212, "name": "العطور"}
    ]
    assert fields("product.brand.updated-1")["brand_id"] == 1972405558
    assert fields("product.tags.updated-1")["tags"] == [
        {"id": 1133150248, "name": "tag1"},
        {"id": 1866255914, "name": "tag2"},
    ]
