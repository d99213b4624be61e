"""Random rules for a small store: most of them turn with time."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from random import Random

from syncaty.segments.rules.tree import (
    BOUNDS,
    All,
    AnyOf,
    Bought,
    Compare,
    Goods,
    MemberOf,
    Not,
    Rule,
    Window,
)
from tests.integration.histories.bodies import PRODUCTS

KEYS = ("a", "b", "c", "d")
_GOODS: list[tuple[Goods, tuple[int, ...]]] = [
    ("product", tuple(PRODUCTS)),
    ("category", (700, 701)),
    ("brand", (900, 901)),
]


def rule(chance: Random, depth: int = 0) -> Rule:
    """Give a rule of one to some conditions."""
    kind = chance.random()
    if depth == 2 or kind < 0.5:
        condition: Callable[[Random], Rule] = chance.choice(_CONDITIONS)
        return condition(chance)
    if kind < 0.65:
        return Not(rule(chance, depth + 1))
    parts = tuple(rule(chance, depth + 1) for _ in range(chance.randint(1, 3)))
    return All(parts) if kind < 0.82 else AnyOf(parts)


def _day(chance: Random) -> Rule:
    name = chance.choice(["joined_on", "first_order_on", "last_order_on"])
    op = chance.choice(["days_ago_at_least", "days_ago_at_most"])
    return Compare(name, op, chance.choice([0, 1, 3, 7, 14, 30]))


def _birthday(chance: Random) -> Rule:
    return Compare("birthday", "within_next_days", chance.choice([0, 1, 3, 7, 30, 364]))


def _age(chance: Random) -> Rule:
    age = chance.choice([0, 19, 20, 23, 24, 40, 63, 64])
    if chance.random() < 0.3:
        return Compare("age", "between", (Decimal(age), Decimal(age + 4)))
    return Compare("age", chance.choice(["at_least", "at_most", "is", "is_not"]), age)


def _lately(chance: Random) -> Rule:
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    if chance.random() < 0.4:
        where = (("status", tuple(chance.sample(["completed", "pending", "canceled"], 2))),)
    if chance.random() < 0.1:
        where = (("coupon", ("RAMADAN",)), *where)
    window = Window(chance.choice([1, 2, 5, 14, 30]))
    goods: tuple[Goods, tuple[int, ...]] = ("anything", ())
    if chance.random() < 0.4:
        goods = chance.choice(_GOODS)
    bound, value = chance.choice(BOUNDS), Decimal(chance.randint(0, 2))
    measure = chance.choice(["times", "pieces"])
    return Bought(*goods, "times" if measure == "times" else "pieces", bound, value, window, where)


def _ever(chance: Random) -> Rule:
    goods, ids = chance.choice(_GOODS)
    window = chance.choice(
        [Window(), Window(since=date(2024, 2, 10)), Window(until=date(2024, 2, 8))]
    )
    some = (chance.choice(ids),)
    return Bought(goods, some, "amount", "at_least", Decimal(chance.choice([25, 50])), window)


def _member(chance: Random) -> Rule:
    return MemberOf(chance.choice([*KEYS, "champions", "lost", "new", "at_risk", "hibernating"]))


def _totals(chance: Random) -> Rule:
    names = {"orders": 3, "spent": 150, "r": 5, "f": 4, "m": 4, "refunds": 30, "discounts": 1}
    name = chance.choice(list(names))
    value = chance.randint(1, names[name])
    money = name in ("spent", "refunds")
    return Compare(name, chance.choice(["at_least", "at_most"]), Decimal(value) if money else value)


def _who(chance: Random) -> Rule:
    return Compare("city", chance.choice(["is", "is_not"]), (chance.choice(["Riyadh", "جدة"]),))


_CONDITIONS = (
    _day,
    _day,
    _birthday,
    _age,
    _lately,
    _lately,
    _lately,
    _ever,
    _member,
    _totals,
    _who,
)
