"""Words for who is in no segment, in a store that looks back some days only."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from syncaty.recompute import set_rfm_settings
from syncaty.rfm.settings import RfmSettings
from syncaty.segments.reading import MoveFilter, moves
from tests.integration.pipeline.shop import Shop, order
from tests.integration.web.conftest import submit
from tests.integration.web.merchant.conftest import Pages
from tests.integration.web.merchant.seen import text

TODAY = datetime.now(ZoneInfo("Asia/Riyadh")).date().isoformat()
OLD = "2024-02-01"
BACK, FIRST, LATE = 1, 2, 3
"""Who left the window and is back, who orders for the first time, and whose old order came late."""


@pytest.fixture(scope="module")
def shop(pages: Pages) -> Iterator[Shop]:
    with Shop(pages.shop.dsn, 4182) as shop:
        shop.take([order(1, customer=BACK, date=OLD), order(2, customer=4, date=OLD)])
        with shop.conn.transaction():
            set_rfm_settings(shop.conn, shop.id, RfmSettings(window_days=30))
        shop.take([order(3, customer=LATE, date=OLD)])
        shop.take(order(10 + who, customer=who, date=TODAY) for who in (BACK, FIRST, LATE))
        # As the intake notes whom a body is about.
        shop.conn.execute(
            "update jobs j set entity = 'order', entity_id = o.id from orders o"
            " where o.store_id = j.store_id and o.delivery_id = j.id and j.store_id = %s",
            (shop.id,),
        )
        yield shop


def test_who_is_back_is_not_said_to_order_first(pages: Pages, shop: Shop) -> None:
    found = moves(shop.conn, shop.id, MoveFilter(cause="ordered")).items
    newest = {each.customer_id: each for each in reversed(found)}
    assert {who: newest[who].back for who in (BACK, FIRST, LATE)} == {
        BACK: True,
        FIRST: False,
        LATE: True,
    }
    for who, said in ((BACK, "back with a new order"), (LATE, "back with a new order")):
        page = text(pages.get(f"/stores/{shop.id}/customers/{who}"))
        assert said in page
        assert "no order in the window" in page
    assert "back with a new order" not in text(pages.get(f"/stores/{shop.id}/customers/{FIRST}"))


def test_lists_of_moves_say_it(pages: Pages, shop: Shop) -> None:
    segment = moves(shop.conn, shop.id, MoveFilter(customer_id=LATE)).items[0].to_segment
    came = text(pages.get(f"/stores/{shop.id}/segments/{segment}", view="came"))
    assert "back with a new order" in came
    assert "no order in the window" in came
    left = moves(shop.conn, shop.id, MoveFilter(cause="settings")).items[0].from_segment
    went = text(pages.get(f"/stores/{shop.id}/segments/{left}", view="went"))
    assert "no order in the window" in went
    assert "no order left" not in went


def test_flows_and_what_is_previewed_say_it_of_many(pages: Pages, shop: Shop) -> None:
    page = text(pages.get(f"/stores/{shop.id}/rfm"))
    assert "a first order, or back with a new one" in page
    assert "no order in the window" in page
    path = f"/stores/{shop.id}/rfm/settings"
    form = {"tax": "yes", "shipping": "yes", "map": "classic", "edges": "live", "window": "all"}
    seen = text(submit(pages.http, path, path, act="preview", **form).text)
    assert "no order in the window to" in seen


def test_the_api_says_who_is_back(pages: Pages, shop: Shop) -> None:
    page = moves(shop.conn, shop.id, MoveFilter(customer_id=BACK)).items
    assert next((each.from_segment, each.cause, each.back) for each in page) == (
        None,
        "ordered",
        True,
    )
    assert not page[-1].back


def test_arabic_has_words_for_it(pages: Pages, shop: Shop) -> None:
    path = f"/stores/{shop.id}/rfm"
    submit(pages.http, path, "/language", language="ar", next=path)
    try:
        assert "أول طلب، أو عودة بطلب جديد" in text(pages.get(path))
        assert "عاد بطلب جديد" in text(pages.get(f"/stores/{shop.id}/customers/{BACK}"))
    finally:
        submit(pages.http, path, "/language", language="en", next=path)
