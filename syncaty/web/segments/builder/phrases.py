"""The sentences of conditions. {op}, {value} and the like are places for controls.

Each is one text, so that a translator may put the controls in the order of his language.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = str | Promise

NAMES: dict[str, Words] = {
    "name": _("Name"),
    "city": _("City"),
    "country": _("Country"),
    "country_code": _("Country code"),
    "language": _("Language"),
    "gender": _("Gender"),
    "age": _("Age"),
    "birthday": _("Birthday"),
    "email": _("E-mail"),
    "mobile": _("Mobile number"),
    "joined_on": _("Signed up"),
    "segment": _("RFM segment"),
    "r": _("Recency score"),
    "f": _("Frequency score"),
    "m": _("Money score"),
    "orders": _("Number of orders"),
    "spent": _("Money spent"),
    "average_order": _("Average order"),
    "refunds": _("Money refunded"),
    "discounts": _("Discounts used"),
    "first_order_on": _("First order"),
    "last_order_on": _("Last order"),
    "days_between": _("Days between orders"),
    "anything": _("Ordered, or never ordered"),
    "product": _("Bought a product"),
    "category": _("Bought from a category"),
    "brand": _("Bought a brand"),
    "member_of": _("Member of a segment"),
    "all": _("Group: all of them"),
    "any": _("Group: one of them"),
}
"""What is asked for, as menus name it."""

GROUPS: tuple[tuple[Words, tuple[str, ...]], ...] = (
    (_("Behaviour"), ("anything", "product", "category", "brand")),
    (
        _("Totals"),
        (
            *("orders", "spent", "average_order", "first_order_on", "last_order_on"),
            *("days_between", "discounts", "refunds"),
        ),
    ),
    (_("Scores and segments"), ("segment", "member_of", "r", "f", "m")),
    (
        _("Who they are"),
        (
            *("city", "country", "country_code", "language", "gender", "age", "birthday"),
            *("email", "mobile", "joined_on", "name"),
        ),
    ),
    (_("Groups"), ("any", "all")),
)
"""The menu of what can be added."""

SENTENCES: dict[str, Words] = {
    "age": _("are {op} {value} years old"),
    "r": _("have a recency score of {op} {value}"),
    "f": _("have a frequency score of {op} {value}"),
    "m": _("have a money score of {op} {value}"),
    "orders": _("placed {op} {value} orders"),
    "spent": _("spent {op} {value}"),
    "average_order": _("spend {op} {value} an order on average"),
    "refunds": _("got {op} {value} refunded"),
    "discounts": _("used a discount or a coupon {op} {value} times"),
    "days_between": _("leave {op} {value} days between two orders on average"),
    "joined_on": _("signed up {op} {value}"),
    "first_order_on": _("placed their first order {op} {value}"),
    "last_order_on": _("placed their last order {op} {value}"),
    "birthday": _("have their birthday {op} {value}"),
    "member_of": _("are members of {value}"),
    "pair": _("{low} and {high}"),
    "days_ago": _("{value} days ago"),
    "days": _("{value} days"),
    "bought": _("{goods} {ids} {bound} {value} {measure} {window}"),
    "bought_never": _("{goods} {ids} {bound} {window}"),
    "last_days": _("{window} {last_days} days"),
    "between": _("{window} {since} and {until}"),
}
"""Texts and choices have none: there the operator itself is the sentence."""

OPERATORS: dict[str, Words] = {
    "at_least": _("at least"),
    "at_most": _("at most"),
    "is": _("exactly"),
    "is_not": _("not exactly"),
    "between": pgettext_lazy("numbers", "between"),
    "on_or_after": _("on or after"),
    "before": _("before"),
    "days_ago_at_least": pgettext_lazy("days ago", "at least"),
    "days_ago_at_most": pgettext_lazy("days ago", "at most"),
    "within_next_days": _("within the next"),
    "known": _("on a day we know"),
    "unknown": _("on a day we do not know"),
}
FIELD_OPERATORS: dict[tuple[str, str], Words] = {
    ("first_order_on", "known"): _("on any day"),
    ("first_order_on", "unknown"): pgettext_lazy("order", "never"),
    ("last_order_on", "known"): _("on any day"),
    ("last_order_on", "unknown"): pgettext_lazy("order", "never"),
    ("email", "known"): _("have an e-mail address"),
    ("email", "unknown"): _("have no e-mail address"),
    ("mobile", "known"): _("have a mobile number"),
    ("mobile", "unknown"): _("have no mobile number"),
    ("name", "is"): _("are named"),
    ("name", "is_not"): _("are not named"),
    ("name", "contains"): _("have a name with"),
    ("name", "known"): _("gave a name"),
    ("name", "unknown"): _("gave no name"),
    ("city", "is"): _("live in"),
    ("city", "is_not"): _("do not live in"),
    ("city", "contains"): _("live in a city with"),
    ("city", "known"): _("gave a city"),
    ("city", "unknown"): _("gave no city"),
    ("country", "is"): _("live in the country"),
    ("country", "is_not"): _("live outside the country"),
    ("country", "contains"): _("live in a country with"),
    ("country", "known"): _("gave a country"),
    ("country", "unknown"): _("gave no country"),
    ("country_code", "is"): _("live in a country with the code"),
    ("country_code", "is_not"): _("live outside the country with the code"),
    ("country_code", "contains"): _("live in a country whose code has"),
    ("country_code", "known"): _("have a country code"),
    ("country_code", "unknown"): _("have no country code"),
    ("language", "is"): _("chose the language"),
    ("language", "is_not"): _("did not choose the language"),
    ("language", "contains"): _("chose a language with"),
    ("language", "known"): _("chose a language"),
    ("language", "unknown"): _("chose no language"),
    ("gender", "is"): pgettext_lazy("gender", "are"),
    ("gender", "is_not"): pgettext_lazy("gender", "are not"),
    ("gender", "known"): _("stated a gender"),
    ("gender", "unknown"): _("stated no gender"),
    ("segment", "is"): _("score as"),
    ("segment", "is_not"): _("do not score as"),
    ("segment", "known"): _("are scored"),
    ("segment", "unknown"): _("are not scored"),
}

GOODS: dict[str, Words] = {
    "anything": _("ordered"),
    "product": _("bought the product"),
    "category": _("bought from the category"),
    "brand": _("bought the brand"),
}
BOUNDS: dict[str, Words] = {
    "at_least": pgettext_lazy("orders", "at least"),
    "at_most": pgettext_lazy("orders", "at most"),
    "exactly": pgettext_lazy("orders", "exactly"),
    "never": pgettext_lazy("orders", "not once"),
}
MEASURES: dict[str, Words] = {
    "times": pgettext_lazy("measure", "times"),
    "pieces": pgettext_lazy("measure", "pieces"),
    "amount": pgettext_lazy("measure", "{currency} in all"),
}
WINDOWS: dict[str, Words] = {
    "ever": _("at any time"),
    "last_days": _("in the last"),
    "since": pgettext_lazy("window", "since"),
    "until": pgettext_lazy("window", "until"),
    "between": pgettext_lazy("window", "between"),
}
WHERE: dict[str, Words] = {
    "payment_method": _("paid by"),
    "coupon": _("with the coupon"),
    "status": _("in the status"),
    "source": _("that came from"),
    "city": _("delivered to the city"),
    "country": _("delivered to the country"),
}
NARROWING: dict[str, Words] = {
    "payment_method": _("Payment way"),
    "coupon": _("Coupon"),
    "status": _("Order status"),
    "source": _("Source"),
    "city": _("City of delivery"),
    "country": _("Country of delivery"),
}
CHOICES: dict[str, Words] = {"male": _("men"), "female": _("women")}
LABELS: dict[str, Words] = {
    "goods": _("What was bought"),
    "bound": _("How much"),
    "measure": _("Measured in"),
    "window": _("When"),
}
"""Names of controls for those who listen."""
