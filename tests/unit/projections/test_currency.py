from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncaty.projections.currency import decimals, money_text, rounded


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("12", "SAR", "12.00"),
        ("12.5", "SAR", "12.50"),
        ("12.005", "SAR", "12.005"),
        ("12.5000", "SAR", "12.50"),
        ("12.500", "KWD", "12.500"),
        ("12.5", "KWD", "12.500"),
        ("12", "JPY", "12"),
        ("12.30", "JPY", "12.3"),
        ("-0.10", "SAR", "-0.10"),
        ("1E+3", "SAR", "1000.00"),
        ("0", None, "0.00"),
        ("1234567890123456789.123456", "SAR", "1234567890123456789.123456"),
        ("1000.0", "JPY", "1000"),
    ],
)
def test_an_amount_has_its_decimals_and_loses_none(amount: str, currency: str, text: str) -> None:
    assert money_text(Decimal(amount), currency) == text


@given(amount=st.decimals(allow_nan=False, allow_infinity=False, places=6))
def test_the_text_is_the_amount(amount: Decimal) -> None:
    assert Decimal(money_text(amount, "OMR")) == amount


def test_averages_are_rounded_half_up() -> None:
    assert rounded(Decimal("2.345"), "SAR") == Decimal("2.35")
    assert rounded(Decimal("-2.345"), "SAR") == Decimal("-2.35")
    assert rounded(Decimal("2.3445"), "BHD") == Decimal("2.345")
    assert (decimals("SAR"), decimals("KWD"), decimals(None)) == (2, 3, 2)
