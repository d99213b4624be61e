"""What the API gives is read into facts that agree with webhooks, with versions of their own."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syncaty.errors import PermanentError
from syncaty.salla.decode import decode
from syncaty.salla.facts import FIELDS, Decoded, Fact, Kind, make_version
from syncaty.salla.fetched import (
    gone,
    needs_details,
    needs_items,
    read_customer,
    read_order,
    read_product,
    updated_at,
)
from syncaty.sandbox.model import Event
from syncaty.sandbox.shapes import api as shapes
from syncaty.sandbox.shapes import renderer
from syncaty.sandbox.shapes.salla_order import full_order
from syncaty.sandbox.shapes.text import encode
from syncaty.sandbox.shop import Plan, Shop

RIYADH = ZoneInfo("Asia/Riyadh")
FETCHED = datetime(2026, 1, 13, 10, 0, tzinfo=UTC)
SURE = FETCHED - timedelta(minutes=10)
_json = msgspec.json.Decoder(float_hook=Decimal)

Row = dict[str, Any]


@cache
def life(seed: int) -> tuple[Event, ...]:
    """Some weeks of an invented shop, as events."""
    plan = Plan(seed, date(2025, 6, 1), customers=30, orders=80, products=15, days=40)
    return tuple(Shop(plan).history())


def over_the_wire(shape: Any) -> Any:
    return _json.decode(encode(shape))


def webhook(event: Event) -> Decoded:
    body = renderer("salla", 5)(event)  # type: ignore[arg-type]
    return decode(event.name, body, FETCHED, RIYADH)


def fact(decoded: Decoded, kind: Kind, *, weak: bool = False) -> Fact:
    (found,) = [
        each for each in decoded.facts if each.kind == kind and each.version.startswith("0") == weak
    ]
    return found


def differences(one: Fact, other: Fact, *, but: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Give the fields that both speak of and do not agree in."""
    both = (one.fields.keys() & other.fields.keys()) - but
    return {
        name: (one.fields[name], other.fields[name])
        for name in both
        if one.fields[name] != other.fields[name]
    }


TOLD_APART = frozenset({"status_at"})  # the event's instant against the order's own


@pytest.mark.parametrize("seed", range(4))
def test_orders_agree_with_webhooks_field_by_field(seed: int) -> None:
    compared = set()
    for event in life(seed):
        if event.order is None or event.customer is None:
            continue
        told = webhook(event)
        details = over_the_wire(shapes.order_details(event.order, event.customer))
        items = over_the_wire(shapes.order_items(event.order, event.products))
        light = over_the_wire(shapes.light_order(event.order))
        full = over_the_wire(full_order(event.order, event.customer, event.products))
        whole = read_order(details, FETCHED, RIYADH, items)
        for read in (whole, read_order(light, FETCHED, RIYADH), read_order(full, FETCHED, RIYADH)):
            ours, theirs = fact(read, "order"), fact(told, "order")
            assert ours.fields.keys() <= FIELDS["order"]
            assert differences(ours, theirs, but=TOLD_APART) == {}
            compared |= ours.fields.keys() & theirs.fields.keys()
            assert read.warnings == ()
        if event.name == "order.status.updated":
            short = fact(told, "order", weak=True)
            assert differences(fact(whole, "order"), short) == {}
        else:
            assert differences(fact(whole, "customer"), fact(told, "customer")) == {}
            assert fact(whole, "order").fields["items"] == fact(told, "order").fields["items"]
    assert compared >= {"status", "status_name", "total", "discount", "coupon", "items",
                        "customer_id", "placed_at", "refund", "city", "deleted"}  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_customers_and_products_agree_with_webhooks(seed: int) -> None:
    compared = 0
    for event in life(seed):
        if event.order is not None:
            continue
        if event.customer is not None:
            row = over_the_wire(shapes.listed_customer(event.customer))
            read, kind = read_customer(row, FETCHED, RIYADH), "customer"
        elif event.product is not None and event.name in {"product.created", "product.updated"}:
            row = over_the_wire(shapes.listed_product(event.product))
            read, kind = read_product(row, FETCHED, RIYADH), "product"
        else:
            continue
        ours, theirs = read.facts[0], webhook(event).facts[0]
        assert ours.kind == theirs.kind == kind
        assert ours.fields == theirs.fields
        assert read.warnings == ()
        compared += 1
    assert compared > 20


@cache
def some_rows() -> list[Row]:
    rows: list[Row] = []
    for event in life(0):
        if event.order is not None and event.customer is not None and len(rows) < 20:
            row = shapes.order_details(event.order, event.customer)
            row["items"] = shapes.order_items(event.order, event.products)
            rows.append(over_the_wire(row))
    return rows


@settings(deadline=None)
@given(st.data())
def test_a_row_speaks_only_of_what_it_carries(data: st.DataObject) -> None:
    row = data.draw(st.sampled_from(some_rows()))
    kept = data.draw(st.sets(st.sampled_from(sorted(row))))
    part = {key: value for key, value in row.items() if key in kept or key == "id"}
    whole = fact(read_order(row, FETCHED, RIYADH), "order").fields
    said = fact(read_order(part, FETCHED, RIYADH), "order").fields
    assert {**whole, **said, "status_at": 0} == {**whole, "status_at": 0}
    keys = {"status": "status", "customer_id": "customer", "total": "amounts", "items": "items"}
    for field, key in keys.items():
        assert (field in said) == (key in kept)


LIGHT: Row = {
    "id": 90071992547409931,
    "reference_id": 550120871,
    "total": {"amount": 55, "currency": "SAR"},
    "date": {"date": "2025-03-02 20:15:03", "timezone_type": 3, "timezone": "Asia/Riyadh"},
    "status": {"id": 566146469, "name": "بإنتظار المراجعة", "slug": "under_review"},
    "payment_method": "bank",
    "items": [{"name": "بن", "quantity": 1, "thumbnail": ""}],
}


def test_a_light_row() -> None:
    found = fact(read_order(LIGHT, FETCHED, RIYADH), "order")
    placed = datetime(2025, 3, 2, 17, 15, 3, tzinfo=UTC)
    assert found.fields == {
        "reference": "550120871",
        "placed_at": placed,
        "status": "under_review",
        "status_id": 566146469,
        "status_name": "بإنتظار المراجعة",
        "status_at": placed,
        "total": 55,
        "currency": "SAR",
        "payment_method": "bank",
        "deleted": False,
    }


def test_what_a_row_still_needs() -> None:
    details = {"id": 5, "amounts": {"total": {"amount": 5, "currency": "SAR"}}, "customer": None}
    full = {**details, "items": [{"id": 1, "amounts": {"total": 5}}]}
    assert (needs_details(LIGHT), needs_items(LIGHT)) == (True, True)
    assert (needs_details(details), needs_items(details)) == (False, True)
    assert (needs_details(full), needs_items(full)) == (False, False)
    assert needs_items({**full, "items": []})
    assert needs_items({**full, "items": "odd"})
    assert needs_items({**full, "items": [{"id": 1, "amounts": {"total": 5}}, {"name": "x"}]})


def test_no_lines_at_all_do_not_empty_an_order() -> None:
    assert "items" not in fact(read_order(LIGHT, FETCHED, RIYADH, []), "order").fields


def test_when_a_row_last_changed() -> None:
    at = {"date": "2026-01-13 12:00:00.5", "timezone_type": 3, "timezone": "Asia/Riyadh"}
    changed = datetime(2026, 1, 13, 9, 0, 0, 500_000, tzinfo=UTC)
    assert updated_at({"updated_at": at}, RIYADH) == changed
    assert updated_at({"updated_at": "2026-01-13 12:00:00.5"}, RIYADH) == changed
    assert updated_at(LIGHT, RIYADH) is None
    assert updated_at({"updated_at": "soon"}, RIYADH) is None


@pytest.mark.parametrize("read", [read_order, read_customer, read_product])
@pytest.mark.parametrize("bad", [None, 0, "", "x", [], {}])
def test_a_row_that_does_not_say_what_it_is_about(
    read: Callable[[Row, datetime, ZoneInfo], Decoded], bad: object
) -> None:
    with pytest.raises(PermanentError) as caught:
        read({"id": bad}, FETCHED, RIYADH)
    assert caught.value.code == "bad_id"


def test_an_order_whose_total_is_no_amount() -> None:
    with pytest.raises(PermanentError) as caught:
        read_order({**LIGHT, "total": {"amount": "much"}}, FETCHED, RIYADH)
    assert caught.value.code == "bad_money"


def test_odd_values_become_warnings() -> None:
    row = {"id": 5, "first_name": "نورة", "birthday": "yesterday", "mobile": 1, "location": "null"}
    read = read_customer(row, FETCHED, RIYADH)
    assert read.facts[0].fields["first_name"] == "نورة"
    assert "birthday" not in read.facts[0].fields
    assert len(read.warnings) == 2


def test_the_traps_of_the_products_list() -> None:
    row = {
        "id": 5,
        "name": "بن",
        "sku": "",
        "quantity": "50",
        "cost_price": "35",
        "notify_quantity": "10",
        "sale_end": {},
        "sale_price": {"amount": 0, "currency": "SAR"},
        "status": "sale",
        "updated_at": "2024-03-06 13:50:32",
    }
    fields = read_product(row, FETCHED, RIYADH).facts[0].fields
    assert fields == {
        "name": "بن",
        "sku": None,
        "quantity": 50,
        "cost": Decimal(35),
        "sale_price": None,
        "status": "sale",
        "deleted": False,
    }


# Versions: docs/decisions/0007-versions-of-fetched-facts.md


def version_of(row: Mapping[str, Any], at: datetime = FETCHED) -> str:
    return fact(read_order(dict(row), at, RIYADH), "order").version


def said_by_webhook(at: datetime, rank: int = 20) -> str:
    return make_version(weak=False, occurred_at=at, updated_at=at, rank=rank, digest="00000000")


def with_update(at: datetime) -> Row:
    return {**LIGHT, "updated_at": at.isoformat()}


moments = st.integers(-86_400, 86_400).map(lambda seconds: FETCHED + timedelta(seconds=seconds))


@settings(deadline=None)
@given(moments, st.none() | moments)
def test_a_fetch_overrules_the_past_and_leaves_the_last_minutes_to_webhooks(
    told: datetime, changed: datetime | None
) -> None:
    row = LIGHT if changed is None else with_update(changed)
    so_at = SURE if changed is None else max(min(changed, FETCHED), SURE)
    if told != so_at:
        assert (version_of(row) > said_by_webhook(told)) == (so_at > told)


def test_a_change_beyond_the_fetch_is_taken_for_the_fetch() -> None:
    far = FETCHED + timedelta(hours=3)  # a zone mislabelled (X22) must not rule out what follows
    later = FETCHED + timedelta(seconds=1)
    assert version_of(with_update(far)) < said_by_webhook(later)


def test_a_later_fetch_overrules_an_earlier_one() -> None:
    assert version_of(LIGHT, FETCHED + timedelta(seconds=1)) > version_of(LIGHT)


def test_the_version_follows_from_the_content_not_from_the_order_of_keys() -> None:
    backwards = dict(reversed(LIGHT.items()))
    assert version_of(backwards) == version_of(LIGHT)
    assert version_of({**LIGHT, "payment_method": "mada"}) != version_of(LIGHT)


def test_the_customer_inside_an_order_is_as_new_as_himself() -> None:
    changed = FETCHED - timedelta(minutes=1)
    shopper = {"id": 7, "first_name": "نورة", "updated_at": "2025-01-01 10:00:00"}
    row = {**with_update(changed), "customer": shopper}
    read = read_order(row, FETCHED, RIYADH)
    assert fact(read, "order").version[1:16] == f"{changed:%Y%m%dT%H%M%S}"
    assert fact(read, "customer").version[1:16] == f"{SURE:%Y%m%dT%H%M%S}"


def test_names_on_old_lines_stay_old() -> None:
    lines = [{"id": 1, "product_id": 61100, "name": "بن", "amounts": {"total": {"amount": 55}}}]
    mention = fact(read_order(LIGHT, FETCHED, RIYADH, lines), "product", weak=True)
    assert mention.version[:16] == "020250302T171503"


def test_fetching_again_says_the_same_of_the_status() -> None:
    row = with_update(FETCHED - timedelta(days=1))
    found = {
        fact(read_order(row, at, RIYADH), "order").fields["status_at"]
        for at in (FETCHED, FETCHED + timedelta(days=1))
    }
    assert found == {FETCHED - timedelta(days=1)}


def test_what_is_gone() -> None:
    order = gone("order", 5, FETCHED)
    assert (order.kind, order.id, order.fields) == ("order", 5, {"deleted": True})
    product = gone("product", 6, FETCHED)
    assert product.fields == {"deleted": True, "status": "deleted"}
    for found in (order, product):
        assert said_by_webhook(SURE - timedelta(seconds=1)) < found.version
        assert found.version < said_by_webhook(SURE + timedelta(seconds=1))


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
KEYS = ["amounts", "customer", "date", "items", "status", "total", "updated_at", "mobile", "name",
        "price", "sale_price", "quantity", "categories", "brand", "exchange_rate"]  # fmt: skip


@pytest.mark.parametrize("read", [read_order, read_customer, read_product])
@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), values))
def test_no_row_is_too_odd(read: Callable[[Row, datetime, ZoneInfo], Decoded], row: Row) -> None:
    try:
        found = read({**row, "id": 5}, FETCHED, RIYADH)
    except PermanentError as error:
        assert error.code == "bad_money"  # noqa: PT017 - the only error there may be
        return
    assert all(each.fields.keys() <= FIELDS[each.kind] for each in found.facts)
