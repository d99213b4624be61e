"""Products are read whole or in part; a part never speaks of the rest."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from syncaty.salla.facts import Decoded, Fact

Read = Callable[..., Decoded]
Only = Callable[..., Fact]


def test_a_full_product(read: Read, only: Only) -> None:
    decoded = read("product.created__full")
    assert (decoded.entity, decoded.entity_id, decoded.warnings) == ("product", 61100, ())
    product = only(decoded, "product")
    assert product.version.startswith(
        "1" + "20250214T132031000000" + "20250214T132030000000" + "10"
    )
    assert product.fields == {
        "name": "بن يمني خولاني",
        "sku": "YEM-250",
        "type": "product",
        "status": "sale",
        "price": Decimal(65),
        "regular_price": Decimal(65),
        "sale_price": None,
        "cost": Decimal("31.40"),
        "currency": "SAR",
        "quantity": 48,
        "unlimited": False,
        "image": "https://example.com/img/yem.jpg",
        "url": "https://example.com/bunn/بن/p61100",
        "brand": "محمصة بُنّ",
        "brand_id": 77,
        "categories": [{"id": 301, "name": "قهوة مختصة"}, {"id": 302, "name": "حبوب"}],
        "tags": [{"id": 9, "name": "جديد"}],
        "deleted": False,
    }


def test_a_product_on_sale_with_emptied_fields(read: Read, only: Only) -> None:
    fields = only(read("product.updated__on_sale"), "product").fields
    assert fields["sale_price"] == Decimal(52)
    assert fields["price"] == Decimal(52)
    assert fields["regular_price"] == Decimal(65)
    assert (fields["quantity"], fields["unlimited"]) == (None, True)
    assert (fields["categories"], fields["tags"]) == ([], [])
    for cleared in ("image", "brand", "brand_id", "cost", "sku"):
        assert fields[cleared] is None


def test_the_simple_shape(read: Read, only: Only) -> None:
    decoded = read("product.created__simple")
    assert decoded.warnings == ()
    assert only(decoded, "product").fields == {
        "name": "Dripper",
        "sku": "DRP-1",
        "price": Decimal(69),
        "sale_price": Decimal("60.25"),
        "currency": "SAR",
        "quantity": 14,
        "status": "sale",
        "categories": [{"id": 12, "name": "أدوات"}],
        "deleted": False,
    }


def test_of_a_deleted_product_only_the_id_is_used(read: Read, only: Only) -> None:
    product = only(read("product.deleted__full"), "product")
    assert product.id == 61100
    assert product.fields == {"deleted": True, "status": "deleted"}


def test_low_stock_is_a_full_product(read: Read, only: Only) -> None:
    fields = only(read("product.quantity.low__full"), "product").fields
    assert (fields["quantity"], fields["deleted"]) == (3, False)


@pytest.mark.parametrize(
    ("part", "fields"),
    [
        (
            "price",
            {
                "price": Decimal(70),
                "regular_price": Decimal("70.75"),
                "sale_price": None,
                "cost": Decimal(33),
                "currency": "SAR",
            },
        ),
        ("status", {"status": "out", "deleted": False}),
        ("image", {"image": "https://example.com/img/new.png"}),
        ("category", {"categories": [{"id": 305, "name": "هدايا"}]}),
        ("brand", {"brand": None, "brand_id": None}),
        ("tags", {"tags": []}),
    ],
)
def test_the_six_partial_events(
    read: Read, only: Only, part: str, fields: dict[str, object]
) -> None:
    decoded = read(f"product.{part}.updated__part")
    assert decoded.warnings == ()
    product = only(decoded, "product")
    assert product.id == 61100
    assert product.fields == {"sku": "YEM-250", **fields}


def test_changed_channels_only_say_that_the_product_exists(read: Read, only: Only) -> None:
    assert only(read("product.channels.changed__part"), "product").fields == {}


def test_a_status_of_deleted_marks_the_product(read: Read, only: Only) -> None:
    def change(body: dict[str, Any]) -> None:
        body["data"]["status"] = "deleted"

    decoded = read("product.status.updated__part", change)
    assert only(decoded, "product").fields["deleted"] is True


def test_a_category_without_id_and_an_odd_quantity_are_noted(read: Read, only: Only) -> None:
    def change(body: dict[str, Any]) -> None:
        body["data"]["categories"] = [{"name": "x"}, {"id": 4, "name": None}, "y"]
        body["data"]["quantity"] = "2.5"

    decoded = read("product.created__full", change)
    fields = only(decoded, "product").fields
    assert fields["categories"] == [{"id": 4, "name": ""}]
    assert "quantity" not in fields
    assert decoded.warnings == (
        "data.quantity is not a whole number: left out",
        "data.categories.0 has no id: left out",
        "data.categories.2 has no id: left out",
    )
