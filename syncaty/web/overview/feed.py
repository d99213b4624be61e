"""Tells in sentences what the store's newest jobs did."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from syncaty.segments.activity import Happening
from syncaty.web.addresses import of_store
from syncaty.web.stores import Store
from syncaty.web.templatetags.drawn import moved
from syncaty.web.templatetags.figures import money, num

Change = Mapping[str, Any]
NOTHING = SafeString("")
CANCELLED = frozenset({"canceled", "cancelled"})


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the feed; `weight` 0 marks what is told only when nothing more is known."""

    at: datetime
    job_id: int
    icon: str
    tone: str
    what: SafeString
    below: SafeString
    figure: SafeString
    about: str
    weight: int = 1


def told(happenings: Iterable[Happening], store: Store, most: int = 12) -> list[Item]:
    """Give the newest lines; of one order, steps of its status give way to what matters more."""
    items = [item for each in happenings if (item := _item(each, store))]
    weighty = {item.about for item in items if item.weight}
    chosen: list[Item] = []
    stepped: set[str] = set()
    for item in items:
        if not item.weight and (item.about in weighty or item.about in stepped):
            continue
        stepped.add(item.about)
        chosen.append(item)
    return chosen[:most]


def _item(each: Happening, store: Store) -> Item | None:
    if each.state == "failed":
        return _failed(each, store)
    told_by = {"order": _order, "customer": _customer, "product": _product}.get(each.entity or "")
    main = next((part for part in each.changes if part["kind"] == each.entity), None)
    return told_by(each, main, store) if told_by and main else None


def _make(
    each: Happening,
    icon: str,
    what: SafeString,
    *,
    tone: str = "",
    below: SafeString = NOTHING,
    figure: SafeString = NOTHING,
    weight: int = 1,
) -> Item:
    about = f"{each.entity}{each.entity_id}"
    return Item(each.at, each.job_id, icon, tone, what, below, figure, about, weight)


def _failed(each: Happening, store: Store) -> Item:
    if each.entity == "order" and each.entity_id:
        what = format_html(_("Order {order} could not be processed"), order=_number(each, store))
    else:
        what = format_html(_("{event} could not be processed"), event=_code(each.event))
    return _make(each, "failed", what, tone="bad", below=format_html("{}", each.error or ""))


def _order(each: Happening, main: Change, store: Store) -> Item | None:
    fields = main["fields"]
    number, who = _number(each, store), _who(each, store)
    look = store.window_days is not None
    below = moved(each.from_segment, each.to_segment, windowed=look) if each.moved else NOTHING
    currency = each.currency or store.currency
    if main["new"]:
        said = _("Order {order} placed by {who}") if who else _("Order {order} placed")
        figure = money(each.total, currency)
        what = format_html(said, order=number, who=who)
        return _make(each, "cart", what, tone="good", below=below, figure=figure)
    if "refund" in fields:
        return _refund(each, fields["refund"], number, below or who, currency)
    if fields.get("status", [None, None])[1] in CANCELLED:
        what = format_html(_("Order {order} cancelled"), order=number)
        figure = money(each.total and -each.total, currency)
        return _make(each, "cross", what, tone="warn", below=below or who, figure=figure)
    if "status" in fields:
        status = fields.get("status_name", fields["status"])[1] or fields["status"][1]
        what = format_html(
            _("Order {order} is now {status}"), order=number, status=_name(status or "")
        )
        return _make(each, "arrow", what, below=below or who, weight=1 if each.moved else 0)
    if each.moved:
        what = format_html(_("Order {order} changed"), order=number)
        return _make(each, "edit", what, below=below)
    return None


def _refund(
    each: Happening,
    pair: Sequence[str | None],
    number: SafeString,
    below: SafeString,
    currency: str,
) -> Item:
    whole = pair[1] == "all" or (each.total is not None and _amount(pair[1]) >= each.total)
    said = _("Order {order} refunded") if whole else _("Order {order} refunded in part")
    amount = each.total if whole else _amount(pair[1]) - _amount(pair[0])
    figure = money(amount and -amount, currency)
    what = format_html(said, order=number)
    return _make(each, "back", what, tone="warn", below=below, figure=figure)


def _customer(each: Happening, main: Change, store: Store) -> Item | None:
    who = _who(each, store)
    if not who or not (main["new"] or main["fields"]):
        return None
    said = _("New customer {who}") if main["new"] else _("Details of {who} changed")
    return _make(each, "user", format_html(said, who=who))


def _product(each: Happening, main: Change, store: Store) -> Item | None:
    fields = main["fields"]
    if not fields:
        return None
    href = of_store("product", store, product=each.entity_id)
    name = format_html('<a href="{}"><bdi>{}</bdi></a>', href, main["label"])
    if main["new"]:
        return _make(each, "box", format_html(_("New product {name}"), name=name))
    if fields.get("deleted", [None, False])[1]:
        return _make(each, "box", format_html(_("{name} was deleted"), name=name), tone="warn")
    priced = fields.get("price")
    if priced and all(priced):
        return _make(
            each,
            "box",
            format_html(_("Price of {name} changed"), name=name),
            below=format_html(_("was {figure}"), figure=money(_amount(priced[0]), store.currency)),
            figure=money(_amount(priced[1]), store.currency),
        )
    stock = fields.get("quantity")
    if stock and stock[1] is not None:
        was = format_html(_("was {figure}"), figure=num(int(stock[0]))) if stock[0] else NOTHING
        what = format_html(_("Stock of {name} changed"), name=name)
        return _make(each, "box", what, below=was, figure=num(int(stock[1])))
    return _make(each, "box", format_html(_("{name} changed"), name=name))


def _number(each: Happening, store: Store) -> SafeString:
    href = of_store("order", store, order=each.entity_id)
    label = each.reference or each.entity_id
    return format_html('<a href="{}"><span class="num">{}</span></a>', href, label)


def _who(each: Happening, store: Store) -> SafeString:
    if not each.customer or each.customer_id is None:
        return NOTHING
    href = of_store("customer", store, customer=each.customer_id)
    name = format_html('<a href="{}"><bdi>{}</bdi></a>', href, each.customer)
    if not each.city:
        return name
    return format_html(_("{name}, {city}"), name=name, city=_name(each.city))


def _name(text: str) -> SafeString:
    return format_html("<bdi>{}</bdi>", text)


def _code(text: str) -> SafeString:
    return format_html("<code>{}</code>", text)


def _amount(text: str | None) -> Decimal:
    return Decimal(text) if text and text != "all" else Decimal(0)
