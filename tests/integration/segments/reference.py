"""Says in plain Python for whom a rule holds, from the rows of customers, orders and lines."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from psycopg import Connection
from psycopg.rows import dict_row

from syncaty.segments.rules.tree import All, AnyOf, Bought, Compare, MemberOf, Not, Rule

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Person:
    """A customer with his scores (if any) and his orders, each with its lines."""

    row: Row
    scores: Row | None
    orders: list[Row]


@dataclass(frozen=True)
class World:
    """Everything of a store that a rule can ask about, on one day.

    `members` are those of segments of the merchant's own, by their keys.
    """

    people: list[Person]
    products: dict[int, Row]
    today: date
    zone: ZoneInfo
    members: Mapping[str, set[int]] = field(default_factory=dict)

    def holds_for(self, rule: Rule) -> set[int]:
        """Give the customers that a rule holds for."""
        return {each.row["id"] for each in self.people if self._holds(rule, each)}

    def _holds(self, rule: Rule, who: Person) -> bool:
        match rule:
            case All(rules):
                return all(self._holds(each, who) for each in rules)
            case AnyOf(rules):
                return any(self._holds(each, who) for each in rules)
            case Not(inner):
                return not self._holds(inner, who)
            case MemberOf(segment):
                return self._is_member(segment, who)
            case Compare():
                return self._compares(rule, who)
            case Bought():
                return _within(rule, self._bought(rule, who))

    def _is_member(self, segment: str, who: Person) -> bool:
        if segment in self.members:
            return who.row["id"] in self.members[segment]
        return who.scores is not None and who.scores["segment"] == segment

    def _compares(self, rule: Compare, who: Person) -> bool:
        value, asked = self._value(rule.field, who), rule.value
        if rule.op == "known":
            return (value is not None) == asked
        if rule.op == "is_not":
            return not (value in asked if isinstance(asked, tuple) else value == asked)
        if value is None:
            return False
        given: Any = asked
        ways: dict[str, Callable[[], bool]] = {
            "is": lambda: value in given if isinstance(given, tuple) else value == given,
            "contains": lambda: any(each.casefold() in value.casefold() for each in given),
            "at_least": lambda: value >= given,
            "at_most": lambda: value <= given,
            "between": lambda: given[0] <= value <= given[1],
            "on_or_after": lambda: value >= given,
            "before": lambda: value < given,
            "days_ago_at_least": lambda: (self.today - value).days >= given,
            "days_ago_at_most": lambda: (self.today - value).days <= given,
            "within_next_days": lambda: value <= given,
        }
        return ways[rule.op]()

    def _value(self, name: str, who: Person) -> Any:
        ways: dict[str, Callable[[], Any]] = {
            "age": lambda: _age(who.row["birthday"], self.today),
            "birthday": lambda: _days_until(who.row["birthday"], self.today),
            "email": lambda: who.row["email"] or None,
            "mobile": lambda: who.row["mobile"] or None,
            "joined_on": lambda: _day_of(who.row["joined_at"], self.zone),
        }
        if name in ways:
            return ways[name]()
        if name in ("segment", "r", "f", "m"):
            return (who.scores or {}).get(name)
        return _totals(who)[name] if name in _totals(who) else who.row[name]

    def _bought(self, rule: Bought, who: Person) -> Decimal:
        orders = [each for each in who.orders if self._looked_at(rule, each)]
        if rule.goods == "anything":
            if rule.measure == "times":
                return Decimal(len(orders))
            kept = "units" if rule.measure == "pieces" else "value"
            return sum((each[kept] for each in orders), Decimal(0))
        found = [
            (order["id"], line)
            for order in orders
            for line in order["lines"]
            if self._is_among(rule, line["product_id"])
        ]
        if rule.measure == "times":
            return Decimal(len({order for order, _ in found}))
        column = "quantity" if rule.measure == "pieces" else "total"
        return sum((line[column] for _, line in found), Decimal(0))

    def _looked_at(self, rule: Bought, order: Row) -> bool:
        where = dict(rule.where)
        statuses = where.pop("status", None)
        if statuses is None:
            if not order["counts"]:
                return False
        elif order["deleted"] or order["draft"] or order["status"] not in statuses:
            return False
        window, day = rule.window, order["placed_on"]
        if window.last_days and not self.today - timedelta(days=window.last_days) < day:
            return False
        if (window.since and day < window.since) or (window.until and day > window.until):
            return False
        return all(order[name] in values for name, values in where.items())

    def _is_among(self, rule: Bought, product_id: int | None) -> bool:
        if rule.goods == "product" or product_id is None:
            return product_id in rule.ids
        product = self.products.get(product_id, {})
        if rule.goods == "brand":
            return product.get("brand_id") in rule.ids
        return any(each["id"] in rule.ids for each in product.get("categories") or ())


def read_world(conn: Connection[Any], store_id: int, today: date, zone: ZoneInfo) -> World:
    """Read a store's rows as they are."""

    def rows(statement: str) -> Iterable[Row]:
        return conn.cursor(row_factory=dict_row).execute(statement.encode(), (store_id,)).fetchall()

    lines: dict[int, list[Row]] = {}
    for line in rows(
        "select order_id, product_id, quantity, total from order_items where store_id = %s"
    ):
        lines.setdefault(line["order_id"], []).append(line)
    orders: dict[int, list[Row]] = {}
    for order in rows(
        "select o.*, s.currency as own_currency from orders o"
        " join stores s on s.id = o.store_id where o.store_id = %s"
    ):
        orders.setdefault(order["customer_id"], []).append(
            {**order, "lines": lines.get(order["id"], [])}
        )
    scores = {
        each["customer_id"]: each for each in rows("select * from customer_rfm where store_id = %s")
    }
    people = [
        Person(each, scores.get(each["id"]), orders.get(each["id"], []))
        for each in rows("select * from customers where store_id = %s")
    ]
    products = {each["id"]: each for each in rows("select * from products where store_id = %s")}
    return World(people, products, today, zone)


def _within(rule: Bought, bought: Decimal) -> bool:
    match rule.bound:
        case "at_least":
            return bought >= rule.value
        case "at_most":
            return bought <= rule.value
        case "exactly":
            return bought == rule.value


def _totals(who: Person) -> dict[str, Any]:
    counting = [each for each in who.orders if each["counts"]]
    days = sorted(each["placed_on"] for each in counting) or [None]
    spent = sum((each["value"] for each in counting), Decimal(0))
    gaps = len(counting) - 1
    return {
        "orders": len(counting),
        "spent": spent,
        "average_order": spent / len(counting) if counting else None,
        "refunds": sum(map(_given_back, counting), Decimal(0)),
        "discounts": sum((each["discount"] or 0) > 0 or bool(each["coupon"]) for each in counting),
        "first_order_on": days[0],
        "last_order_on": days[-1],
        "days_between": Decimal((days[-1] - days[0]).days) / gaps if gaps > 0 else None,
    }


def _given_back(order: Row) -> Decimal:
    """What was given back in the store's currency; of another one, by the rate the order names."""
    own, refunded = order["own_currency"], Decimal(order["refunded"])
    if order["currency"] in (own, None):
        return refunded
    named = (order["base_currency"], order["exchange_currency"]) == (own, order["currency"])
    if not named or not order["exchange_rate"]:
        return Decimal(0)
    return (refunded / Decimal(order["exchange_rate"])).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def _day_of(at: datetime | None, zone: ZoneInfo) -> date | None:
    return at and at.astimezone(zone).date()


def _age(born: date | None, today: date) -> int | None:
    if born is None or born > today:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _days_until(born: date | None, today: date) -> int | None:
    if born is None:
        return None
    turns = [_turn(born, year) for year in (today.year, today.year + 1)]
    return min((turn - today).days for turn in turns if turn >= today)


def _turn(born: date, year: int) -> date:
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    kept = (born.month, born.day) == (2, 29) and not leap
    return date(year, born.month, 28 if kept else born.day)
