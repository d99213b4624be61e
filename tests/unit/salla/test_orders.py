"""Orders are read from every shape they come in."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from syncaty.errors import PermanentError
from syncaty.salla.facts import Decoded, Fact, Item

Read = Callable[..., Decoded]
Only = Callable[..., Fact]
ORDER = 90071992547409931


def test_a_full_order(read: Read, only: Only) -> None:
    decoded = read("order.created__full")
    assert (decoded.entity, decoded.entity_id, decoded.warnings) == ("order", ORDER, ())
    order = only(decoded, "order")
    assert order.id == ORDER
    assert order.version.startswith("1" + "20250302T171510000000" + "20250302T171509000000" + "10")
    items = order.fields["items"]
    assert {**order.fields, "items": None} == {
        "reference": "550120871",
        "placed_at": datetime(2025, 3, 2, 17, 15, 3, 481220, tzinfo=UTC),
        "status": "under_review",
        "status_id": 566146469,
        "status_name": "بإنتظار المراجعة",
        "status_custom": "قيد التحميص",
        "draft": False,
        "deleted": False,
        "customer_id": 7204411903,
        "currency": "SAR",
        "sub_total": Decimal("173.91"),
        "discount": Decimal("20.00"),
        "shipping": Decimal("21.74"),
        "cash_on_delivery": Decimal(0),
        "tax": Decimal("26.35"),
        "total": Decimal(202),
        "exchange_rate": Decimal("0.266592"),
        "exchange_currency": "USD",
        "base_currency": "SAR",
        "payment_method": "mada",
        "source": "store",
        "coupon": "BUNN10",
        "city": "الدمام",
        "country": "SA",
        "items": None,
    }
    assert items == [
        Item(
            position=0,
            id=8801,
            product_id=61100,
            name="بن يمني خولاني",
            sku="YEM-250",
            quantity=Decimal(2),
            unit_price=Decimal("56.52"),
            total=Decimal("113.04"),
            discount=Decimal(5),
            tax=Decimal("16.96"),
        ),
        Item(
            position=1,
            id=8802,
            product_id=61205,
            name="كوب خزف",
            sku=None,
            quantity=Decimal(1),
            unit_price=Decimal("60.87"),
            total=Decimal("60.87"),
            discount=Decimal(5),
            tax=Decimal("9.13"),
        ),
    ]


def test_an_order_makes_its_customer_and_products_known(read: Read, only: Only) -> None:
    decoded = read("order.created__full")
    customer = only(decoded, "customer")
    assert customer.id == 7204411903
    assert customer.version.startswith(
        "1" + "20250302T171510000000" + "20250302T171440000000" + "00"
    )
    assert customer.fields["mobile"] == "+966533120447"
    assert customer.fields["joined_at"] == datetime(2023, 11, 5, 16, 2, 11, tzinfo=UTC)
    assert None not in customer.fields.values()
    products = [fact for fact in decoded.facts if fact.kind == "product"]
    assert {fact.id: dict(fact.fields) for fact in products} == {
        61100: {"name": "بن يمني خولاني", "sku": "YEM-250"},
        61205: {"name": "كوب خزف"},
    }
    assert all(fact.version.startswith("0") for fact in products)


def test_the_simple_shape(read: Read, only: Only) -> None:
    decoded = read("order.created__simple")
    assert decoded.warnings == ()
    order = only(decoded, "order")
    assert order.id == decoded.entity_id == 5521
    items = order.fields["items"]
    assert {**order.fields, "items": None} == {
        "reference": "ORD-90210",
        "placed_at": datetime(2024, 5, 20, 7, 45, tzinfo=UTC),
        "status": "pending",
        "status_id": 1,
        "status_name": "pending",
        "status_custom": "قيد الانتظار",
        "deleted": False,
        "customer_id": 640,
        "currency": "SAR",
        "sub_total": Decimal("180.5"),
        "shipping": Decimal("19.5"),
        "total": Decimal(200),
        "items": None,
    }
    assert isinstance(items, list)
    assert items[0] == Item(
        position=0,
        id=1,
        product_id=771,
        name="Dripper",
        sku="DRP-1",
        quantity=Decimal(2),
        unit_price=Decimal("60.25"),
        total=Decimal("120.50"),
        discount=Decimal(0),
        tax=Decimal(0),
    )
    assert only(decoded, "customer").fields == {
        "first_name": "Faisal",
        "last_name": "Al-Harbi",
        "email": "faisal@example.com",
        "mobile": "+966551239876",
        "mobile_raw": "+966551239876",
    }


def test_a_guest_order_with_all_the_empties(read: Read, only: Only) -> None:
    decoded = read("order.created__guest")
    assert [fact.kind for fact in decoded.facts] == ["order"]
    assert decoded.warnings == ()
    assert only(decoded, "order").fields == {
        "reference": "312",
        "placed_at": datetime(2025, 3, 2, 17, 15, 3, 481220, tzinfo=UTC),
        "status": "payment_pending",
        "status_id": 1473353380,
        "status_name": "بإنتظار الدفع",
        "status_custom": None,
        "draft": True,
        "deleted": False,
        "customer_id": None,
        "currency": "SAR",
        "discount": Decimal(0),
        "total": Decimal("49.50"),
        "payment_method": "mada",
        "source": "store",
        "coupon": None,
        "city": None,
        "country": None,
        "items": [],
    }


def test_the_odd_shapes_of_php_and_arabic_digits(read: Read, only: Only) -> None:
    decoded = read("order.products.updated__odd_shapes")
    assert decoded.entity_id == 4503599627370497001
    fields = only(decoded, "order").fields
    assert fields["currency"] == "KWD"
    assert fields["sub_total"] == Decimal("1200.250")
    assert fields["shipping"] == Decimal("3.125")
    assert fields["discount"] == Decimal("100.250")
    assert fields["coupon"] == "A"
    assert fields["total"] == Decimal("1103.125")
    items = fields["items"]
    assert isinstance(items, list)
    lines = [
        (item.position, item.product_id, int(item.quantity))
        for item in items
        if isinstance(item, Item)
    ]
    assert lines == [(0, 61100, 3), (1, 99, 1), (2, None, 2)]
    customer = only(decoded, "customer").fields
    assert customer["mobile"] == "+966533120447"
    assert "birthday" not in customer
    assert "gender" not in customer


def test_a_status_event_is_an_activity_around_a_short_order(read: Read, only: Only) -> None:
    decoded = read("order.status.updated__activity")
    assert (decoded.entity_id, decoded.warnings) == (ORDER, ())
    strong = only(decoded, "order", weak=False)
    assert strong.id == ORDER
    assert strong.fields["status"] == "shipped"
    assert strong.fields["status_name"] == "تم الشحن"
    assert strong.fields["status_custom"] == "مع المندوب"
    assert strong.fields["status_at"] == datetime(2025, 3, 3, 8, 30, 1, tzinfo=UTC)
    assert strong.fields["status_note"] == "سُلّمت لشركة الشحن"
    assert strong.fields["total"] == Decimal(202)
    assert {"items", "deleted", "refund"}.isdisjoint(strong.fields)
    weak = only(decoded, "order", weak=True)
    assert list(weak.fields) == ["items"]
    customer = only(decoded, "customer", weak=True)
    assert customer.fields["name"] == "نورة القحطاني"
    assert customer.fields["mobile"] == "+966533120447"


def test_an_activity_without_its_order_is_refused(read: Read) -> None:
    def drop(body: dict[str, Any]) -> None:
        del body["data"]["order"]

    def empty(body: dict[str, Any]) -> None:
        body["data"]["order"] = []

    for change in (drop, empty):
        with pytest.raises(PermanentError) as caught:
            read("order.status.updated__activity", change)
        assert (caught.value.code, caught.value.path) == ("bad_data", "data.order")


def test_a_simple_status_event_is_the_order_itself(read: Read, only: Only) -> None:
    order = only(read("order.status.updated__simple"), "order")
    assert order.id == 5521
    assert order.fields == {
        "status": "pending",
        "status_id": None,
        "status_name": "Pending",
        "status_custom": None,
        "status_at": datetime(2025, 3, 3, 9, tzinfo=UTC),
    }


def test_a_cancelled_order_is_canceled_whatever_its_body_still_says(read: Read, only: Only) -> None:
    fields = only(read("order.cancelled__in_progress"), "order").fields
    assert [fields[f"status{end}"] for end in ("", "_id", "_name", "_custom")] == [
        "canceled",
        525144736,
        None,
        None,
    ]
    assert only(read("order.cancelled__restored"), "order").fields["status"] == "restored"


def test_refunds(read: Read, only: Only) -> None:
    assert only(read("order.refunded__whole"), "order").fields["refund"] == "all"
    assert only(read("order.refunded__in_part"), "order").fields["refund"] == Decimal("40.50")
    later = only(read("order.updated__refunded_in_part"), "order")
    assert later.fields["refund"] == Decimal("60.87")
    assert "refund" not in only(read("order.created__full"), "order").fields


def test_deletion(read: Read, only: Only) -> None:
    deleted = only(read("order.deleted__full"), "order")
    assert deleted.fields["deleted"] is True
    assert deleted.fields["total"] == Decimal(202)
    assert deleted.version[-10:-8] == "60"


def test_shipment_events(read: Read, only: Only) -> None:
    decoded = read("order.shipment.created__order")
    assert decoded.entity_id == ORDER
    assert only(decoded, "order", weak=False).fields["status"] == "shipped"
    assert "status_at" not in only(decoded, "order", weak=False).fields
    assert list(only(decoded, "order", weak=True).fields) == ["items"]
    assert read("order.shipment.created__shipment") == Decoded("order", ORDER, (), ())
    assert read("order.shipment.cancelled__bare") == Decoded("order", None, (), ())


@pytest.mark.parametrize("total", ["abc", True, [1], {"currency": "SAR"}, {"amount": "12,5"}])
def test_a_total_that_is_no_amount_fails_for_good(read: Read, total: object) -> None:
    def change(body: dict[str, Any]) -> None:
        body["data"]["amounts"]["total"] = total

    with pytest.raises(PermanentError) as caught:
        read("order.created__full", change)
    assert (caught.value.code, caught.value.path) == ("bad_money", "data.amounts.total")


def test_what_can_be_done_without_is_a_warning(read: Read, only: Only) -> None:
    def change(body: dict[str, Any]) -> None:
        data = body["data"]
        data["date"] = "yesterday"
        data["amounts"]["tax"] = "a lot"
        data["status"] = [1]
        data["customer"]["birthday"] = "in spring"
        data["items"][0]["quantity"] = "some"
        data["items"][1] = "line"
        data["draft"] = "perhaps"

    decoded = read("order.created__full", change)
    assert set(decoded.warnings) == {
        "data.date is not a time: left out",
        "data.amounts.tax is not an amount of money: left out",
        "data.status is not a status: left out",
        "data.customer.birthday is not a day: left out",
        "data.items.0.quantity is not a number: left out",
        "data.items.0.quantity is missing: taken as 1",
        "data.items.1 is not a line: left out",
        "data.draft is neither true nor false: left out",
    }
    assert {"placed_at", "tax", "status", "draft"}.isdisjoint(
        only(decoded, "order", weak=False).fields
    )
    # A new order without a day was placed about when it was told of.
    assert only(decoded, "order", weak=True).fields == {
        "placed_at": datetime(2025, 3, 2, 17, 15, 10, tzinfo=UTC)
    }


def test_the_total_beside_amounts_stands_in(read: Read, only: Only) -> None:
    def change(body: dict[str, Any]) -> None:
        body["data"]["amounts"] = []
        body["data"]["currency"] = ""
        body["data"]["total"] = {"amount": "75.25", "currency": "AED"}

    fields = only(read("order.created__full", change), "order").fields
    assert (fields["total"], fields["currency"]) == (Decimal("75.25"), "AED")
    assert "sub_total" not in fields


def test_an_order_event_is_dated_by_envelope_then_update_then_arrival(
    read: Read, only: Only
) -> None:
    def without_envelope(body: dict[str, Any]) -> None:
        body["created_at"] = "soon"

    def without_any(body: dict[str, Any]) -> None:
        del body["created_at"], body["data"]["updated_at"], body["data"]["date"]

    decoded = read("order.created__full", without_envelope)
    assert only(decoded, "order").version[1:22] == "20250302T171509000000"
    assert decoded.warnings == ("created_at is not a time: not used as the event's time",)
    undated = only(read("order.created__full", without_any), "order", weak=False)
    assert undated.version[1:22] == "20260102T030405000000"
