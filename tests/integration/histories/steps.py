"""Random lives of a store: what comes in, what its merchant decides, and days that pass."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from syncaty.rfm.settings import RfmSettings
from tests.integration.pipeline.shop import Body
from tests.integration.rfm.histories import STATUSES, decisions, events

BEGINNING = date(2024, 2, 5)
CUSTOMERS, ORDERS, PRODUCTS = range(1, 13), range(1, 30), range(501, 504)


@dataclass(frozen=True)
class Come:
    """Webhooks that come in, in pieces of so many."""

    bodies: list[Body]
    batch: int


@dataclass(frozen=True)
class Pass:
    """Days that pass, one by one."""

    days: int


@dataclass(frozen=True)
class Decide:
    """What the merchant decides about scores."""

    settings: RfmSettings


@dataclass(frozen=True)
class Count:
    """Whether orders in a status count from now on."""

    status: str
    counts: bool


Step = Come | Pass | Decide | Count


@st.composite
def lives(draw: st.DrawFn, most: int = 9) -> list[Step]:
    """A life of a few months; most of it orders that come in and days that pass."""
    today = BEGINNING
    steps: list[Step] = [Come(draw(_bodies(today, 8)), 500)]
    for _ in range(draw(st.integers(2, most))):
        kind = draw(st.integers(0, 11))
        if kind <= 4:
            steps.append(Come(draw(_bodies(today, 5)), draw(st.sampled_from([1, 3, 500]))))
        elif kind <= 8:
            days = draw(st.sampled_from([1, 1, 1, 2, 3, 7, 30]))
            today += timedelta(days)
            steps.append(Pass(days))
        elif kind <= 10:
            steps.append(Decide(draw(decisions())))
        else:
            steps.append(Count(draw(st.sampled_from(STATUSES)), draw(st.booleans())))
    return steps


@st.composite
def _bodies(draw: st.DrawFn, today: date, most: int) -> list[Body]:
    """Webhooks of a day in any order, some of them twice; late ones tell of days before."""
    found = draw(st.lists(_body(today), min_size=1, max_size=most))
    again = draw(st.lists(st.sampled_from(found), max_size=2))
    return draw(st.permutations(found + again))


@st.composite
def _body(draw: st.DrawFn, today: date) -> Body:
    said_on = today - timedelta(draw(st.sampled_from([0, 0, 0, 1, 20])))
    at = f"{said_on}T10:{draw(st.integers(0, 59)):02d}:{draw(st.integers(0, 3)):02d}Z"
    match draw(st.integers(0, 7)):
        case 0:
            return {**_envelope("customer.updated", at), "data": draw(_person(today))}
        case 1:
            return {**_envelope("product.updated", at), "data": draw(_goods())}
    body = draw(events())
    placed_on = today - timedelta(draw(st.integers(-2, 12) | st.sampled_from([29, 30, 31, 90])))
    body["created_at"], data = at, body["data"]
    data["id"], data["date"]["date"] = draw(st.sampled_from(ORDERS)), str(placed_on)
    if "customer" in data:
        data["customer"]["id"] = draw(st.sampled_from(CUSTOMERS))
    line = data["items"][0]
    line["product_id"], line["quantity"] = draw(st.sampled_from(PRODUCTS)), draw(st.integers(1, 3))
    return body


@st.composite
def _person(draw: st.DrawFn, today: date) -> dict[str, Any]:
    """A customer whose birthday is near, of any age, and who signed up lately or by midnight."""
    birthday = today.replace(day=1) + timedelta(draw(st.integers(-3, 40)))
    born = draw(st.sampled_from([1960, 1984, 2000, 2004]))  # leap years: every day there is
    joined_on = today - timedelta(draw(st.integers(0, 31)))
    clock = draw(st.sampled_from(["00:00:00", "23:59:59", "12:00:00"]))
    return {
        "id": draw(st.sampled_from(CUSTOMERS)),
        "first_name": "C",
        "city": draw(st.sampled_from(["Riyadh", "جدة", None])),
        "gender": draw(st.sampled_from(["male", "female", None])),
        "birthday": {"date": f"{birthday.replace(year=born)}", "timezone": "Asia/Riyadh"},
        "created_at": {"date": f"{joined_on} {clock}.000000", "timezone": "Asia/Riyadh"},
    }


@st.composite
def _goods(draw: st.DrawFn) -> dict[str, Any]:
    """A product that changes its brand or categories."""
    return {
        "id": draw(st.sampled_from(PRODUCTS)),
        "name": "P",
        "brand": draw(
            st.sampled_from([None, {"id": 900, "name": "Oud"}, {"id": 901, "name": "Musk"}])
        ),
        "categories": [
            {"id": each, "name": "x"} for each in draw(st.sets(st.integers(700, 702), max_size=2))
        ],
    }


def _envelope(event: str, at: str) -> Body:
    return {"event": event, "merchant": 77, "created_at": at}
