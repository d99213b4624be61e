"""An order is read out of its rows; what is wrong is named with its row, and the rest is kept."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from syncaty.salla.facts import Item
from syncaty.syncs.files.known import FIELDS
from syncaty.syncs.files.order import FileOrder, Setting
from syncaty.syncs.files.reading import read_order, reference_of
from syncaty.syncs.files.reasons import RowError

Read = tuple[FileOrder | None, list[RowError]]


def read(*rows: dict[str, Any]) -> Read:
    fields = [field for field in FIELDS if any(field in row for row in rows)]
    setting = Setting(
        columns=tuple(f"col {field}" for field in fields),
        positions={field: at for at, field in enumerate(fields)},
        zone=ZoneInfo("Asia/Riyadh"),
        currency="SAR",
        statuses={},
        dates="day",
        comma_decimal=False,
        epoch_1904=False,
        latest=datetime(2024, 6, 1, tzinfo=UTC),
    )
    table = [(at, [row.get(field) for field in fields]) for at, row in enumerate(rows, 2)]
    return read_order(setting, "41027", table)


def taken(*rows: dict[str, Any]) -> tuple[FileOrder, list[RowError]]:
    order, errors = read(*rows)
    assert order is not None
    return order, errors


def refused(*rows: dict[str, Any]) -> list[tuple[int, str, str]]:
    order, errors = read(*rows)
    assert order is None
    assert not any(each.kept for each in errors)
    return [(each.row, each.column, each.code) for each in errors]


PLAIN = {"placed_at": "2024-03-04", "total": "100"}


def test_an_order_of_one_row() -> None:
    order, errors = taken(
        PLAIN
        | {
            "status": "تم التنفيذ",
            "customer_name": "نورة",
            "mobile": "0501234567",
            "city": "الرياض",
        }
    )
    assert not errors
    assert order.fields == {
        "reference": "41027",
        "placed_at": datetime(2024, 3, 3, 21, tzinfo=UTC),
        "currency": "SAR",
        "total": Decimal(100),
        "status": "completed",
        "status_name": "تم التنفيذ",
        "city": "الرياض",
    }
    assert (order.customer.mobile, order.customer.name) == ("+966501234567", "نورة")


def test_rows_of_one_order_are_its_lines() -> None:
    first = PLAIN | {"product_name": "mug", "quantity": "2", "unit_price": "30", "sku": "M1"}
    second = {"product_name": "oud", "quantity": "1", "unit_price": "40"}
    order, errors = taken(first, second)
    assert not errors
    zero = Decimal(0)
    mug = Item(0, None, None, "mug", "M1", Decimal(2), Decimal(30), Decimal(60), zero, zero)
    oud = Item(1, None, None, "oud", None, Decimal(1), Decimal(40), Decimal(40), zero, zero)
    assert order.fields["items"] == [mug, oud]
    assert order.rows == 2


def test_a_line_that_cannot_be_read_is_left_out_and_named() -> None:
    lines = [{"product_name": "mug", "unit_price": price} for price in ("30", "soon", "70")]
    order, errors = taken(*(PLAIN | line for line in lines))
    items = order.fields["items"]
    assert isinstance(items, list)
    assert [(each.position, each.total) for each in items if isinstance(each, Item)] == [
        (0, Decimal(30)),
        (1, Decimal(70)),
    ]
    (error,) = errors
    assert (error.row, error.column, error.value, error.code, error.kept) == (
        3,
        "col unit_price",
        "soon",
        "not_amount",
        True,
    )


def test_what_is_not_needed_is_left_out_and_named() -> None:
    wrong = {"mobile": "12", "email": "none", "tax": "x", "customer_id": "A-7", "currency": "gold"}
    order, errors = taken(PLAIN | wrong)
    assert {each.field: each.code for each in errors} == {
        "mobile": "not_phone",
        "email": "not_email",
        "tax": "not_amount",
        "customer_id": "not_id",
        "currency": "not_currency",
    }
    assert not order.customer.known
    assert order.fields["currency"] == "SAR"


def test_what_is_needed_refuses_the_order() -> None:
    assert refused({"placed_at": None, "total": "5"}) == [(2, "col placed_at", "missing")]
    assert refused(PLAIN | {"placed_at": "soon"}) == [(2, "col placed_at", "not_date")]
    assert refused(PLAIN | {"placed_at": "2024-07-01"}) == [(2, "col placed_at", "future")]
    assert refused(PLAIN | {"total": "free"}) == [(2, "col total", "not_amount")]
    assert refused(PLAIN | {"total": "-5"}) == [(2, "col total", "negative")]
    assert refused({"placed_at": "2024-03-04"}) == [(2, "", "no_total")]


def test_a_date_that_a_later_row_says_is_enough() -> None:
    order, errors = taken(PLAIN | {"placed_at": "soon"}, PLAIN)
    assert order.fields["placed_at"] == datetime(2024, 3, 3, 21, tzinfo=UTC)
    assert [(each.row, each.code) for each in errors] == [(2, "not_date")]


def test_rows_that_contradict_each_other_are_named() -> None:
    order, errors = taken(PLAIN, PLAIN | {"total": "120"}, PLAIN | {"total": "100.00"})
    assert order.fields["total"] == 100
    assert [(each.row, each.field, each.code) for each in errors] == [(3, "total", "differs")]


def test_a_total_that_is_not_said_is_made_of_what_is() -> None:
    day = {"placed_at": "2024-03-04"}
    parts = {"shipping": "20", "tax": "15", "discount": "-5"}
    order, _ = taken(day | {"sub_total": "100"} | parts)
    assert (order.fields["total"], order.fields["discount"]) == (130, 5)
    order, _ = taken(day | {"product_name": "mug", "quantity": "3", "unit_price": "10"} | parts)
    assert order.fields["total"] == 60
    assert "sub_total" not in order.fields


def test_lines_without_prices_leave_the_goods_to_the_total() -> None:
    order, _ = taken(PLAIN | {"product_name": "mug", "shipping": "20", "discount": "5"})
    assert (order.fields["total"], order.fields["sub_total"]) == (100, 85)


def test_an_amount_may_name_its_currency() -> None:
    assert taken(PLAIN | {"total": "12.500 KWD"})[0].fields["currency"] == "KWD"
    assert taken(PLAIN | {"currency": "ر.س"})[0].fields["currency"] == "SAR"


def test_order_numbers_in_one_spelling() -> None:
    assert [reference_of(each) for each in ("#41027", " ٤١٠٢٧ ", Decimal("41027.0"), None)] == [
        "41027",
        "41027",
        "41027",
        "",
    ]
