from datetime import date
from decimal import Decimal

import pytest

from syncaty.db.paging import CursorError, Page
from syncaty.projections.customer_reading import (
    CustomerFilter,
    CustomerSort,
    customer,
    customer_orders,
    customers,
)
from tests.integration.reading.bazaar import STRANGER
from tests.integration.reading.conftest import Seeded
from tests.integration.reading.paged import every


def test_the_bodies_became_jobs_that_all_applied(seeded: Seeded) -> None:
    assert seeded.shop.rows("select state, outcome, count(*) from jobs group by 1, 2") == [
        ("completed", "applied", len(seeded.shop.rows("select id from jobs")))
    ]


@pytest.mark.parametrize("sort", ["spent", "orders", "last_order", "name"])
@pytest.mark.parametrize("limit", [1, 7, 200])
def test_pages_of_any_size_give_everybody_once_in_order(
    seeded: Seeded, sort: CustomerSort, limit: int
) -> None:
    found = every(
        lambda after: customers(seeded.conn, seeded.id, sort=sort, after=after, limit=limit)
    )
    known = {each.customer for each in seeded.orders if each.customer} | {STRANGER}
    assert sorted(each.id for each in found) == sorted(known)
    without = [each.id for each in found if each.orders == 0]
    assert set(without) == known - set(seeded.buyers)
    if sort == "name":
        assert [each.name for each in found] == sorted(each.name for each in found)
        return
    with_orders = [each for each in found if each.orders]
    assert [each.id for each in found] == [each.id for each in with_orders] + without
    values = [
        {"spent": each.spent, "orders": each.orders, "last_order": each.last_order_on}[sort]
        for each in with_orders
    ]
    assert values == sorted(values, reverse=True)  # type: ignore[type-var]


def test_a_row_carries_the_totals_of_its_counting_orders(seeded: Seeded) -> None:
    found = every(lambda after: customers(seeded.conn, seeded.id, after=after))
    for each in found:
        if each.orders:
            buyer = seeded.buyers[each.id]
            assert (each.orders, each.spent, each.first_order_on, each.last_order_on) == (
                buyer.orders,
                buyer.spent,
                buyer.first,
                buyer.last,
            )
            assert each.segment
        else:
            assert each.spent == 0
            assert each.last_order_on is None
            assert each.r is None
            assert each.segment is None


@pytest.mark.parametrize(
    "text",
    [
        "امينه",
        "الغامدي",
        "أمينة الغامدي",
        "0598765432",
        "598 765 432",
        "+966 59-876-5432",
        "00966598765432",
        "٠٥٩٨٧٦٥٤٣٢",
        "98765",
        "amina@example.com",
        "AMINA@",
        "9001",
    ],
)
def test_a_customer_is_found_however_the_person_writes(seeded: Seeded, text: str) -> None:
    found = customers(seeded.conn, seeded.id, CustomerFilter(text)).items
    assert [each.id for each in found] == [STRANGER]


def test_a_customer_is_found_by_the_number_or_id_of_an_order(seeded: Seeded) -> None:
    some = next(each for each in seeded.orders if each.customer and each.id > 100)
    for text in (f"ORD-{some.id}", f"ord-{some.id}", str(some.id)):
        found = customers(seeded.conn, seeded.id, CustomerFilter(text)).items
        assert some.customer in [each.id for each in found]


@pytest.mark.parametrize("text", ["nobody at all", "%", "_", "\\", "99999999999999999999"])
def test_what_is_nowhere_finds_nobody(seeded: Seeded, text: str) -> None:
    assert customers(seeded.conn, seeded.id, CustomerFilter(text)) == Page((), None)


def test_filters_leave_exactly_those_who_fit(seeded: Seeded) -> None:
    everybody = every(lambda after: customers(seeded.conn, seeded.id, after=after))
    wanted = CustomerFilter(r=(4, 5), m=(5,))
    found = every(lambda after: customers(seeded.conn, seeded.id, wanted, after=after, limit=3))
    fitting = [each for each in everybody if each.m == 5 and each.r in (4, 5)]
    assert found == fitting
    assert fitting
    segment = everybody[0].segment
    found = every(
        lambda after: customers(
            seeded.conn, seeded.id, CustomerFilter(segment=segment), sort="name", after=after
        )
    )
    assert {each.id for each in found} == {each.id for each in everybody if each.segment == segment}


def test_a_cursor_serves_only_its_own_list(seeded: Seeded) -> None:
    other = customers(seeded.conn, seeded.id, sort="spent", limit=1).next
    assert other is not None
    for bad in (other, "", "x", "eyJ9", "é", other[:-3], other * 99):
        with pytest.raises(CursorError):
            customers(seeded.conn, seeded.id, sort="orders", after=bad)


def test_a_customer_with_everything_held(seeded: Seeded) -> None:
    held = customer(seeded.conn, seeded.id, STRANGER)
    assert held is not None
    assert (held.first_name, held.last_name) == ("أمينة", "الغامدي")
    assert (held.mobile, held.email, held.city) == ("+966598765432", "Amina@Example.com", "Riyadh")
    assert (held.orders, held.spent, held.segment) == (0, Decimal(0), None)
    assert seeded.shop.rows("select event from jobs where id = %s", held.delivery_id) == [
        ("customer.created",)
    ]
    assert customer(seeded.conn, seeded.id, 123456789) is None
    assert customer(seeded.conn, 78, STRANGER) is None


def test_the_orders_of_a_customer_newest_first(seeded: Seeded) -> None:
    busiest = max(seeded.buyers, key=lambda each: seeded.buyers[each].orders)
    found = every(
        lambda after: customer_orders(seeded.conn, seeded.id, busiest, after=after, limit=2)
    )
    own = [each for each in seeded.orders if each.customer == busiest]
    assert {(each.id, each.counts, each.total, each.refunded) for each in found} == {
        (each.id, each.counts, each.total, each.refunded) for each in own
    }
    days = [each.placed_on or date.min for each in found]
    assert days == sorted(days, reverse=True)
    assert len(found) == len(own) > 4
