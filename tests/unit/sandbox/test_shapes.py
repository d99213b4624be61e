"""Both shapes, read back by strict typed decoders, with the traps Salla's bodies hold."""

import json
import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from syncaty.sandbox.model import Event
from syncaty.sandbox.shapes import ShapeName, renderer
from syncaty.sandbox.shapes.parts import date_object, js_time, number
from syncaty.sandbox.shapes.text import escaped, rebuilt
from syncaty.sandbox.shop import Plan, Shop

MERCHANT = 1305146709
RIYADH = ZoneInfo("Asia/Riyadh")


class Money(msgspec.Struct):
    amount: Decimal
    currency: str


class Envelope(msgspec.Struct):
    event: str
    merchant: int
    created_at: str
    data: msgspec.Raw


class DateObject(msgspec.Struct):
    date: str
    timezone_type: int
    timezone: str


class StatusBody(msgspec.Struct):
    id: int
    name: str
    slug: str


class CustomerBody(msgspec.Struct):
    id: int
    mobile: int
    mobile_code: str
    birthday: DateObject | None
    updated_at: DateObject


class LineProduct(msgspec.Struct):
    id: int
    price: Money
    sale_price: Money
    quantity: int | None


class LineBody(msgspec.Struct):
    id: int
    quantity: int
    product: LineProduct


class OrderBody(msgspec.Struct):
    id: int
    reference_id: int
    date: DateObject
    status: StatusBody
    customer: CustomerBody
    items: list[LineBody]


class ShortCustomer(msgspec.Struct):
    id: int
    name: str
    mobile: str


class ShortLine(msgspec.Struct):
    id: int
    product_id: int


class ShortOrder(msgspec.Struct):
    id: int
    status: StatusBody
    customer: ShortCustomer
    items: list[ShortLine]
    total: Money


class Activity(msgspec.Struct):
    id: int
    status: str
    order: ShortOrder


@pytest.fixture(scope="module")
def by_name() -> dict[str, Event]:
    """One event of each name."""
    plan = Plan(seed=7, until=date(2025, 11, 1), customers=300, orders=900, products=60, days=380)
    return {event.name: event for event in Shop(plan).history()}


def salla(event: Event) -> Envelope:
    body = renderer(ShapeName.SALLA, MERCHANT)(event)
    return msgspec.json.decode(body, type=Envelope)


def read(raw: msgspec.Raw | bytes) -> Any:
    return json.loads(bytes(raw), parse_float=Decimal)


def keys(raw: msgspec.Raw) -> set[str]:
    return set(read(raw))


def test_envelope_time_is_the_events_own_in_javascripts_form(by_name: dict[str, Event]) -> None:
    for event in by_name.values():
        envelope = salla(event)
        assert envelope.merchant == MERCHANT
        assert envelope.event == event.name
        assert re.fullmatch(
            r"[A-Z][a-z]{2} [A-Z][a-z]{2} [1-9]\d? \d{4} \d\d:\d\d:\d\d GMT\+0300",
            envelope.created_at,
        )
    assert js_time(datetime(2021, 7, 7, 14, 50, 48, tzinfo=RIYADH)) == (
        "Wed Jul 7 2021 14:50:48 GMT+0300"
    )


@pytest.mark.parametrize(
    "name", ["order.created", "order.updated", "order.cancelled", "order.refunded"]
)
def test_order_events_carry_the_full_model(by_name: dict[str, Event], name: str) -> None:
    event = by_name[name]
    body = msgspec.json.decode(salla(event).data, type=OrderBody)
    assert event.order is not None
    assert event.customer is not None
    assert body.id == event.order.id
    assert body.status.slug == event.order.status.slug
    assert str(body.customer.mobile) == event.customer.mobile
    assert [item.product.id for item in body.items] == [x.product_id for x in event.order.lines]
    assert "product_id" not in read(salla(event).data)["items"][0]
    assert body.date.date.startswith(event.order.placed_at.strftime("%Y-%m-%d %H:%M:%S."))


def test_status_event_wraps_a_short_order_in_an_activity(by_name: dict[str, Event]) -> None:
    event = by_name["order.status.updated"]
    body = msgspec.json.decode(salla(event).data, type=Activity)
    assert event.order is not None
    assert body.order.id == event.order.id
    assert body.id == event.activity_id
    assert body.status == event.order.status.name
    assert body.order.customer.mobile.startswith("+")
    assert body.order.items[0].product_id == event.order.lines[0].product_id
    assert body.order.total.amount == event.order.total


def test_refunds_name_their_amount(by_name: dict[str, Event]) -> None:
    event = by_name["order.refunded"]
    assert event.order is not None
    data = read(salla(event).data)
    amount = data["payment_actions"]["refund_action"]["refund_amount"]["amount"]
    assert amount == event.order.refunded > 0


def test_partial_product_events_carry_their_part_only(by_name: dict[str, Event]) -> None:
    common = {"id", "sku", "mpn", "gtin"}
    parts = {
        "product.status.updated": {"status"},
        "product.image.updated": {"main_image", "images"},
        "product.category.updated": {"barcode", "categories"},
        "product.brand.updated": {"barcode", "brand"},
        "product.tags.updated": {"barcode", "tags"},
        "product.price.updated": {
            "cost",
            "starting_price",
            "price",
            "sale_price",
            "tax",
            "taxed_price",
            "regular_price",
            "currency",
            "with_tax",
        },
    }  # fmt: skip
    for name, part in parts.items():
        assert keys(salla(by_name[name]).data) == common | part
    price = read(salla(by_name["product.price.updated"]).data)
    assert isinstance(price["price"], int | Decimal)
    assert set(price["sale_price"]) == {"amount", "expired_at"}


def test_full_product_has_money_objects_and_zoneless_time(by_name: dict[str, Event]) -> None:
    data = read(salla(by_name["product.created"]).data)
    assert set(data["price"]) == {"amount", "currency"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", data["updated_at"])
    assert data["unlimited_quantity"] is (data["quantity"] is None)


def test_simple_shape_has_exactly_the_fields_it_names(by_name: dict[str, Event]) -> None:
    render = renderer(ShapeName.SIMPLE, MERCHANT)
    envelope = msgspec.json.decode(render(by_name["order.created"]), type=Envelope)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", envelope.created_at)
    order = read(envelope.data)
    assert set(order) == {"id", "reference_id", "date", "status", "amounts", "customer", "items"}
    assert order["reference_id"].startswith("ORD-")
    assert set(order["date"]) == {"date", "time", "timezone"}
    assert set(order["amounts"]) == {"sub_total", "shipping_cost", "total", "currency"}
    assert set(order["items"][0]) == {"id", "name", "sku", "quantity", "price", "product_id"}
    customer = msgspec.json.decode(render(by_name["customer.created"]), type=Envelope)
    assert keys(customer.data) == {
        "id", "first_name", "last_name", "mobile", "mobile_code", "email", "gender", "birthday",
        "city", "country", "language", "created_at",
    }  # fmt: skip
    product = msgspec.json.decode(render(by_name["product.tags.updated"]), type=Envelope)
    assert product.event == "product.updated"
    assert keys(product.data) == {
        "id", "name", "sku", "price", "sale_price", "quantity", "status", "categories",
    }  # fmt: skip


def test_escaped_and_rebuilt_bodies_differ_in_bytes_only(by_name: dict[str, Event]) -> None:
    for event in by_name.values():
        body = renderer(ShapeName.SALLA, MERCHANT)(event)
        php = renderer(ShapeName.SALLA, MERCHANT, php_escapes=True)(event)
        again = rebuilt(body)
        assert again != body
        assert read(again) == read(php) == read(body)
        assert php.isascii()
        assert (php != body) is (b"/" in body or not body.isascii())
    assert escaped("قهوة / 😀".encode()) == b"\\u0642\\u0647\\u0648\\u0629 \\/ \\ud83d\\ude00"


def test_numbers_are_whole_where_they_can_be_and_dates_name_their_zone() -> None:
    assert number(Decimal("186.00")) == 186
    assert isinstance(number(Decimal("186.00")), int)
    assert number(Decimal("26.10")) == Decimal("26.10")
    at = datetime(2022, 6, 26, 12, 21, 45, 250, tzinfo=RIYADH)
    assert date_object(at) == {
        "date": "2022-06-26 12:21:45.000250",
        "timezone_type": 3,
        "timezone": "Asia/Riyadh",
    }
