"""Customers are read from their own events; empty values clear, absent ones say nothing."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from syncaty.salla.facts import Decoded, Fact

Read = Callable[..., Decoded]
Only = Callable[..., Fact]


def test_a_full_customer(read: Read, only: Only) -> None:
    decoded = read("customer.created__full")
    assert (decoded.entity, decoded.entity_id, decoded.warnings) == ("customer", 7204411903, ())
    customer = only(decoded, "customer")
    assert customer.version.startswith(
        "1" + "20231105T160212000000" + "20250302T171440000000" + "10"
    )
    assert customer.fields == {
        "first_name": "نورة",
        "last_name": "القحطاني",
        "email": "noura.q@example.com",
        "mobile": "+966533120447",
        "mobile_raw": "533120447",
        "gender": "female",
        "birthday": date(1991, 2, 28),
        "city": "الدمام",
        "country": "السعودية",
        "country_code": "SA",
        "currency": "SAR",
        "language": "ar",
        "avatar": "https://example.com/avatars/noura.webp",
        "joined_at": datetime(2023, 11, 5, 16, 2, 11, tzinfo=UTC),
    }


def test_what_a_customer_event_says_is_empty_is_cleared(read: Read, only: Only) -> None:
    fields = only(read("customer.updated__emptied"), "customer").fields
    cleared = "last_name email mobile mobile_raw gender birthday city country_code currency avatar"
    assert {name for name, value in fields.items() if value is None} == {
        *cleared.split(),
        "language",
    }
    assert fields["first_name"] == "نورة"


def test_the_simple_shape(read: Read, only: Only) -> None:
    decoded = read("customer.created__simple")
    assert decoded.warnings == ()
    assert only(decoded, "customer").fields == {
        "first_name": "سارة",
        "last_name": "العتيبي",
        "email": "sara@example.com",
        "mobile": "+966551112223",
        "mobile_raw": "0551112223",
        "gender": "female",
        "birthday": date(1988, 12, 9),
        "city": "جدة",
        "country": "SA",
        "country_code": "SA",
        "language": "ar",
        "joined_at": datetime(2024, 1, 10, 5, 59, 58, tzinfo=UTC),
    }


def test_a_number_that_cannot_be_is_kept_as_sent(read: Read, only: Only) -> None:
    def change(body: dict[str, Any]) -> None:
        body["data"]["mobile"] = "+28364687236547523745"

    decoded = read("customer.created__full", change)
    fields = only(decoded, "customer").fields
    assert (fields["mobile"], fields["mobile_raw"]) == (None, "+28364687236547523745")
    assert decoded.warnings == ("data.mobile is no telephone number: kept as sent",)


def test_text_that_the_database_cannot_hold_is_cleaned(read: Read, only: Only) -> None:
    def change(body: dict[str, Any]) -> None:
        body["data"]["first_name"] = " نو\0رة "
        body["data"]["email"] = "x" * 5000
        body["data"]["last_name"] = {"ar": "ق"}

    decoded = read("customer.created__full", change)
    fields = only(decoded, "customer").fields
    assert fields["first_name"] == "نورة"
    assert fields["email"] == "x" * 100
    assert "last_name" not in fields
    assert decoded.warnings == ("data.last_name is not a text: left out",)
