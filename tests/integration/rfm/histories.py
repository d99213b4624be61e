"""Random histories of a store: orders of all kinds, and settings changed half-way."""

from typing import Any

from hypothesis import strategies as st

from syncaty.rfm.cut import EDGE_KINDS
from syncaty.rfm.limits import Limits, limits_of
from syncaty.rfm.settings import MAP_KINDS, RfmSettings
from syncaty.segments.classic import SEGMENTS
from tests.integration.pipeline.shop import Body, order

KINDS = ["created", "updated", "updated", "cancelled", "refunded", "deleted"]
DISCOUNTS: list[list[Body]] = [
    [],
    [{"title": "Ramadan", "code": "RAMADAN", "discount": "0"}],
    [{"title": "Sale", "discount": "5.5"}],
]
STATUSES = ["completed", "completed", "pending", "canceled", "awaiting_gift_wrap"]


@st.composite
def events(draw: st.DrawFn) -> Body:
    """One order event; tax and shipping stand in the total, which may be negative."""
    kind = draw(st.sampled_from(KINDS))
    goods = draw(st.sampled_from([100, 50.5, 75, 9.99, -20]))
    tax, shipping = draw(st.sampled_from([0, 15, 7.5])), draw(st.sampled_from([0, 25]))
    data: dict[str, Any] = {}
    if kind == "refunded" and draw(st.booleans()):
        data["payment_actions"] = {"refund_action": {"refund_amount": draw(st.integers(1, 140))}}
    body = order(
        draw(st.integers(1, 12)),
        event=f"order.{kind}",
        at=f"2024-02-01T10:{draw(st.integers(0, 59)):02d}:{draw(st.integers(0, 59)):02d}Z",
        customer=draw(st.sampled_from([1, 2, 3, 4, 5, 6, None])),
        status=draw(st.sampled_from(STATUSES)),
        date=f"2024-01-{draw(st.integers(1, 28)):02d}",
        **data,
    )
    body["data"]["amounts"] = {
        "sub_total": {"amount": goods, "currency": "SAR"},
        "discounts": draw(st.sampled_from(DISCOUNTS)),
        "shipping_cost": {"amount": shipping, "currency": "SAR"},
        "tax": {"percent": "15.00", "amount": {"amount": tax, "currency": "SAR"}},
        "total": {"amount": goods + tax + shipping, "currency": "SAR"},
    }
    if draw(st.integers(0, 5)) == 0:
        body["data"]["amounts"]["total"]["currency"] = "USD"
        body["data"]["currency"] = "USD"
        rate = draw(st.sampled_from([0.266592, "0.26659200", 3, 0]))
        body["data"]["exchange_rate"] = {
            "base_currency": "SAR",
            "exchange_currency": "USD",
            "rate": rate,
        }
    return body


@st.composite
def fixed(draw: st.DrawFn) -> Limits:
    """Any limits that fit such histories; the days reach back from 2024-02-05 and later."""

    def four(values: st.SearchStrategy[int]) -> list[int]:
        return sorted(draw(st.lists(values, min_size=4, max_size=4, unique=True)))

    return limits_of(
        {
            "r": four(st.integers(0, 40)),
            "f": four(st.integers(1, 6)),
            "m": four(st.integers(0, 400)),
        }
    )


@st.composite
def decisions(draw: st.DrawFn) -> RfmSettings:
    """Any settings."""
    kind = draw(st.sampled_from(MAP_KINDS))
    own = None
    if kind == "own":
        own = tuple(draw(st.lists(st.sampled_from(SEGMENTS), min_size=125, max_size=125)))
    edges = draw(st.sampled_from(EDGE_KINDS))
    limits = draw(fixed()) if edges == "fixed" else None
    window = draw(st.none() | st.integers(7, 45))
    return RfmSettings(draw(st.booleans()), draw(st.booleans()), kind, own, edges, limits, window)
