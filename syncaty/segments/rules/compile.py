"""Compiles a rule to SQL: pieces of `rules.sql` put together, every value a parameter.

What a person wrote reaches the database as a parameter only. Everything that depends on time does
so by `today`, the store's day, so a rule changes its mind at the store's midnight and never else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, tzinfo
from decimal import Decimal
from typing import Any

from psycopg.sql import SQL, Composable, Composed, Identifier, Placeholder

from syncaty.db.queries import load as load_queries
from syncaty.segments.rules.fields import FIELDS, OPERATORS
from syncaty.segments.rules.tree import (
    All,
    AnyOf,
    Bought,
    Compare,
    Condition,
    MemberOf,
    Not,
    Rule,
    Window,
)

_TOTALS = {"times": "field_orders", "amount": "field_spent"}

_sql = load_queries("syncaty.segments.rules", "rules.sql")


@dataclass(slots=True)
class Compiler:
    """Compiles rules of one statement; `parameters` grow as rules are added.

    `stored` gives the number of each segment of the merchant's own, by its key.
    """

    store_id: int
    today: date
    zone: tzinfo
    parameters: dict[str, Any] = field(default_factory=dict)
    stored: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.parameters.update(store_id=self.store_id, today=self.today, zone=str(self.zone))

    def rule(self, rule: Rule) -> Composable:
        """Give a rule as an expression that is true, or false or null, of a customer `c`, `s`."""
        match rule:
            case All(rules):
                return self._joined(rules, SQL(" and "), SQL("true"))
            case AnyOf(rules):
                return self._joined(rules, SQL(" or "), SQL("false"))
            case Not(inner):
                return SQL("({}) is not true").format(self.rule(inner))
            case condition:
                return SQL("({})").format(self.condition(condition))

    def condition(self, condition: Condition) -> Composable:
        """Give one condition as such an expression."""
        match condition:
            case Compare():
                return self._compare(condition)
            case Bought():
                return self._bought_holds(condition)
            case MemberOf(segment) if segment in self.stored:
                return self._piece("member_of", value=self.stored[segment])
            case MemberOf(segment):
                return self._piece("op_is", field=SQL(_sql["field_segment"]), value=[segment])

    def looked_at(self, condition: Condition) -> Composable:
        """Give the value of a customer that a condition looks at."""
        match condition:
            case Compare(name):
                return self._piece(f"field_{name}")
            case Bought(measure=measure):
                found = self._bought(condition)
                return self._piece("bought_value", bought=found, measure=Identifier(measure))
            case MemberOf(segment) if segment in self.stored:
                return self._piece("member_of", value=self.stored[segment])
            case MemberOf():
                return SQL(_sql["field_segment"])

    def _joined(self, rules: Sequence[Rule], word: SQL, nothing: SQL) -> Composable:
        if not rules:
            return nothing
        return SQL("({})").format(word.join([self.rule(each) for each in rules]))

    def _compare(self, condition: Compare) -> Composable:
        kind = FIELDS[condition.field].kind
        left = SQL("({})").format(self._piece(f"field_{condition.field}"))
        value: Any = condition.value
        match OPERATORS[kind][condition.op], condition.op:
            case "pair", _:
                return self._piece("op_between", field=left, low=value[0], high=value[1])
            case "texts", "contains":
                value = [f"%{_literal(each)}%" for each in value]
            case "texts", _:
                value = list(value)
            case "number", "is":
                return self._piece("op_equals", field=left, value=value)
            case "number", "is_not":
                return self._piece("op_equals_not", field=left, value=value)
        return self._piece(f"op_{condition.op}", field=left, value=value)

    def _bought_holds(self, condition: Bought) -> Composable:
        """Ask for those who bought enough; a bound that nothing satisfies is asked the other way.

        Somebody who bought nothing has no row, so he is found as not being among the others.
        """
        if total := _TOTALS.get(condition.measure) if _is_total(condition) else None:
            field = SQL(_sql[total])
            name = "op_equals" if condition.bound == "exactly" else f"op_{condition.bound}"
            return self._piece(name, field=field, value=condition.value)
        return self._bought_enough(condition)

    def _bought_enough(self, condition: Bought) -> Composable:
        value = condition.value
        match condition.bound:
            case "at_least" if value == 0:
                return SQL("true")
            case "at_least":
                return self._among("bought_at_least", condition, value=value)
            case "at_most":
                return SQL("not {}").format(self._among("bought_above", condition, value=value))
            case "exactly" if value == 0:
                return SQL("not {}").format(self._among("bought_any", condition))
            case "exactly":
                return self._among("bought_exactly", condition, value=value)

    def _among(self, name: str, condition: Bought, **parts: Decimal) -> Composable:
        measure = Identifier(condition.measure)
        found = self._piece(name, bought=self._bought(condition), measure=measure, **parts)
        return self._piece("among", found=self._found(found))

    def _found(self, found: Composable) -> Composable:
        """Give where to look for customers that a question finds: the question itself."""
        return found

    def _bought(self, condition: Bought) -> Composable:
        joined = self._orders(condition)
        if condition.goods == "anything":
            return self._piece("bought_anything", orders=joined)
        goods = self._piece(f"goods_{condition.goods}", ids=list(condition.ids))
        counted = "bought_times" if condition.measure == "times" else "bought_lines"
        return self._piece(counted, orders=joined, goods=goods)

    def _orders(self, condition: Bought) -> Composable:
        """Give the expression that is true of the orders to look at."""
        where = dict(condition.where)
        statuses = where.pop("status", None)
        orders = [
            self._piece("orders_counting")
            if statuses is None
            else self._piece("orders_in_status", value=list(statuses))
        ]
        window = condition.window
        for name, value in (
            ("last_days", window.last_days),
            ("since", window.since),
            ("until", window.until),
        ):
            if value is not None:
                orders.append(self._piece(f"orders_{name}", value=value))
        orders += [
            self._piece(f"orders_with_{name}", value=list(values)) for name, values in where.items()
        ]
        return SQL(" and ").join(orders)

    def _piece(self, name: str, **parts: Composable | Decimal | date | list[Any] | int) -> Composed:
        """Fill a piece: with other pieces as they are, with values as parameters."""
        return SQL(_sql[name]).format(
            **{
                each: part if isinstance(part, Composable) else self._parameter(part)
                for each, part in parts.items()
            }
        )

    def _parameter(self, value: object) -> Placeholder:
        name = f"v{len(self.parameters)}"
        self.parameters[name] = value
        return Placeholder(name)


def _is_total(condition: Bought) -> bool:
    """Tell whether a condition asks for what is kept of every customer anyway."""
    whole = condition.window == Window() and not condition.where
    return condition.goods == "anything" and whole


def _literal(text: str) -> str:
    """Give a text as a pattern that only the text itself fits."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
