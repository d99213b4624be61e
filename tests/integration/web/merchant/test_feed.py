"""Which of a store's jobs are worth telling, and in which words."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from syncaty.segments.activity import Happening
from syncaty.web.overview.feed import told
from syncaty.web.stores import Store
from tests.integration.web.merchant.seen import text

pytestmark = pytest.mark.usefixtures("site")  # Django stands

STORE = Store(1, "Bayt", "Asia/Riyadh", "SAR")
HAPPENED = Happening(
    job_id=9,
    at=datetime(2026, 11, 23, 11, 0, tzinfo=UTC),
    state="completed",
    event="order.updated",
    entity="order",
    entity_id=7,
    reference="41027",
    customer_id=5,
    error=None,
    changes=(),
    customer="نورة",
    city="جدة",
    total=Decimal(250),
    currency="SAR",
    moved=False,
    from_segment=None,
    to_segment=None,
)


def changed(kind: str, *, new: bool = False, **fields: Any) -> list[dict[str, Any]]:
    return [{"kind": kind, "id": "7", "label": "Oud", "new": new, "fields": fields}]


def lines(*happened: Happening) -> list[tuple[str, str, str]]:
    with translation.override("en"):
        items = told(happened, STORE)
        return [(text(each.what), text(each.below), text(each.figure)) for each in items]


@pytest.mark.parametrize(
    ("happened", "line"),
    [
        (
            replace(
                HAPPENED,
                changes=changed("order", new=True, total=[None, "250"]),
                moved=True,
                to_segment="new",
            ),
            ("Order 41027 placed by نورة , جدة", "no order to New", "SAR 250.00"),
        ),
        (
            replace(HAPPENED, changes=changed("order", refund=[None, "95"])),
            ("Order 41027 refunded in part", "نورة , جدة", "− SAR 95.00"),
        ),
        (
            replace(HAPPENED, changes=changed("order", refund=["95", "all"])),
            ("Order 41027 refunded", "نورة , جدة", "− SAR 250.00"),
        ),
        (
            replace(HAPPENED, changes=changed("order", status=["in_progress", "canceled"])),
            ("Order 41027 cancelled", "نورة , جدة", "− SAR 250.00"),
        ),
        (
            replace(
                HAPPENED,
                changes=changed("order", status=["a", "b"], status_name=["A", "تم التنفيذ"]),
            ),
            ("Order 41027 is now تم التنفيذ", "نورة , جدة", ""),
        ),
        (
            replace(HAPPENED, entity="product", changes=changed("product", price=["46", "49"])),
            ("Price of Oud changed", "was SAR 46.00", "SAR 49.00"),
        ),
        (
            replace(HAPPENED, entity="product", changes=changed("product", quantity=["9", "12"])),
            ("Stock of Oud changed", "was 9", "12"),
        ),
        (
            replace(HAPPENED, entity="product", changes=changed("product", deleted=[False, True])),
            ("Oud was deleted", "", ""),
        ),
        (
            replace(HAPPENED, entity="customer", changes=changed("customer", new=True)),
            ("New customer نورة , جدة", "", ""),
        ),
        (
            replace(HAPPENED, state="failed", error="The total is no number."),
            ("Order 41027 could not be processed", "The total is no number.", ""),
        ),
        (
            replace(HAPPENED, state="failed", error="Not JSON.", event="unreadable", entity=None),
            ("unreadable could not be processed", "Not JSON.", ""),
        ),
    ],
)
def test_a_line_says_what_happened(happened: Happening, line: tuple[str, str, str]) -> None:
    assert lines(happened) == [line]


@pytest.mark.parametrize(
    "happened",
    [
        replace(HAPPENED, changes=changed("order", coupon=[None, "X"])),
        replace(HAPPENED, entity="product", changes=changed("product")),
        replace(HAPPENED, entity="customer", changes=changed("customer")),
        replace(HAPPENED, changes=[]),
    ],
)
def test_what_tells_nothing_is_left_out(happened: Happening) -> None:
    assert lines(happened) == []


def test_of_one_order_a_step_gives_way_to_what_matters() -> None:
    step = replace(HAPPENED, changes=changed("order", status=["a", "b"]))
    placed = replace(HAPPENED, changes=changed("order", new=True))
    other = replace(step, entity_id=8, reference="41028")
    assert [line[0] for line in lines(step, other, other, placed)] == [
        "Order 41028 is now b",
        "Order 41027 placed by نورة , جدة",
    ]
