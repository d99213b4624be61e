from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest

from syncaty.analytics.query import ProductSort, Sums, daily, products, query, summary
from syncaty.db.paging import CursorError
from tests.integration.pipeline.shop import Shop
from tests.integration.reading.bazaar import Bought
from tests.integration.reading.conftest import Seeded
from tests.integration.reading.paged import every

NOW = datetime(2024, 12, 31, 22, 0, tzinfo=UTC)
PERIODS = [
    (date(2024, 1, 1), date(2024, 12, 31)),
    (date(2024, 3, 1), date(2024, 3, 31)),
    (date(2024, 7, 7), date(2024, 7, 7)),
    (date(2030, 1, 1), date(2030, 1, 5)),
]


def expected(seeded: Seeded, orders: Iterable[Bought], first: date, last: date) -> Sums:
    """Work the figures of a period out of what was ordered."""
    counting = [each for each in orders if each.counts and first <= each.day <= last]
    own = [each for each in counting if each.currency == "SAR"]
    customers = {each.customer for each in counting if each.customer}
    new = [each for each in seeded.buyers.values() if first <= each.first <= last]
    return Sums(
        currency="SAR",
        orders=len(own),
        gross=sum((each.gross for each in own), Decimal(0)),
        discounts=sum((each.discount for each in own), Decimal(0)),
        refunds=sum((each.refunded for each in own), Decimal(0)),
        units=Decimal(sum(count for each in own for _, count, _ in each.items)),
        customers=len(customers),
        new_customers=len(new),
    )


@pytest.mark.parametrize(("first", "last"), PERIODS)
def test_the_summary_is_what_was_ordered(seeded: Seeded, first: date, last: date) -> None:
    found = summary(seeded.conn, query(seeded.conn, seeded.id, NOW, first, last))
    figures = expected(seeded, seeded.orders, first, last)
    assert found.figures == figures
    assert found.figures.net == figures.gross - figures.discounts - figures.refunds
    if figures.orders:
        exact = found.figures.net / figures.orders
        assert found.figures.average_order == exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
    dinars = [
        each
        for each in seeded.orders
        if each.counts and each.currency == "KWD" and first <= each.day <= last
    ]
    assert [(each.currency, each.orders, each.gross) for each in found.other_currencies] == (
        [("KWD", len(dinars), sum(each.gross for each in dinars))] if dinars else []
    )


@pytest.mark.parametrize(("first", "last"), PERIODS)
def test_every_day_is_there_and_is_what_was_ordered(
    seeded: Seeded, first: date, last: date
) -> None:
    found = daily(seeded.conn, query(seeded.conn, seeded.id, NOW, first, last))
    assert [each.day for each in found] == [
        first + timedelta(days=n) for n in range((last - first).days + 1)
    ]
    for each in found:
        assert each.figures == expected(seeded, seeded.orders, each.day, each.day)


@pytest.mark.parametrize("sort", ["gross", "units", "orders"])
def test_products_of_a_period(seeded: Seeded, sort: ProductSort) -> None:
    first, last = date(2024, 3, 1), date(2024, 5, 31)
    asked = query(seeded.conn, seeded.id, NOW, first, last)
    found = every(lambda after: products(seeded.conn, asked, sort=sort, after=after, limit=4))
    sold: dict[int, list[int]] = {}
    for each in seeded.orders:
        if each.counts and each.currency == "SAR" and first <= each.day <= last:
            for product_id, count, price in each.items:
                held = sold.setdefault(product_id, [0, 0, 0])
                held[0] += 1
                held[1] += count
                held[2] += count * price
    assert {each.id: [each.orders, each.units, each.gross] for each in found} == sold
    assert len(found) == len(sold)
    ranks = [each.rank for each in found]
    assert ranks == sorted(ranks, reverse=True)
    other: ProductSort = "units" if sort == "gross" else "gross"
    foreign = products(seeded.conn, asked, sort=sort, limit=1).next
    with pytest.raises(CursorError):
        products(seeded.conn, asked, sort=other, after=foreign)


def test_the_default_period_is_thirty_days_to_the_stores_today(seeded: Seeded) -> None:
    asked = query(seeded.conn, seeded.id, NOW)
    assert (asked.first, asked.last) == (date(2024, 12, 3), date(2025, 1, 1))
    assert asked.currency == "SAR"
    with pytest.raises(LookupError):
        query(seeded.conn, 78, NOW)


def test_a_store_without_orders_has_zeros_in_a_currency(shop: Shop) -> None:
    asked = query(shop.conn, shop.id, NOW, date(2024, 1, 1), date(2024, 1, 3))
    assert summary(shop.conn, asked).figures == Sums(currency="SAR")
    assert [each.figures for each in daily(shop.conn, asked)] == [Sums(currency="SAR")] * 3
    assert products(shop.conn, asked).items == ()
