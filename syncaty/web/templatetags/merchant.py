"""Words and small pieces of the merchant's pages: causes, scores, differences in points."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from syncaty.web import formats
from syncaty.web.marks import SEGMENTS
from syncaty.web.templatetags.drawn import icon, no_segment, windowed
from syncaty.web.templatetags.figures import short_money, zone

register = template.Library()

CAUSES = {
    "ordered": gettext_lazy("ordered again"),
    "refunded": gettext_lazy("an order was refunded"),
    "cancelled": gettext_lazy("an order was cancelled"),
    "edited": gettext_lazy("an order was changed"),
    "edges": gettext_lazy("others moved the edges"),
    "settings": gettext_lazy("the store’s settings changed"),
    "time": gettext_lazy("time passed"),
    "imported": gettext_lazy("history was imported"),
    "changed": gettext_lazy("the customer’s own data changed"),
    "goods": gettext_lazy("a product’s categories or brand changed"),
    "rule": gettext_lazy("the segment’s rule was made or changed"),
    "list": gettext_lazy("put on the list, or taken off it"),
}


@register.simple_tag(name="cause", takes_context=True)
def cause_here(
    context: Mapping[str, Any], key: str, before: str | None = "", *, back: bool | None = None
) -> str | Promise:
    """Say why a customer of the page's store moved."""
    return cause(key, before, back=back, windowed=windowed(context))


def cause(
    key: str, before: str | None = "", *, back: bool | None = None, windowed: bool = False
) -> str | Promise:
    """Say why a customer moved; `before` is the segment he moved from, None for no segment.

    `back` tells whether he had ordered before; None: of customers taken together, nobody knows.
    """
    if key != "ordered" or before is not None:
        return CAUSES.get(key, key)
    if back is None and windowed:
        return _("a first order, or back with a new one")
    return _("back with a new order") if back else _("first order")


@register.filter
def cause_kind(key: str) -> str | Promise:
    """Say a cause for customers taken together: first orders are new orders, too."""
    return _("a new order") if key == "ordered" else CAUSES.get(key, key)


@register.simple_tag
def brief_money(amount: Decimal, currency: str = "SAR") -> SafeString:
    """Write an amount in three figures at most: 973, 5.26k, 561k."""
    size = abs(amount)
    if size < 1000:
        return short_money(amount.quantize(Decimal(1), ROUND_HALF_UP), currency)
    step = Decimal(10) ** (size.adjusted() - 2)
    return short_money((amount / step).quantize(Decimal(1), ROUND_HALF_UP) * step, currency)


@register.simple_tag
def points(now: float, before: float) -> SafeString:
    """Draw how far a share moved, in percentage points."""
    moved = round((now - before) * 100, 1)
    if not moved:
        return format_html('<span class="delta">0.0</span><span>{}</span>', _("points"))
    sign = "+" if moved > 0 else ""
    return format_html(
        '<span class="delta" data-tone="{}">{}{}{}</span><span>{}</span>',
        "good" if moved > 0 else "bad",
        icon("up-s" if moved > 0 else "down-s"),
        sign,
        formats.number(moved, 1),
        _("points"),
    )


@register.simple_tag
def grown(change: int, good: str = "up") -> SafeString:
    """Draw by how many a number grew; `good` says which way is welcome: up, down or none."""
    if not change:
        return SafeString('<span class="delta">0</span>')
    up = change > 0
    tone = "" if good == "none" else "good" if up == (good == "up") else "bad"
    return format_html(
        '<span class="delta" data-tone="{}">{}{}{}</span>',
        tone,
        icon("up-s" if up else "down-s"),
        "+" if up else "",
        formats.number(change),
    )


@register.simple_tag
def scores(r: int | None, f: int | None, m: int | None) -> SafeString:
    """Draw three scores as one code, said in words for those who listen."""
    if r is None or f is None or m is None:
        return SafeString('<span class="dim" aria-hidden="true">–</span>')
    said = _("recency {r}, frequency {f}, money {m}").format(r=r, f=f, m=m)
    return format_html(
        '<span class="scores num" title="{}"><span class="vh">{}</span><i aria-hidden="true">{}</i>'
        '<i aria-hidden="true">{}</i><i aria-hidden="true">{}</i></span>',
        said,
        said,
        r,
        f,
        m,
    )


@register.filter
def time_of_day(moment: datetime | None) -> str:
    """Write the time of day as plain text, without an element of its own."""
    return "" if moment is None else formats.clock(moment, zone())


@register.filter
def days_ago(day: date | None, today: date) -> int | None:
    """Count the days from a day to today."""
    return None if day is None else (today - day).days


@register.filter
def whole(value: Decimal | None) -> Decimal | None:
    """Leave out decimals that say nothing: 2.000 is 2, 2.50 is 2.5."""
    if value is None:
        return None
    plain = value.normalize()
    return plain.quantize(Decimal(1)) if plain == plain.to_integral_value() else plain


@register.filter
def rounded(amount: Decimal | None) -> Decimal | None:
    """Round a mean to hundredths, halves up; what is shown is not reckoned with any more."""
    return None if amount is None else amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


@register.simple_tag
def segment_name(key: str) -> str | Promise:
    """Give the name of a segment as plain text."""
    return SEGMENTS[key].name


@register.simple_tag(takes_context=True)
def ribbon_words(
    context: Mapping[str, Any],
    before: str | None,
    after: str | None,
    customers: int,
    why: str = "",
) -> str:
    """Say how many customers went from one segment to another (None is no order), and why."""
    look = windowed(context)
    ends = [
        str(SEGMENTS[key].name) if key else no_segment(windowed=look) for key in (before, after)
    ]
    said = ngettext(
        "{before} to {after}: {figure} customer",
        "{before} to {after}: {figure} customers",
        customers,
    ).format(before=ends[0], after=ends[1], figure=formats.number(customers))
    return f"{said}, {cause(why, before, windowed=look)}" if why else said


@register.filter
def svg(value: float) -> str:
    """Write a coordinate of a drawing, whatever the language."""
    return f"{value:.1f}"
