"""A segment's rule as a tree: conditions on customers, joined by all, any and not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, get_args

Value = int | Decimal | date | tuple[str, ...] | tuple[int, ...] | tuple[Decimal, Decimal] | bool
"""What a condition compares with; pairs are "from, to", both included."""

Goods = Literal["anything", "product", "category", "brand"]
Measure = Literal["times", "pieces", "amount"]
Bound = Literal["at_least", "at_most", "exactly"]

GOODS: tuple[Goods, ...] = get_args(Goods)
MEASURES: tuple[Measure, ...] = get_args(Measure)
BOUNDS: tuple[Bound, ...] = get_args(Bound)


@dataclass(frozen=True, slots=True)
class All:
    """Holds when every one of its rules does; with none, for everybody."""

    rules: "tuple[Rule, ...]"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Holds when one of its rules does; with none, for nobody."""

    rules: "tuple[Rule, ...]"


@dataclass(frozen=True, slots=True)
class Not:
    """Holds exactly where its rule does not."""

    rule: "Rule"


@dataclass(frozen=True, slots=True)
class Compare:
    """Compares a field of the customer: `orders at_least 3`. What is unknown never compares."""

    field: str
    op: str
    value: Value


@dataclass(frozen=True, slots=True)
class Window:
    """The store's days that orders are looked at in: the last so many, or between two days."""

    last_days: int | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Bought:
    """How often, how many pieces, or for how much a customer bought something.

    `ids` are Salla's numbers of products, categories or brands (none for anything); `where` keeps
    only orders with one of the named values. Without a status among them, orders that count.
    """

    goods: Goods
    ids: tuple[int, ...]
    measure: Measure
    bound: Bound
    value: Decimal
    window: Window = Window()
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class MemberOf:
    """Holds for the members of another segment, named by its key."""

    segment: str


Condition = Compare | Bought | MemberOf
Rule = All | AnyOf | Not | Condition


def conditions(rule: Rule) -> Iterator[Condition]:
    """Give the conditions of a rule from left to right."""
    waiting: list[Rule] = [rule]
    while waiting:
        match waiting.pop():
            case All(rules) | AnyOf(rules):
                waiting.extend(reversed(rules))
            case Not(inner):
                waiting.append(inner)
            case condition:
                yield condition
