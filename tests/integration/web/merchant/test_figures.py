"""Sales on the pages equal those worked out from the webhooks by hand."""

import csv
from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest

from tests.integration.reading.bazaar import Bought
from tests.integration.web.merchant.conftest import YEAR, Pages
from tests.integration.web.merchant.seen import riyals, rows, text

FIRST, LAST = date(2024, 1, 1), date(2024, 12, 31)


def net(orders: Iterable[Bought]) -> Decimal:
    return sum((each.kept for each in orders), Decimal(0))


def test_the_year_from_gross_to_net(pages: Pages) -> None:
    said = text(pages.get("analytics", **YEAR))
    orders = pages.counting(FIRST, LAST)
    gross = sum(each.gross for each in orders)
    discounts = sum(each.discount for each in orders)
    refunds = sum(each.refunded for each in orders)
    assert discounts > 0
    assert refunds > 0
    assert f"Gross sales {riyals(Decimal(gross))}" in said
    assert f"Discounts {riyals(-Decimal(discounts))}" in said
    assert f"Refunds {riyals(-Decimal(refunds))}" in said
    assert f"Net sales {riyals(net(orders))}" in said
    assert f"Orders {len(orders)}" in said


def test_every_day_stands_in_the_table(pages: Pages) -> None:
    table = rows(pages.get("analytics", **YEAR), near="swap__table")
    orders = pages.counting(FIRST, LAST)
    placed = Counter(each.day for each in orders)
    assert len(table) == 366
    assert table[0][0].startswith("31 Dec")
    assert [int(row[1]) for row in reversed(table)] == [
        placed[date.fromordinal(FIRST.toordinal() + step)] for step in range(366)
    ]


def test_the_overview_compares_with_the_days_before(pages: Pages) -> None:
    said = text(pages.get("overview", **{"from": "2024-07-01", "to": "2024-09-28"}))
    now = pages.counting(date(2024, 7, 1), date(2024, 9, 28))
    before = pages.counting(date(2024, 4, 2), date(2024, 6, 30))
    assert f"before shipping and tax {riyals(net(now))}" in said
    assert f"from {riyals(net(before))}" in said
    assert f"Orders {len(now)}" in said
    assert f"from {len(before)}" in said
    average = (net(now) / len(now)).quantize(Decimal("0.01"))
    assert f"Average order {riyals(average)}" in said


def test_returning_customers_had_ordered_before(pages: Pages) -> None:
    first, last = date(2024, 7, 1), date(2024, 9, 28)
    counted = [each for each in pages.orders if each.counts and each.customer]
    came = {each.customer for each in counted if first <= each.day <= last}
    again = {each.customer for each in counted if each.day < first} & came
    said = text(pages.get("overview", **{"from": str(first), "to": str(last)}))
    assert f"Returning customers {len(again) / len(came):.1%}" in said


def test_products_sold_in_a_time(pages: Pages) -> None:
    table = rows(pages.get("analytics", **YEAR), near='id="h-sold"')
    sold: Counter[str] = Counter()
    units: Counter[str] = Counter()
    for each in pages.counting(FIRST, LAST):
        for product, count, price in each.items:
            sold[f"P{product}"] += count * price
            units[f"P{product}"] += count
    assert [(row[0], row[3], row[4]) for row in table] == [
        (name, f"{units[name]:,}", riyals(Decimal(amount))) for name, amount in sold.most_common()
    ]


def test_money_in_another_currency_is_held_apart(pages: Pages) -> None:
    dinars = net(each for each in pages.orders if each.counts and each.currency == "KWD")
    said = text(pages.get("analytics", **YEAR))
    assert f"Held apart, in other currencies: KWD {dinars:,.3f}" in said


def test_days_as_a_file(pages: Pages) -> None:
    response = pages.http.get("/stores/4177/analytics/days.csv", params=YEAR)
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    held = list(csv.DictReader(StringIO(response.text.removeprefix("\ufeff"))))
    assert len(held) == 366
    assert sum(Decimal(row["net"]) for row in held) == net(pages.counting(FIRST, LAST))


@pytest.mark.parametrize(
    "query", [{"from": "x", "to": "y"}, {"from": "2024-02-01"}, {"after": "?"}]
)
def test_an_address_that_makes_no_sense_shows_the_last_thirty_days(
    pages: Pages, query: dict[str, str]
) -> None:
    page = pages.http.get("/stores/4177/analytics", params=query, follow_redirects=True)
    assert page.status_code == 200
    assert "No order that counts in this time" in page.text
