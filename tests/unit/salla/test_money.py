"""Money is read exactly, whichever way it is written."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncaty.salla.money import Money, read_amount, read_currency, read_money, read_rate


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (186, "186"),
        (Decimal("911.97"), "911.97"),
        ("5.00", "5.00"),
        ("1,234.5", "1234.5"),
        ("١٬٢٣٤٫٥٠", "1234.50"),
        ("-3.2", "-3.2"),
        ({"amount": 26, "currency": "SAR"}, "26"),
        ({"amount": "1600", "currency": "SAR"}, "1600"),
        ({"percent": "15.00", "amount": {"amount": Decimal("6.78"), "currency": "SAR"}}, "6.78"),
        (Decimal("60.219999999999999"), "60.22"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1E-999999"), "0"),
    ],
)
def test_amounts(value: object, expected: str) -> None:
    assert read_amount(value) == Decimal(expected)


@pytest.mark.parametrize("value", [None, "", {}, [], " ", {"amount": None}, {"amount": {}}])
def test_empties(value: object) -> None:
    assert read_amount(value) is None
    assert read_money(value) is None


@pytest.mark.parametrize(
    "value",
    [
        *("abc", "12,5", "1_000", "NaN", "Infinity", "1.2.3", "٫", "9" * 100),
        *(True, [1], {"currency": "SAR"}, 10**15, 10**4000, Decimal("1E+999999"), 1.5),
    ],
)
def test_what_is_no_amount_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="is not an amount of money"):
        read_amount(value)


def test_deep_nesting_is_refused_without_following_it() -> None:
    value: object = 1
    for _ in range(900):
        value = {"amount": value}
    with pytest.raises(ValueError, match="is not an amount of money"):
        read_amount(value)


def test_the_currency_comes_along() -> None:
    assert read_money({"amount": 5, "currency": "kwd"}) == Money(Decimal(5), "KWD")
    assert read_money("5") == Money(Decimal(5), None)
    assert read_currency(" sar ") == "SAR"
    odd: tuple[object, ...] = ("", "riyal", "ر.س", 5, None, {})
    assert [read_currency(value) for value in odd] == [None] * len(odd)


def test_rates_keep_more_decimals_than_money() -> None:
    assert read_rate("0.26659212345") == Decimal("0.26659212345")
    assert read_rate("1.00000000") == 1
    assert read_rate([]) is None


@given(st.decimals(-(10**14), 10**14, places=6))
def test_all_forms_agree_to_the_last_decimal(amount: Decimal) -> None:
    assert read_amount(amount) == amount
    assert read_amount(f"{amount:f}") == amount
    assert read_amount(f"{amount:,f}") == amount
    assert read_amount({"amount": amount, "currency": "SAR"}) == amount
