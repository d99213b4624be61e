"""Composition over time and movement on the page of scores: as a replay of the moves says."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from syncaty.recompute import recompute
from syncaty.segments.classic import SEGMENTS
from tests.integration.pipeline.shop import Shop, order
from tests.integration.web.merchant.conftest import EMPTY, Pages
from tests.integration.web.merchant.seen import rows, text

RIYADH = ZoneInfo("Asia/Riyadh")
TODAY = datetime.now(RIYADH).date()
DAYS = 20


@pytest.fixture(scope="module")
def past(pages: Pages) -> Iterator[Shop]:
    """A shop whose moves of today happened over the last twenty days, in their order."""
    with Shop(pages.shop.dsn, 4180) as shop:
        for number in range(1, 41):
            day = f"2024-02-{1 + number % 28:02d}"
            shop.take([order(number, customer=1 + number * 7 % 13, total=9 * number, date=day)])
        shop.conn.execute(
            "update segment_moves v"
            "   set at = now() - interval '20 days' + (n.place * 20 / n.whole) * interval '1 day'"
            "  from (select id, row_number() over (order by id) - 1 as place,"
            "               count(*) over () as whole"
            "          from segment_moves where store_id = %s) n"
            " where v.store_id = %s and v.id = n.id",
            (shop.id, shop.id),
        )
        with shop.conn.transaction():
            recompute(shop.conn, shop.id)
        yield shop


def standing(shop: Shop, day: date) -> dict[int, str]:
    """Give everyone's segment at the end of a day, by following all moves up to it."""
    held: dict[int, str | None] = dict(
        shop.rows(
            "select customer_id, to_segment from segment_moves where store_id = %s"
            " and (at at time zone 'Asia/Riyadh')::date <= %s order by id",
            shop.id,
            day,
        )
    )
    return {customer: segment for customer, segment in held.items() if segment}


def get(pages: Pages, shop: Shop, **query: Any) -> str:
    return pages.get(f"/stores/{shop.id}/rfm", **query)


@pytest.mark.parametrize("back", [0, 3, 9, DAYS + 5])
def test_any_past_day_can_be_chosen_in_the_address(pages: Pages, past: Shop, back: int) -> None:
    day = TODAY - timedelta(days=back)
    page = get(pages, past, on=str(day)).partition('id="composition"')[2]
    wanted = Counter(standing(past, day).values())
    if not wanted:
        assert "Nobody was in a segment on that day" in text(page)
        return
    table = rows(page, near='class="tbl parts"')
    assert [int(row[1]) for row in table] == [wanted[key] for key in SEGMENTS]
    total = sum(wanted.values())
    assert [row[2] for row in table] == [f"{wanted[key] / total:.1%}" for key in SEGMENTS]
    assert f"All together {total}" in text(page)


def test_the_table_of_composition_has_every_day(pages: Pages, past: Shop) -> None:
    first = TODAY - timedelta(days=9)
    page = get(pages, past, **{"from": str(first), "to": str(TODAY)})
    table = rows(page.partition('id="composition"')[2], near="swap__table")
    assert len(table) == 11
    for back, row in enumerate(table):
        wanted = Counter(standing(past, TODAY - timedelta(days=back)).values())
        assert [int(cell) for cell in row[1:]] == [
            sum(wanted.values()),
            *(wanted[key] for key in SEGMENTS),
        ]


def test_movement_is_of_those_who_ended_elsewhere(pages: Pages, past: Shop) -> None:
    first, last = TODAY - timedelta(days=11), TODAY - timedelta(days=4)
    page = get(pages, past, **{"from": str(first), "to": str(last)})
    before, after = standing(past, first - timedelta(days=1)), standing(past, last)
    moved = {who for who in before | after if before.get(who) != after.get(who)}
    assert len(moved) > 3
    said = text(page.partition('id="movement"')[2])
    assert f"{len(moved)} customers ended in another segment" in said
    table = rows(page.partition('id="movement"')[2], near="swap__table")
    assert sum(int(row[2]) for row in table) == len(moved)
    assert {row[1] for row in table} <= {"first order", "ordered again", "others moved the edges"}


@pytest.mark.parametrize(
    "asked",
    [
        {"on": "0001-01-01"},
        {"on": "9999-12-31"},
        {"on": "soon"},
        {"from": "0001-01-01", "to": "0001-01-02"},
        {"from": "9999-12-30", "to": "9999-12-31"},
        {"from": "2090-01-01", "to": "2090-01-20"},
        {"colour": "pink", "show": "weight"},
        {"colour": "segment", "show": "revenue"},
        {"colour": "cause", "show": "share"},
    ],
)
def test_whatever_an_address_says_is_answered(
    pages: Pages, past: Shop, asked: dict[str, str]
) -> None:
    assert "Composition over time" in get(pages, past, **asked)


def test_a_store_without_orders_has_no_history(pages: Pages) -> None:
    assert "No customer has ordered yet" in pages.get(f"/stores/{EMPTY}/rfm", on=str(TODAY))
