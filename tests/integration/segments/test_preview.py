"""Rules hold for whom plain Python says they hold, whatever they ask and on whatever day."""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection
from psycopg.conninfo import make_conninfo

from syncaty.db.pool import domain_dsn
from syncaty.segments.preview import UnknownCustomerError, explain, preview
from syncaty.segments.rules.fields import FIELDS, OPERATORS
from syncaty.segments.rules.parse import parse_line
from syncaty.segments.rules.tree import (
    BOUNDS,
    GOODS,
    MEASURES,
    All,
    AnyOf,
    Bought,
    Compare,
    MemberOf,
    Not,
    Rule,
    Window,
)
from tests.integration.pipeline.shop import Shop
from tests.integration.reading.bazaar import STRANGER, bodies, bought
from tests.integration.segments.reference import World, read_world

ZONE = ZoneInfo("Asia/Riyadh")
TODAY = date(2024, 12, 31)
CITIES, CODES, SOURCES = ("الرياض", "جدة", "Riyadh"), ("SA", "KW"), ("store", "dashboard")


@pytest.fixture(scope="module")
def store(postgres: str, template: str) -> Iterator[Shop]:
    """A year of a small shop, its people and goods described."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres, autocommit=True) as admin:
        admin.execute(f"create database {name} template {template} strategy file_copy".encode())
    with Shop(domain_dsn(make_conninfo(postgres, dbname=name), "syncaty")) as shop:
        shop.conn.execute("update stores set currency = 'SAR'")
        shop.take(bodies(bought()))
        _describe(shop.conn)
        yield shop
    with psycopg.connect(postgres, autocommit=True) as admin:
        admin.execute(f"drop database {name} with (force)".encode())


def _describe(conn: Connection[Any]) -> None:
    conn.execute(
        "update customers set city = (array['الرياض', 'جدة', 'Riyadh', null])[1 + id %% 4],"
        " country_code = (array['SA', 'KW'])[1 + id %% 2],"
        " gender = (array['male', 'female', null])[1 + id %% 3],"
        " birthday = case when id %% 5 > 0"
        "   then date '1972-02-29' + (id * 397 %% 12000)::integer end,"
        " email = (array['a@b.example', '', null])[1 + id %% 3],"
        " joined_at = timestamptz '2023-12-31 21:30:00Z'"
        "   + make_interval(hours => (id * 60)::integer) where store_id = %s",
        (77,),
    )
    conn.execute("update customers set birthday = '2000-02-29' where id = 3")
    conn.execute(
        "update products set brand_id = 900 + id %% 3, categories = jsonb_build_array("
        "jsonb_build_object('id', 700 + id %% 4, 'name', 'x')) where store_id = %s",
        (77,),
    )
    conn.execute(
        "update orders set payment_method = (array['mada', 'cod', null])[1 + id %% 3],"
        " coupon = case when id %% 9 = 0 then 'RAMADAN' end,"
        " source = (array['store', 'dashboard'])[1 + id %% 2],"
        " city = (array['الرياض', 'جدة'])[1 + id %% 2] where store_id = %s",
        (77,),
    )


@pytest.fixture(scope="module")
def world(store: Shop) -> World:
    return read_world(store.conn, store.id, TODAY, ZONE)


_SMALL = st.integers(0, 12)
_DAYS = st.integers(0, 400)
_DATES = st.dates(date(2023, 12, 25), date(2025, 1, 5))
_MONEY = st.integers(0, 2000).map(Decimal)
_TEXTS = {
    "name": ("الغامدي", "Customer", "_", "%", "7"),
    "city": CITIES,
    "country": ("SA", "السعودية"),
    "country_code": CODES,
    "language": ("ar", "en"),
}


def _sorted(pair: tuple[Any, Any]) -> tuple[Decimal, ...]:
    return tuple(sorted(Decimal(each) for each in pair))


@st.composite
def _compares(draw: st.DrawFn) -> Compare:
    field = FIELDS[draw(st.sampled_from(list(FIELDS)))]
    op = draw(st.sampled_from(list(OPERATORS[field.kind])))
    number: st.SearchStrategy[Any] = (
        st.integers(field.low, min(field.high, 80)) if field.kind == "number" else _MONEY
    )
    values: Any
    match OPERATORS[field.kind][op]:
        case "texts":
            texts = field.choices or _TEXTS[field.name]
            values = st.lists(st.sampled_from(texts), min_size=1, max_size=3, unique=True).map(
                tuple
            )
        case "pair":
            values = st.tuples(number, number).map(
                lambda pair: tuple(sorted(Decimal(each) for each in pair))
            )
        case "number":
            values = number
        case "day":
            values = _DATES
        case "days":
            values = _DAYS
        case "yes":
            values = st.booleans()
    return Compare(field.name, op, draw(values))


_WHERE = st.fixed_dictionaries(
    {},
    optional={
        "payment_method": st.just(("mada",)),
        "coupon": st.just(("RAMADAN",)),
        "status": st.sampled_from((("canceled",), ("completed", "canceled"))),
        "source": st.just(("store",)),
        "city": st.just(("جدة",)),
    },
)
_WINDOWS = st.one_of(
    st.just(Window()),
    st.integers(1, 400).map(Window),
    _DATES.map(lambda day: Window(None, day, day + timedelta(days=60))),
    _DATES.map(lambda day: Window(until=day)),
)
_IDS = {
    "anything": (),
    "product": range(501, 523),
    "category": range(700, 705),
    "brand": range(899, 904),
}


@st.composite
def _buys(draw: st.DrawFn) -> Bought:
    goods = draw(st.sampled_from(GOODS))
    ids: tuple[int, ...] = ()
    if goods != "anything":
        chosen = st.lists(st.sampled_from(_IDS[goods]), min_size=1, max_size=3, unique=True)
        ids = tuple(draw(chosen))
    measure = draw(st.sampled_from(MEASURES))
    value = draw(_MONEY if measure == "amount" else _SMALL.map(Decimal))
    return Bought(
        goods,
        ids,
        measure,
        draw(st.sampled_from(BOUNDS)),
        value,
        draw(_WINDOWS),
        tuple(sorted(draw(_WHERE).items())),
    )


def _joins(inner: st.SearchStrategy[Rule]) -> st.SearchStrategy[Rule]:
    several = st.lists(inner, max_size=4).map(tuple)
    return several.map(All) | several.map(AnyOf) | inner.map(Not)


_LEAVES: st.SearchStrategy[Rule] = st.one_of(
    _compares(), _buys(), st.sampled_from(("champions", "lost", "new")).map(MemberOf)
)
_RULES: st.SearchStrategy[Rule] = st.recursive(_LEAVES, _joins, max_leaves=8)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(rule=_RULES, back=st.integers(0, 400))
def test_a_rule_holds_for_whom_plain_python_says(
    store: Shop, world: World, rule: Rule, back: int
) -> None:
    today = TODAY - timedelta(days=back)
    expected = replace(world, today=today).holds_for(rule)
    seen = preview(store.conn, store.id, rule, today, ZONE, limit=1_000)
    assert {each.id for each in seen.sample} == expected
    assert seen.matching == len(expected)
    assert seen.customers == len(world.people)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(rule=_RULES, who=st.integers(1, 70))
def test_an_explanation_agrees_with_the_count(
    store: Shop, world: World, rule: Rule, who: int
) -> None:
    if who not in {each.row["id"] for each in world.people}:
        with pytest.raises(UnknownCustomerError):
            explain(store.conn, store.id, who, rule, TODAY, ZONE)
        return
    why = explain(store.conn, store.id, who, rule, TODAY, ZONE)
    assert why.holds == (who in world.holds_for(rule))
    for leaf in why.leaves:
        assert leaf.holds == (who in world.holds_for(leaf.condition))


def test_a_rule_nobody_fits_and_one_that_everybody_does(store: Shop) -> None:
    nobody = preview(store.conn, store.id, parse_line("orders at_least 1000"), TODAY, ZONE)
    assert (nobody.matching, nobody.sample) == (0, ())
    everybody = preview(store.conn, store.id, parse_line("everybody"), TODAY, ZONE)
    assert everybody.matching == everybody.customers
    assert len(everybody.sample) == 10


def test_two_hundred_conditions_are_one_question(store: Shop, world: World) -> None:
    parts = [
        f"(orders at_least {n % 7} and not bought product {501 + n % 20} at_least 1)"
        for n in range(100)
    ]
    rule = parse_line(" or ".join(parts))
    assert preview(store.conn, store.id, rule, TODAY, ZONE).matching == len(world.holds_for(rule))


def test_what_somebody_writes_reaches_the_database_as_a_value_only(store: Shop) -> None:
    rule = parse_line("""city is ("x'; drop table customers; --", "{rule}", "%(today)s")""")
    assert preview(store.conn, store.id, rule, TODAY, ZONE).matching == 0


def test_an_explanation_names_what_was_looked_at(store: Shop) -> None:
    rule = parse_line(
        'orders at_least 1 or city is "Riyadh" or bought anything at_least 1 last_days 30'
    )
    why = explain(store.conn, store.id, STRANGER, rule, TODAY, ZONE)
    assert (why.leaves[0].value, why.leaves[0].holds) == (0, False)
    assert (why.leaves[2].value, why.leaves[2].holds) == (None, False)
