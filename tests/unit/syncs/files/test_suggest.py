"""Columns are recognised by their names in both languages, and by what stands in them."""

import pytest

from syncaty.syncs.files.cells import Row
from syncaty.syncs.files.known import FIELDS, SYNONYMS, folded, status_key
from syncaty.syncs.files.suggest import samples, suggest

SALLA = {
    "reference": ("رقم الطلب", "41027"),
    "status": ("حالة الطلب", "تم التنفيذ"),
    "placed_at": ("تاريخ الطلب", "2024-03-04 10:11:12"),
    "customer_name": ("اسم العميل", "نورة"),
    "mobile": ("رقم الجوال", "0501234567"),
    "city": ("المدينة", "الرياض"),
    "payment_method": ("طريقة الدفع", "مدى"),
    "total": ("إجمالي الطلب", "120.50"),
    "shipping": ("تكلفة الشحن", "20"),
    "tax": ("الضريبة", "15"),
    "coupon": ("كود الخصم", "EID"),
    "discount": ("الخصم", "5"),
}
RETAIL = {
    "reference": ("InvoiceNo", "536365"),
    "sku": ("StockCode", "85123A"),
    "product_name": ("Description", "LANTERN"),
    "quantity": ("Quantity", "6"),
    "placed_at": ("InvoiceDate", "12/1/2010 8:26"),
    "unit_price": ("UnitPrice", "2.55"),
    "customer_id": ("CustomerID", "17850"),
    "country": ("Country", "United Kingdom"),
}
SHOPIFY = {
    "reference": ("Name", "#1001"),
    "email": ("Email", "a@example.com"),
    "placed_at": ("Paid at", "2024-01-01 10:00:00 +0300"),
    "sub_total": ("Subtotal", "10"),
    "total": ("Total", "13"),
    "product_name": ("Lineitem name", "mug"),
    "sku": ("Lineitem sku", "M1"),
    "quantity": ("Lineitem quantity", "1"),
    "unit_price": ("Lineitem price", "10"),
}


@pytest.mark.parametrize("table", [SALLA, RETAIL, SHOPIFY])
def test_known_exports_are_understood_whole(table: dict[str, tuple[str, str]]) -> None:
    columns = [name for name, _ in table.values()]
    found = suggest(columns, [(2, [value for _, value in table.values()])])
    assert {field: columns[at] for field, at in found.items()} == {
        field: name for field, (name, _) in table.items()
    }


def test_every_name_we_know_suggests_its_field() -> None:
    for field in FIELDS:
        for name in SYNONYMS[field]:
            assert field in suggest([name], []) or name in {"order id", "name"}, name


def test_what_stands_in_a_column_speaks_against_its_name() -> None:
    rows = [(2, ["بانتظار", "41027", "0501234567"])]
    assert suggest(["التاريخ", "رقم الطلب", "رقم العميل"], rows) == {"reference": 1, "mobile": 2}


def test_a_name_with_a_number_is_an_order_and_without_one_a_person() -> None:
    assert suggest(["Name"], [(2, ["#1001"])]) == {"reference": 0}
    assert suggest(["Name"], [(2, ["Noura"])]) == {"customer_name": 0}


def test_emails_need_no_name() -> None:
    assert suggest(["x", "contact"], [(2, ["1", "a@example.com"])]) == {"email": 1}


def test_a_count_of_rows_is_not_sallas_id() -> None:
    assert "id" not in suggest(["id"], [(2, ["1"]), (3, ["2"])])
    assert suggest(["id"], [(2, ["1305146709"])]) == {"id": 0}


def test_samples_are_distinct_and_short() -> None:
    rows: list[Row] = [
        (2, ["a"]),
        (3, ["a"]),
        (4, [None]),
        (5, ["b" * 90]),
        (6, []),
        (7, ["c"]),
        (8, ["d"]),
    ]
    assert samples(rows, 0) == ["a", "b" * 60, "c"]


def test_statuses_in_both_languages_and_the_stores_own() -> None:
    own = {folded("بانتظار التغليف"): "packing"}
    assert status_key("تم التنفيذ", own) == "completed"
    assert status_key("ملغي", own) == "canceled"
    assert status_key("Under Review", own) == "under_review"
    assert status_key("under_review", own) == "under_review"
    assert status_key("بإنتظار الدفع", own) == "payment_pending"
    assert status_key("بانتظار التغليف", own) == "packing"
    assert status_key(" Lost In Space ", own) == "lost in space"
