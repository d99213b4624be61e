"""The platform's published answers of its API are read; skipped where they are not at hand."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from syncaty.salla.facts import Decoded, Fact
from syncaty.salla.faults import api_fault
from syncaty.salla.fetched import needs_details, needs_items, read_order, read_product
from syncaty.salla.http import Answer
from syncaty.salla.limits import Limits
from syncaty.salla.pages import read_page

Samples = dict[str, Any]
RIYADH = ZoneInfo("Asia/Riyadh")
NOW = datetime(2026, 1, 13, 10, 0, tzinfo=UTC)


def fields(read: Decoded, kind: str) -> dict[str, Any]:
    (found,) = [fact for fact in read.facts if fact.kind == kind]
    return dict(found.fields)


def test_a_light_list(published: Samples) -> None:
    page = read_page(published["api-orders-list-1-light"], 1, NOW)
    assert (page.total, page.pages, page.more) == (2, 1, False)
    (row,) = page.rows
    assert needs_details(row)
    assert needs_items(row)
    read = read_order(row, NOW, RIYADH)
    found = fields(read, "order")
    assert (found["status"], found["total"], found["currency"]) == ("under_review", 55, "SAR")
    assert found["exchange_rate"] == Decimal("0.266592")
    assert "items" not in found
    assert read.warnings == ()


def test_light_details(published: Samples) -> None:
    row = published["api-order-details-1-light"]["data"]
    assert not needs_details(row)
    assert needs_items(row)
    read = read_order(row, NOW, RIYADH)
    found = fields(read, "order")
    amounts = [found[key] for key in ("sub_total", "shipping", "tax", "discount", "total")]
    assert amounts == [250, Decimal("13.04"), Decimal("39.46"), 15, Decimal("302.5")]
    assert (found["coupon"], found["status_custom"]) == ("kb123", "طلبك بيوصلك قريب")
    customer = fields(read, "customer")
    assert (customer["mobile"], customer["birthday"]) == ("+966501724227", date(1970, 1, 1))
    assert read.warnings == ()


def test_full_details_of_older_apps(published: Samples) -> None:
    row = published["api-order-details-2-full-deprecated"]["data"]
    assert not needs_details(row)
    assert not needs_items(row)
    read = read_order(row, NOW, RIYADH)
    found = fields(read, "order")
    assert [(line.product_id, line.total, line.tax) for line in found["items"]] == [
        (268564496, Decimal("45.22"), Decimal("6.78")),
        (762341264, 15, Decimal("2.25")),
    ]
    products: list[Fact] = [fact for fact in read.facts if fact.kind == "product"]
    assert [fact.id for fact in products] == [268564496, 762341264]
    assert read.warnings == ()


def test_products(published: Samples) -> None:
    page = read_page(published["api-products-list-1-partial"], 1, NOW)
    read = read_product(page.rows[0], NOW, RIYADH)
    found = fields(read, "product")
    assert (found["quantity"], found["cost"], found["sale_price"]) == (50, 35, None)
    assert read.warnings == ()


def test_errors(published: Samples) -> None:
    def fault(name: str, status: int) -> tuple[str, object]:
        found = api_fault(Answer(status, published[name], True, NOW, Limits(status, NOW)))
        assert found is not None
        return found.code, found.scopes or dict(found.fields)

    assert fault("api-error-401-scope", 401) == ("scope_missing", ("products.read_write",))
    assert fault("api-error-422", 422) == (
        "invalid_fields",
        {"first_name": ("الاسم الاول للعميل مطلوب",)},
    )
