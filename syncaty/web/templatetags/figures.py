"""Figures, money, days and times in templates: `{{ n|num }}`, `{% money amount currency %}`."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from syncaty.clock import utc_now
from syncaty.web import formats
from syncaty.web.formats import Figure

register = template.Library()
NOTHING = SafeString('<span class="dim" aria-hidden="true">–</span>')


def language() -> str:
    """Give the language of the answer being made."""
    return get_language() or "en"


def zone() -> ZoneInfo:
    """Give the zone of the answer being made: the store's on its pages."""
    return ZoneInfo(timezone.get_current_timezone_name())


def today() -> date:
    """Give the present day in the zone of the answer being made."""
    return utc_now().astimezone(zone()).date()


def _num(text: str) -> SafeString:
    return format_html('<span class="num">{}</span>', text)


@register.filter
def num(value: Figure | None, decimals: int | None = None) -> SafeString:
    """Write a figure with grouping, isolated from the direction of the text."""
    return NOTHING if value is None else _num(formats.number(value, decimals))


@register.filter
def pct(ratio: Figure | None, decimals: int = 1) -> SafeString:
    """Write a ratio as a percentage."""
    return NOTHING if ratio is None else _num(formats.percent(ratio, decimals))


@register.filter
def took(seconds: float | None) -> SafeString:
    """Write a measured time."""
    return NOTHING if seconds is None else _num(formats.duration(seconds))


@register.simple_tag
def money(amount: Decimal | None, currency: str = "SAR") -> SafeString:
    """Write an amount; the riyal by its sign, with its letters for screen readers and copies."""
    if amount is None:
        return NOTHING
    parts = formats.money(Decimal(amount), currency)
    return format_html(
        '<span class="money">{}{}{}<span class="frac">{}</span></span>',
        parts.minus,
        sign_of(currency),
        parts.whole,
        parts.fraction,
    )


@register.simple_tag
def short_money(amount: Decimal, currency: str = "SAR") -> SafeString:
    """Write an amount for a narrow place: 973k."""
    text = formats.compact(amount)
    minus = formats.MINUS if text.startswith(formats.MINUS) else ""
    return format_html(
        '<span class="money">{}{}{}</span>',
        minus,
        sign_of(currency),
        text.removeprefix(formats.MINUS),
    )


def sign_of(code: str) -> SafeString:
    """Write a currency's sign, with its letters for those who listen."""
    if code != "SAR":
        return format_html('<span class="cur">{}</span> ', code)
    return format_html(
        '<svg class="sar" viewBox="0 0 24 24" aria-hidden="true"><use href="#sar"/></svg>'
        '<span class="vh">{} </span>',
        _("SAR"),
    )


@register.filter
def day(value: date | None) -> str:
    """Write a day: 23 Nov 2026. A moment is the day it has in the zone of the page."""
    return "" if value is None else formats.day(_local(value), language())


@register.filter
def short_day(value: date | None) -> str:
    """Write a day without its year."""
    return "" if value is None else formats.short_day(_local(value), language())


@register.filter
def both_days(value: date | None) -> str:
    """Write a day with its weekday, and the same day in the Hijri calendar beside it."""
    if value is None:
        return ""
    there = _local(value)
    said = (formats.long_day(there, language()), formats.hijri(there, language()))
    return " · ".join(text for text in said if text)


@register.filter
def hijri(value: date | None) -> str:
    """Write a day in the Hijri calendar."""
    return "" if value is None else formats.hijri(_local(value), language())


@register.filter
def clock(moment: datetime | None) -> SafeString:
    """Write the time of day; the whole moment stands in the element's `datetime`."""
    if moment is None:
        return NOTHING
    here = moment.astimezone(zone())
    return format_html(
        '<time class="num" datetime="{}" title="{} {}">{}</time>',
        here.isoformat(),
        formats.day(here.date(), language()),
        formats.clock(here, zone(), exact=True),
        formats.clock(here, zone()),
    )


@register.filter
def moment(value: datetime | None) -> SafeString:
    """Write a day and time: 23 Nov 2026, 14:32."""
    if value is None:
        return NOTHING
    here = value.astimezone(zone())
    return format_html(
        '<time datetime="{}"><bdi>{}</bdi> <span class="num">{}</span></time>',
        here.isoformat(),
        formats.day(here.date(), language()),
        formats.clock(here, zone())[:5],
    )


@register.filter
def ago(value: datetime | None) -> SafeString:
    """Write how long ago; the exact moment shows on hover."""
    if value is None:
        return NOTHING
    here = value.astimezone(zone())
    return format_html(
        '<time datetime="{}" title="{} {}">{}</time>',
        here.isoformat(),
        formats.day(here.date(), language()),
        formats.clock(here, zone()),
        formats.ago(value, utc_now(), language()),
    )


@register.filter
def words(length: timedelta | None) -> str:
    """Write a length of time in words."""
    return "" if length is None else formats.span(length, language())


def _local(value: date) -> date:
    return value.astimezone(zone()).date() if isinstance(value, datetime) else value
