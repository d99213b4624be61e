"""Customers are found, listed to the end, exported, and shown with everything that happened."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest

from syncaty.segments.rules.parse import parse_line
from syncaty.segments.stored import Draft, create
from tests.integration.pipeline.shop import Shop, order
from tests.integration.reading.bazaar import STRANGER
from tests.integration.web.merchant.conftest import STORE, Pages
from tests.integration.web.merchant.seen import links, older, riyals, rows, text

EXPORTED = ["id", "name", "email", "mobile", "orders", "spent", "last_order_on", "r", "f", "m"]
PROFILE = rf"/stores/{STORE}/customers/\d+"


def listed(pages: Pages, **query: Any) -> list[int]:
    """Give the customers of a list to its end."""
    found: list[int] = []
    page = pages.get("customers", **query)
    while True:
        table = page.partition("<tbody>")[2].partition("</tbody>")[0]
        found += [int(each.rpartition("/")[2]) for each in links(table, PROFILE)]
        if not (address := older(page)):
            return found
        page = pages.get(address)


@pytest.mark.parametrize(
    "said",
    ["أمينه", "الغامدي", "+966598765432", "0598765432", "٠٥٩٨٧٦٥٤٣٢", "8765432", "amina@EXAMPLE"],
)
def test_one_customer_is_found_by_any_form_of_what_is_known(pages: Pages, said: str) -> None:
    assert listed(pages, q=said) == [STRANGER]


def test_a_customer_is_found_by_an_order_number(pages: Pages) -> None:
    known = next(each for each in pages.orders if each.customer)
    assert listed(pages, q=f"ORD-{known.id}") == [known.customer]


def test_everyone_is_listed_once_those_who_spent_most_first(pages: Pages) -> None:
    found = listed(pages, sort="spent")
    spent = [pages.buyers[each].spent for each in found if each in pages.buyers]
    assert len(spent) > 50
    assert spent == sorted(spent, reverse=True)
    assert len(found) == len(set(found))
    assert set(found) >= {*pages.buyers, STRANGER}


def test_scores_narrow_the_list(pages: Pages) -> None:
    held = pages.shop.rows(
        "select customer_id, r, f, m from customer_rfm where store_id = %s", STORE
    )
    fitting = {who for who, r, f, m in held if r in {4, 5} and (f + m + 1) // 2 == 4}
    assert fitting
    assert set(listed(pages, r=["5", "4"], fm="4")) == fitting


def test_nobody_fits(pages: Pages) -> None:
    assert "Nobody fits" in pages.get("customers", q="zzzzz")


def test_the_same_list_as_a_file(pages: Pages) -> None:
    response = pages.http.get(f"/stores/{STORE}/customers.csv", params={"sort": "spent"})
    held = list(csv.DictReader(StringIO(response.text.removeprefix("\ufeff"))))
    assert list(held[0]) == [*EXPORTED, "segment"]
    buyers = {int(row["id"]): row for row in held if row["orders"] != "0"}
    assert set(buyers) == set(pages.buyers)
    for number, buyer in pages.buyers.items():
        assert Decimal(buyers[number]["spent"]) == buyer.spent
        assert buyers[number]["last_order_on"] == str(buyer.last)


def test_a_profile_says_totals_scores_and_every_order(pages: Pages) -> None:
    number, buyer = max(pages.buyers.items(), key=lambda pair: pair[1].orders)
    page = pages.get(f"customers/{number}", view="orders")
    said = text(page)
    assert f"Orders {buyer.orders} that count" in said
    assert f"Spent {riyals(buyer.spent)}" in said
    placed = [each.id for each in pages.orders if each.customer == number]
    shown = set(links(page, rf"/stores/{STORE}/orders/\d+"))
    assert {f"/stores/{STORE}/orders/{each}" for each in placed} >= shown
    assert len(shown) == min(len(placed), 25)
    assert said.count(" of 5") >= 3


def test_a_timeline_names_the_cause_and_leads_to_the_webhook(pages: Pages) -> None:
    number = max(pages.buyers, key=lambda each: pages.buyers[each].orders)
    moves = pages.shop.rows(
        "select job_id from segment_moves where store_id = %s and customer_id = %s"
        " order by id desc limit 1",
        STORE,
        number,
    )
    page = pages.get(f"customers/{number}", view="moves")
    assert "Because" in page
    assert f"/stores/{STORE}/jobs/{moves[0][0]}" in page


@pytest.fixture(scope="module")
def changing(pages: Pages) -> Iterator[Shop]:
    """A shop whose first customer's scores change with the orders of others, one after another."""
    with Shop(pages.shop.dsn, 4179) as shop:
        for number in range(1, 13):
            day = f"2024-01-{number:02d}"
            shop.take([order(number, customer=1 + number % 5, total=10 * number, date=day)])
        with shop.conn.transaction():
            create(shop.conn, shop.id, Draft("Everyone", parse_line("orders at_least 1")), "Sara")
        yield shop


def test_scores_over_time_name_each_step_with_its_cause_and_webhook(
    pages: Pages, changing: Shop
) -> None:
    steps = rows(pages.get(f"/stores/{changing.id}/customers/2"), near='id="h-course"')
    held = changing.rows(
        "select at, from_code, to_code, job_id from ("
        " select at, from_code, to_code, job_id, customer_id, store_id from segment_moves"
        " union all"
        " select at, from_code, to_code, job_id, customer_id, store_id from score_moves) v"
        " where store_id = %s and customer_id = 2 order by at desc",
        changing.id,
    )
    assert len(held) > 5
    assert [row[1] for row in steps] == [
        f"{before or '–'} → {after or '–'}" for _, before, after, _ in held
    ]
    assert [row[4] for row in steps] == [str(job) for *_, job in held]
    assert {row[3] for row in steps} == {"first order", "ordered again", "others moved the edges"}


def test_a_timeline_tells_of_own_segments_and_of_scores_within_one(
    pages: Pages, changing: Shop
) -> None:
    ((number,),) = changing.rows(
        "select min(customer_id) from score_moves where store_id = %s", changing.id
    )
    page = pages.get(f"/stores/{changing.id}/customers/{number}?view=moves")
    said = text(page)
    assert "Entered the segment Everyone" in said
    assert "Because the segment’s rule was made or changed" in said
    assert "The segment stays." in said
    aside = text(page.partition('id="h-seg"')[2].partition("</ul>")[0])
    assert "Everyone since" in aside


def test_a_timeline_goes_on_to_its_end(pages: Pages) -> None:
    number = max(pages.buyers, key=lambda each: pages.buyers[each].orders)
    page, orders = pages.get(f"customers/{number}", view="orders"), 0
    while True:
        orders += text(page).count(" placed, ")
        if not (address := older(page)):
            break
        page = pages.get(address)
    assert orders == sum(each.customer == number for each in pages.orders)


def test_contact_data_is_hidden_until_asked_for(pages: Pages) -> None:
    page = pages.get(f"customers/{STRANGER}")
    assert '<summary><span class="num">+9•••••32</span>' in page
    assert "no order that counts" in page


def test_an_order_shows_its_lines_and_amounts(pages: Pages) -> None:
    refunded = next(
        each for each in pages.orders if each.refunded and each.discount and each.currency == "SAR"
    )
    page = pages.get(f"orders/{refunded.id}")
    said = text(page)
    assert f"Goods {riyals(refunded.gross)}" in said
    assert f"Discount {riyals(-refunded.discount)}" in said
    assert f"Total {riyals(refunded.total)}" in said
    assert f"Kept {riyals(refunded.kept)}" in said
    assert [row[0] for row in rows(page)] == [f"P{product}" for product, _, _ in refunded.items]


def test_an_order_that_does_not_count_says_why(pages: Pages) -> None:
    cancelled = next(each for each in pages.orders if not each.counts)
    said = text(pages.get(f"orders/{cancelled.id}"))
    assert "This order does not count" in said
    assert "Orders in its status do not count in this store." in said


@pytest.mark.parametrize(
    "address", ["customers/77777777", "orders/77777777", "products/77777777", "segments/none"]
)
def test_what_is_not_there_is_a_404(pages: Pages, address: str) -> None:
    assert pages.http.get(f"/stores/{STORE}/{address}").status_code == 404
