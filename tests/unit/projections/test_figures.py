from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from syncaty.projections.figures import order_figures, own_currency
from syncaty.projections.settings import StoreSettings
from syncaty.salla.facts import Item

RIYADH = StoreSettings(1, ZoneInfo("Asia/Riyadh"), "SAR", {"on hold": False})


def order(**fields: Any) -> dict[str, Any]:
    return {
        "placed_at": datetime(2024, 1, 15, 22, 30, tzinfo=UTC),
        "status": "completed",
        "currency": "SAR",
        "total": Decimal(100),
        **fields,
    }


def item(total: int) -> Item:
    zero = Decimal(0)
    return Item(0, 1, 501, "Oud", "S", Decimal(2), None, Decimal(total), zero, zero)


def test_the_day_is_the_stores() -> None:
    assert order_figures(order(), RIYADH).placed_on == date(2024, 1, 16)


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        ({}, True),
        ({"status": None}, True),
        ({"status": "never seen"}, True),
        ({"status": "canceled"}, False),
        ({"status": "cancelled"}, False),
        ({"status": "restored"}, False),
        ({"status": "restoring"}, True),
        ({"status": "payment_pending"}, False),
        ({"status": "on hold"}, False),
        ({"draft": True}, False),
        ({"deleted": True}, False),
        ({"placed_at": None}, False),
        ({"refund": "all"}, False),
        ({"refund": Decimal(100)}, False),
        ({"refund": Decimal(99)}, True),
        ({"refund": "all", "total": Decimal(0)}, False),
        ({"total": Decimal(0)}, True),
    ],
)
def test_which_orders_count(fields: dict[str, Any], counts: bool) -> None:
    assert order_figures(order(**fields), RIYADH).counts is counts


def test_money_of_another_currency_does_not_enter_the_customers_total() -> None:
    figures = order_figures(order(currency="KWD"), RIYADH)
    assert (figures.counts, figures.value, figures.total) == (True, Decimal(0), Decimal(100))


def test_what_was_given_back_is_taken_off() -> None:
    figures = order_figures(order(refund=Decimal("30.5")), RIYADH)
    assert (figures.value, figures.refunded) == (Decimal("69.5"), Decimal("30.5"))


def test_gross_is_the_sub_total_else_the_lines_else_worked_out() -> None:
    parts = {"shipping": Decimal(15), "tax": Decimal(10), "discount": Decimal(5)}
    lines = {"items": [item(60), item(25)]}
    assert order_figures(order(sub_total=Decimal(82), **lines, **parts), RIYADH).gross == 82
    assert order_figures(order(**lines, **parts), RIYADH).gross == 85
    assert order_figures(order(**parts), RIYADH).gross == 80


def test_a_stores_currency_is_named_by_an_exchange_else_the_usual_one() -> None:
    kwd, sar = {"currency": "KWD"}, {"currency": "SAR"}
    assert own_currency([kwd, sar, sar]) == "SAR"
    assert own_currency([kwd, kwd, sar]) == "KWD"
    assert own_currency([kwd, sar]) == "SAR"
    assert own_currency([{**kwd, "base_currency": "SAR"}, kwd, kwd]) == "SAR"
    assert own_currency([{}]) == "SAR"


def test_what_was_given_back_is_in_the_stores_currency_by_the_orders_own_rate() -> None:
    dollars = {"currency": "USD", "refund": Decimal(8)}
    rate = {
        "base_currency": "SAR",
        "exchange_currency": "USD",
        "exchange_rate": Decimal("0.266592"),
    }
    assert order_figures(order(refund=Decimal(8)), RIYADH).given_back == 8
    assert order_figures(order(**dollars), RIYADH).given_back == 0
    assert order_figures(order(**dollars, **rate), RIYADH).given_back == Decimal("30.0084")


@pytest.mark.parametrize(
    ("fields", "discounted"),
    [
        ({}, False),
        ({"discount": Decimal(0), "coupon": ""}, False),
        ({"discount": Decimal("0.5")}, True),
        ({"coupon": "RAMADAN"}, True),
    ],
)
def test_an_order_with_a_discount_or_a_coupon(fields: dict[str, Any], discounted: bool) -> None:
    assert order_figures(order(**fields), RIYADH).discounted is discounted
