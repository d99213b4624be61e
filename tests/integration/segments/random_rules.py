"""Random rules that a small shop's customers (see conftest.py) can be asked."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from syncaty.segments.rules.fields import FIELDS, OPERATORS
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

ZONE = ZoneInfo("Asia/Riyadh")
TODAY = date(2024, 12, 31)
CITIES, CODES, SOURCES = ("الرياض", "جدة", "Riyadh"), ("SA", "KW"), ("store", "dashboard")

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


WHERE = st.fixed_dictionaries(
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
        tuple(sorted(draw(WHERE).items())),
    )


_SPANS = st.integers(0, 40) | st.sampled_from([90, 180, 363, 364, 365, 366, 400, 3660])


@st.composite
def timed(
    draw: st.DrawFn,
    products: Sequence[int] = range(501, 521),
    spans: st.SearchStrategy[int] = _SPANS,
) -> Rule:
    """A condition that time alone can turn, within some number of days."""
    kind = draw(st.sampled_from(["day", "birthday", "age", "bought"]))
    if kind == "day":
        name = draw(st.sampled_from(["joined_on", "first_order_on", "last_order_on"]))
        op = draw(st.sampled_from(["days_ago_at_least", "days_ago_at_most"]))
        return Compare(name, op, draw(spans))
    if kind == "birthday":
        return Compare("birthday", "within_next_days", draw(spans))
    if kind == "age":
        ages = st.integers(0, 55)
        if draw(st.booleans()):
            pair = sorted(Decimal(draw(ages)) for _ in range(2))
            return Compare("age", "between", (pair[0], pair[1]))
        op = draw(st.sampled_from(["at_least", "at_most", "is", "is_not"]))
        return Compare("age", op, draw(ages))
    bound = draw(st.sampled_from(BOUNDS))
    times = Decimal(draw(st.integers(0, 3)))
    window = Window(max(1, draw(spans)))
    where = tuple(sorted(draw(WHERE).items()))
    if draw(st.booleans()):
        return Bought("anything", (), "times", bound, times, window, where)
    ids = tuple(draw(st.lists(st.sampled_from(products), min_size=1, max_size=4, unique=True)))
    return Bought("product", ids, "pieces", bound, times, window, where)


def joins(inner: st.SearchStrategy[Rule]) -> st.SearchStrategy[Rule]:
    several = st.lists(inner, max_size=4).map(tuple)
    return several.map(All) | several.map(AnyOf) | inner.map(Not)


LEAVES: st.SearchStrategy[Rule] = st.one_of(
    _compares(), _buys(), st.sampled_from(("champions", "lost", "new")).map(MemberOf)
)
RULES: st.SearchStrategy[Rule] = st.recursive(LEAVES, joins, max_leaves=8)
