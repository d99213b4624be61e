"""Settings of scores: previewed without a trace, saved with what follows, exact."""

import itertools
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syncaty.recompute import check, set_rfm_settings, set_status_counts, turn_day
from syncaty.rfm.settings import CODES, RfmSettings, load_rfm_settings
from syncaty.segments.classic import CLASSIC
from syncaty.segments.would_move import would_move
from tests.integration.pipeline.shop import Body, Shop, order
from tests.integration.rfm.histories import decisions, events

STORE_IDS = itertools.count(5000)
RANDOM = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
HELD = "select customer_id, orders, spent, r, f, m, segment from customer_rfm where store_id = %s"


def turned(shop: Shop, data: Any) -> None:
    """Let days pass, now and then many of them."""
    with shop.conn.transaction():
        turn_day(shop.conn, shop.id, date(2024, 2, 1) + timedelta(data.draw(st.integers(1, 40))))


def ways_moved(shop: Shop, after: int) -> dict[tuple[str | None, str | None], int]:
    """Count the moves written since."""
    found = shop.rows(
        "select from_segment, to_segment, count(*), min(cause), max(cause) from segment_moves"
        " where store_id = %s and id > %s group by 1, 2",
        shop.id,
        after,
    )
    assert {cause for row in found for cause in row[3:]} <= {"settings"}
    return {(row[0], row[1]): row[2] for row in found}


def last_move(shop: Shop) -> int:
    statement = "select coalesce(max(id), 0) from segment_moves where store_id = %s"
    return int(shop.rows(statement, shop.id)[0][0])


@given(
    history=st.lists(events(), min_size=1, max_size=30),
    changes=st.lists(decisions(), min_size=1, max_size=3),
    counts=st.booleans(),
    data=st.data(),
)
@RANDOM
def test_live_equals_recomputed_with_settings_changed_half_way(
    dsn: str, history: list[Body], changes: list[RfmSettings], counts: bool, data: Any
) -> None:
    with Shop(dsn, next(STORE_IDS)) as shop:
        for change in changes:
            cut = data.draw(st.integers(0, len(history)))
            shop.take(history[:cut], batch=data.draw(st.sampled_from([1, 4, 500])))
            before, mark = sorted(shop.rows(HELD, shop.id)), last_move(shop)
            with shop.conn.transaction():
                seen = would_move(shop.conn, shop.id, change)
            assert sorted(shop.rows(HELD, shop.id)) == before
            with shop.conn.transaction():
                changed = set_rfm_settings(shop.conn, shop.id, change)
                assert set(check(shop.conn, shop.id).values()) == {0}
            ways = {(w.from_segment, w.to_segment): w.customers for w in seen.ways}
            # Saving again what is in force does nothing, not even finding frozen edges anew.
            assert ways_moved(shop, mark) == (ways if changed else {})
            turned(shop, data)
            shop.take(history[cut:])
            turned(shop, data)
            with shop.conn.transaction():
                assert set(check(shop.conn, shop.id).values()) == {0}
                assert load_rfm_settings(shop.conn, shop.id) == change
        mark = last_move(shop)
        with shop.conn.transaction():
            seen = would_move(shop.conn, shop.id, statuses={"completed": counts})
            set_status_counts(shop.conn, shop.id, "completed", counts=counts)
        assert sum(each.customers for each in seen.ways) == seen.moved
        assert {(w.from_segment, w.to_segment): w.customers for w in seen.ways} == ways_moved(
            shop, mark
        )


@pytest.fixture
def taxed(shop: Shop) -> Shop:
    """Three buyers; the second paid most of his for tax and shipping."""
    for number, (total, tax, shipping) in enumerate(
        [(100, 0, 0), (120, 60, 40), (80, 10, 0)], start=1
    ):
        body = order(number, customer=number, total=total)
        body["data"]["amounts"]["tax"] = {"percent": "15.00", "amount": {"amount": tax}}
        body["data"]["amounts"]["shipping_cost"] = shipping
        shop.take([body])
    return shop


def spent(shop: Shop) -> list[Decimal]:
    return [row[0] for row in shop.rows("select spent from customer_rfm order by customer_id")]


@pytest.mark.parametrize(
    ("decided", "wanted"),
    [
        (RfmSettings(), [100, 120, 80]),
        (RfmSettings(tax=False), [100, 60, 70]),
        (RfmSettings(shipping=False), [100, 80, 80]),
        (RfmSettings(tax=False, shipping=False), [100, 20, 70]),
    ],
)
def test_tax_and_shipping_are_part_of_money_or_not(
    taxed: Shop, decided: RfmSettings, wanted: list[int]
) -> None:
    with taxed.conn.transaction():
        set_rfm_settings(taxed.conn, taxed.id, decided)
    assert spent(taxed) == wanted
    # What comes later follows, too.
    late = order(9, customer=9, total=50)
    late["data"]["amounts"]["shipping_cost"] = 20
    taxed.take([late])
    assert spent(taxed)[-1] == (50 if decided.shipping else 30)
    with taxed.conn.transaction():
        assert set(check(taxed.conn, taxed.id).values()) == {0}


def test_a_refund_never_takes_an_order_below_zero(taxed: Shop) -> None:
    with taxed.conn.transaction():
        set_rfm_settings(taxed.conn, taxed.id, RfmSettings(tax=False, shipping=False))
    body = order(2, customer=2, total=120, event="order.refunded", at="2024-01-16T10:30:00Z")
    body["data"]["payment_actions"] = {"refund_action": {"refund_amount": 90}}
    body["data"]["amounts"]["tax"] = {"percent": "15.00", "amount": {"amount": 60}}
    body["data"]["amounts"]["shipping_cost"] = 40
    taxed.take([body])
    assert spent(taxed) == [100, 0, 70]
    with taxed.conn.transaction():
        assert set(check(taxed.conn, taxed.id).values()) == {0}


def test_a_preview_names_some_who_would_move(taxed: Shop) -> None:
    own = tuple("lost" if each == "champions" else each for each in CLASSIC)
    own = (*own[: CODES.index(515)], "loyal", *own[CODES.index(515) + 1 :])
    with taxed.conn.transaction():
        assert taxed.rows("select r, f, m, segment from customer_rfm where customer_id = 2") == [
            (5, 1, 5, "promising")
        ]
        seen = would_move(taxed.conn, taxed.id, RfmSettings(map="own", own=own))
    (way,) = seen.ways
    assert (seen.customers, seen.moved, seen.rescored) == (3, 1, 0)
    assert (way.from_segment, way.to_segment, way.customers) == ("promising", "loyal", 1)
    assert [(each.id, each.name, each.from_code, each.to_code) for each in way.samples] == [
        (2, "C2 Test", 515, 515)
    ]


def test_what_is_decided_already_changes_nothing(taxed: Shop) -> None:
    with taxed.conn.transaction():
        assert not set_rfm_settings(taxed.conn, taxed.id, RfmSettings())
        assert set_rfm_settings(taxed.conn, taxed.id, RfmSettings(tax=False))
        assert not set_rfm_settings(taxed.conn, taxed.id, RfmSettings(tax=False))


def test_a_store_without_orders_can_decide(shop: Shop) -> None:
    with shop.conn.transaction():
        assert set_rfm_settings(shop.conn, shop.id, RfmSettings(map="recency_fm"))
        assert would_move(shop.conn, shop.id).customers == 0
        assert set(check(shop.conn, shop.id).values()) == {0}


@pytest.mark.parametrize(
    ("base", "exchange", "rate", "wanted"),
    [
        ("SAR", "USD", 0.266592, Decimal("300.084")),
        ("SAR", "USD", "0.26659200", Decimal("300.084")),
        ("USD", "SAR", 3.75, Decimal(0)),  # not a rate for this order's currency
        ("SAR", "USD", 0, Decimal(0)),
        (None, None, None, Decimal(0)),
    ],
)
def test_an_order_in_another_currency_is_converted_at_its_own_rate(
    shop: Shop, base: str | None, exchange: str | None, rate: float | str | None, wanted: Decimal
) -> None:
    shop.take([order(1, customer=1, total=100)])
    foreign = order(2, customer=2, total=80)
    foreign["data"]["amounts"]["currency"] = "USD"
    if base:
        pair = {"base_currency": base, "exchange_currency": exchange, "rate": rate}
        foreign["data"]["exchange_rate"] = pair
    shop.take([foreign])
    assert spent(shop) == [100, wanted.quantize(Decimal("0.0001"))]
    with shop.conn.transaction():
        assert set(check(shop.conn, shop.id).values()) == {0}
