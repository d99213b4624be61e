"""Tells of goods in a rule that a store does not have: it is kept, but may hold for nobody."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from psycopg import Connection
from psycopg.rows import tuple_row

from syncaty.db.queries import load as load_queries
from syncaty.segments.rules.tree import All, AnyOf, Bought, Goods, Not, Rule

_sql = load_queries("syncaty.segments", "warnings.sql")
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Warned:
    """Goods that a rule names and the store does not have; `path` leads to them (`all.2.ids`).

    `code`: unknown_product, unknown_category or unknown_brand.
    """

    code: str
    path: str
    ids: tuple[int, ...]

    @property
    def sentence(self) -> str:
        """Say it, in English."""
        goods = self.code.removeprefix("unknown_")
        shown = ", ".join(map(str, self.ids[:_SHOWN]))
        more = f" and {len(self.ids) - _SHOWN} more" if len(self.ids) > _SHOWN else ""
        return (
            f"The store has no {goods} {shown}{more} now. The rule is taken as it is and goes by "
            "what the orders say; check the number if this was not meant."
        )


def warnings_of(conn: Connection[Any], store_id: int, rule: Rule) -> tuple[Warned, ...]:
    """Give the goods of a rule that the store does not have, from left to right."""
    named = list(_goods(rule, ()))
    if not named:
        return ()
    asked: dict[Goods, set[int]] = {"product": set(), "category": set(), "brand": set()}
    for _, each in named:
        asked[each.goods].update(each.ids)
    parameters = {f"{goods}_ids": sorted(ids) for goods, ids in asked.items()}
    with conn.cursor(row_factory=tuple_row) as cursor:
        row = {"store_id": store_id, **parameters}
        missing = {(goods, each) for goods, each in cursor.execute(_sql["goods_missing"], row)}
    return tuple(
        Warned(f"unknown_{each.goods}", ".".join((*path, "ids")), lost)
        for path, each in named
        if (lost := tuple(number for number in each.ids if (each.goods, number) in missing))
    )


def _goods(rule: Rule, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Bought]]:
    waiting: list[tuple[tuple[str, ...], Rule]] = [(path, rule)]
    while waiting:
        place, each = waiting.pop()
        match each:
            case All(rules) | AnyOf(rules):
                join = "all" if isinstance(each, All) else "any"
                inner = [((*place, join, str(at)), part) for at, part in enumerate(rules)]
                waiting.extend(reversed(inner))
            case Not(part):
                waiting.append(((*place, "not"), part))
            case Bought() if each.ids:
                yield place, each
