"""The edges between scores, said in plain words."""

from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from syncaty.rfm.bands import Band
from syncaty.web.templatetags.figures import money, num


def band_words(band: Band, currency: str) -> SafeString:
    """Say which values get a score: "within the last 12 days", "4 to 6 orders"."""
    if band.empty:
        return format_html('<span class="dim">{}</span>', _("nobody: too many have one value"))
    if band.dimension == "r":
        return _days(band)
    return _orders(band) if band.dimension == "f" else _money(band, currency)


def days(count: int) -> SafeString:
    """Say a number of days."""
    return format_html(ngettext("{count} day", "{count} days", count), count=num(count))


def orders(count: int) -> SafeString:
    """Say a number of orders."""
    return format_html(ngettext("{count} order", "{count} orders", count), count=num(count))


def _days(band: Band) -> SafeString:
    if band.upto is None:
        return format_html(_("more than {days} ago"), days=days(_whole(band.over)))
    last = _whole(band.upto)
    if band.over is None:
        return (
            format_html(_("within the last {days}"), days=days(last))
            if last
            else format_html("{}", _("today"))
        )
    first = _whole(band.least)
    if first == last:
        return format_html(_("{days} ago"), days=days(last))
    return format_html(_("{first} to {days} ago"), first=num(first), days=days(last))


def _orders(band: Band) -> SafeString:
    first = _whole(band.least)
    if band.upto is None:
        return format_html(_("{orders} and more"), orders=orders(first))
    last = _whole(band.upto)
    if first == last:
        return orders(first)
    return format_html(_("{first} to {orders}"), first=num(first), orders=orders(last))


def _money(band: Band, currency: str) -> SafeString:
    if band.upto is None:
        return format_html(_("over {amount}"), amount=money(band.over, currency))
    if band.over is None:
        return format_html(_("up to {amount}"), amount=money(band.upto, currency))
    return format_html(
        _("over {least} up to {most}"),
        least=money(band.over, currency),
        most=money(band.upto, currency),
    )


def _whole(value: Decimal | None) -> int:
    return int(value or 0)
