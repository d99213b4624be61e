"""The fields of orders, customers, products and scores: their names, and how values are written."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy

from syncaty.web.marks import SEGMENTS
from syncaty.web.templatetags.drawn import seg
from syncaty.web.templatetags.figures import day, moment, money, num

Cell = SafeString | str | None

MONEY = frozenset(
    (
        "sub_total",
        "discount",
        "shipping",
        "cash_on_delivery",
        "tax",
        "total",
        "refund",
        "price",
        "regular_price",
        "sale_price",
        "cost",
        "spent",
    )
)
COUNTS = frozenset({"quantity", "orders", "r", "f", "m"})
HIDDEN = frozenset({"status_id", "brand_id", "avatar", "image", "mobile_raw", "status_custom"})
NAMES: Mapping[str, str | Promise] = {
    "reference": pgettext_lazy("field", "Order number"),
    "placed_at": pgettext_lazy("field", "Placed"),
    "status": pgettext_lazy("field", "Status"),
    "status_name": pgettext_lazy("field", "Status"),
    "status_at": pgettext_lazy("field", "Status since"),
    "status_note": pgettext_lazy("field", "Note"),
    "draft": pgettext_lazy("field", "Draft"),
    "deleted": pgettext_lazy("field", "Deleted"),
    "customer_id": pgettext_lazy("field", "Customer"),
    "currency": pgettext_lazy("field", "Currency"),
    "sub_total": pgettext_lazy("field", "Goods"),
    "discount": pgettext_lazy("field", "Discount"),
    "shipping": pgettext_lazy("field", "Shipping"),
    "cash_on_delivery": pgettext_lazy("field", "Cash on delivery"),
    "tax": pgettext_lazy("field", "Tax"),
    "total": pgettext_lazy("field", "Total"),
    "refund": pgettext_lazy("field", "Refunded"),
    "exchange_rate": pgettext_lazy("field", "Exchange rate"),
    "exchange_currency": pgettext_lazy("field", "Exchanged to"),
    "base_currency": pgettext_lazy("field", "Store currency"),
    "payment_method": pgettext_lazy("field", "Paid by"),
    "source": pgettext_lazy("field", "Source"),
    "coupon": pgettext_lazy("field", "Coupon"),
    "city": pgettext_lazy("field", "City"),
    "country": pgettext_lazy("field", "Country"),
    "items": pgettext_lazy("field", "Items"),
    "first_name": pgettext_lazy("field", "First name"),
    "last_name": pgettext_lazy("field", "Last name"),
    "name": pgettext_lazy("field", "Name"),
    "email": pgettext_lazy("field", "E-mail"),
    "mobile": pgettext_lazy("field", "Mobile"),
    "gender": pgettext_lazy("field", "Gender"),
    "birthday": pgettext_lazy("field", "Birthday"),
    "country_code": pgettext_lazy("field", "Country code"),
    "language": pgettext_lazy("field", "Language"),
    "joined_at": pgettext_lazy("field", "Joined"),
    "sku": pgettext_lazy("field", "SKU"),
    "type": pgettext_lazy("field", "Type"),
    "price": pgettext_lazy("field", "Price"),
    "regular_price": pgettext_lazy("field", "Regular price"),
    "sale_price": pgettext_lazy("field", "Sale price"),
    "cost": pgettext_lazy("field", "Cost"),
    "quantity": pgettext_lazy("field", "In stock"),
    "unlimited": pgettext_lazy("field", "Unlimited stock"),
    "url": pgettext_lazy("field", "Address"),
    "brand": pgettext_lazy("field", "Brand"),
    "categories": pgettext_lazy("field", "Categories"),
    "tags": pgettext_lazy("field", "Tags"),
    "orders": pgettext_lazy("field", "Orders"),
    "spent": pgettext_lazy("field", "Spent"),
    "last_order_on": pgettext_lazy("field", "Last order"),
    "r": pgettext_lazy("field", "Recency score"),
    "f": pgettext_lazy("field", "Frequency score"),
    "m": pgettext_lazy("field", "Money score"),
    "segment": pgettext_lazy("field", "Segment"),
    "state": pgettext_lazy("field", "Connection"),
    "scopes": pgettext_lazy("field", "Permissions"),
    "store_type": pgettext_lazy("field", "Kind of store"),
    "app_plan": pgettext_lazy("field", "Plan of the app"),
    "app_plan_state": pgettext_lazy("field", "State of the plan"),
    "app_plan_ends_at": pgettext_lazy("field", "End of the plan"),
}

STATES: Mapping[str, str | Promise] = {
    "connected": pgettext_lazy("connection", "connected"),
    "needs_reconnect": pgettext_lazy("connection", "needs reconnecting"),
    "uninstalled": pgettext_lazy("connection", "uninstalled"),
    "disconnected": pgettext_lazy("connection", "disconnected"),
}
"""How a store is connected (stores/connection.py)."""


def cell(name: str, value: Any, currency: str) -> Cell:  # noqa: ANN401
    """Write a field's value; None when the field is empty."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if name == "state" and value in STATES:
        return str(STATES[value])
    return _special(name, value, currency) or format_html("<bdi>{}</bdi>", value)


def _special(name: str, value: Any, currency: str) -> Cell:  # noqa: ANN401
    """Write what is more than a text; None when the value is not what its name promises."""
    if name == "refund" and value == "all":
        return gettext("the whole order")
    if name == "segment":
        return seg(value) if value in SEGMENTS else None
    if name in MONEY | COUNTS:
        amount = _decimal(value)
        if amount is None:
            return None
        return money(amount, currency) if name in MONEY else num(amount)
    when = _when(name, value)
    if when is None:
        return None
    return moment(when) if isinstance(when, datetime) else day(when)


def _decimal(value: object) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _when(name: str, value: object) -> datetime | date | None:
    try:
        if name.endswith("_at"):
            return datetime.fromisoformat(str(value))
        if name.endswith("_on") or name == "birthday":
            return date.fromisoformat(str(value))
    except ValueError:
        return None
    return None
