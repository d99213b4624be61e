from decimal import Decimal

import pytest

from syncaty.analytics.metrics import Sums
from syncaty.web.analytics.waterfall import steps


def test_each_bar_begins_where_the_one_before_it_ended() -> None:
    sums = Sums(currency="SAR", gross=Decimal(200), discounts=Decimal(50), refunds=Decimal(20))
    drawn = {step.key: (step.start, step.width, step.amount) for step in steps(sums)}
    assert drawn == {
        "gross": ("0.00%", "100.00%", Decimal(200)),
        "discounts": ("75.00%", "25.00%", Decimal(-50)),
        "refunds": ("65.00%", "10.00%", Decimal(-20)),
        "net": ("0.00%", "65.00%", Decimal(130)),
    }


@pytest.mark.parametrize(
    "sums",
    [
        Sums(currency="SAR"),
        Sums(currency="SAR", gross=Decimal(10), refunds=Decimal(30)),
        Sums(currency="SAR", gross=Decimal(-5)),
    ],
)
def test_bars_stay_in_the_picture(sums: Sums) -> None:
    for step in steps(sums):
        start, width = (Decimal(each.rstrip("%")) for each in (step.start, step.width))
        assert start >= 0
        assert start + width <= Decimal("100.01")
