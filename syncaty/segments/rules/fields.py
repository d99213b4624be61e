"""The closed list of what a rule can ask of a customer, and how each kind is compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from syncaty.segments.classic import SEGMENTS

Kind = Literal["text", "choice", "number", "money", "day", "birthday", "presence"]
Group = Literal["who", "scores", "totals"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field: what is asked, how it is compared, and for choices and numbers what there is."""

    name: str
    kind: Kind
    group: Group
    meaning: str
    choices: tuple[str, ...] = ()
    low: int = 0
    high: int = 1_000_000_000


Operand = Literal["number", "pair", "texts", "day", "days", "yes"]

OPERATORS: Mapping[Kind, Mapping[str, Operand]] = {
    "text": {"is": "texts", "is_not": "texts", "contains": "texts", "known": "yes"},
    "choice": {"is": "texts", "is_not": "texts", "known": "yes"},
    "number": {
        "at_least": "number",
        "at_most": "number",
        "is": "number",
        "is_not": "number",
        "between": "pair",
    },
    "money": {"at_least": "number", "at_most": "number", "between": "pair"},
    "day": {
        "on_or_after": "day",
        "before": "day",
        "days_ago_at_least": "days",
        "days_ago_at_most": "days",
        "known": "yes",
    },
    "birthday": {"within_next_days": "days", "known": "yes"},
    "presence": {"known": "yes"},
}
"""The operators of each kind of field, and what each compares with."""

MOST_DAYS = 3660

_FIELDS = (
    Field("name", "text", "who", "the customer's whole name"),
    Field("city", "text", "who", "the city of the customer's own address"),
    Field("country", "text", "who", "the country by its name"),
    Field("country_code", "text", "who", "the country by its two letters"),
    Field("language", "text", "who", "the language the customer chose"),
    Field("gender", "choice", "who", "as the customer stated it", ("male", "female")),
    Field("age", "number", "who", "whole years since the birthday", high=150),
    Field("birthday", "birthday", "who", "the day of the year"),
    Field("email", "presence", "who", "an e-mail address"),
    Field("mobile", "presence", "who", "a mobile number"),
    Field("joined_on", "day", "who", "the store's day on which the customer signed up"),
    Field("segment", "choice", "scores", "the RFM segment", SEGMENTS),
    Field("r", "number", "scores", "the recency score, 5 best", low=1, high=5),
    Field("f", "number", "scores", "the frequency score, 5 best", low=1, high=5),
    Field("m", "number", "scores", "the money score, 5 best", low=1, high=5),
    Field("orders", "number", "totals", "orders that count"),
    Field("spent", "money", "totals", "money of those orders, less refunds"),
    Field("average_order", "money", "totals", "money spent by order; unknown without orders"),
    Field("refunds", "money", "totals", "money given back on those orders"),
    Field("discounts", "number", "totals", "orders that count with a discount or a coupon"),
    Field("first_order_on", "day", "totals", "the store's day of the first order that counts"),
    Field("last_order_on", "day", "totals", "the store's day of the last order that counts"),
    Field("days_between", "number", "totals", "mean days between orders; unknown below two"),
)

FIELDS: Mapping[str, Field] = {field.name: field for field in _FIELDS}
"""Every field of a customer, by name."""

WHERE: tuple[str, ...] = ("payment_method", "coupon", "status", "source", "city", "country")
"""What orders can be narrowed by: fields of the order."""
