"""Words for what a column can mean, and how its dates are read, by key."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Text = str | Promise

FIELDS: Mapping[str, Text] = {
    "reference": pgettext_lazy("column", "Order number"),
    "id": pgettext_lazy("column", "Salla’s id of the order"),
    "placed_at": pgettext_lazy("column", "Order date"),
    "status": pgettext_lazy("column", "Status"),
    "customer_name": pgettext_lazy("column", "Customer’s name"),
    "mobile": pgettext_lazy("column", "Customer’s mobile"),
    "email": pgettext_lazy("column", "Customer’s e-mail"),
    "customer_id": pgettext_lazy("column", "Salla’s id of the customer"),
    "total": pgettext_lazy("column", "Total"),
    "sub_total": pgettext_lazy("column", "Subtotal"),
    "tax": pgettext_lazy("column", "Tax"),
    "shipping": pgettext_lazy("column", "Shipping"),
    "discount": pgettext_lazy("column", "Discount"),
    "cash_on_delivery": pgettext_lazy("column", "Fee of cash on delivery"),
    "currency": pgettext_lazy("column", "Currency"),
    "payment_method": pgettext_lazy("column", "Payment method"),
    "coupon": pgettext_lazy("column", "Coupon"),
    "source": pgettext_lazy("column", "Source of the order"),
    "city": pgettext_lazy("column", "City"),
    "country": pgettext_lazy("column", "Country"),
    "product_name": pgettext_lazy("column", "Product"),
    "sku": pgettext_lazy("column", "Product code (SKU)"),
    "quantity": pgettext_lazy("column", "Quantity"),
    "unit_price": pgettext_lazy("column", "Price of one piece"),
}
"""What a column can mean (`syncs.files.known.FIELDS`)."""

DATES: Mapping[str, Text] = {
    "auto": _("Find out from the column"),
    "day": _("Day first: 31/12/2024"),
    "month": _("Month first: 12/31/2024"),
}
