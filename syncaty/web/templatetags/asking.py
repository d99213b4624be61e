"""What leads to other addresses: periods, and the rest of a query that a form has to keep."""

from datetime import date

from django import template
from django.http import HttpRequest
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from syncaty.web import formats, periods
from syncaty.web.periods import Period
from syncaty.web.templatetags.figures import language, today

register = template.Library()


@register.simple_tag
def days_range(period: Period) -> SafeString:
    """Write a period: 25 Oct – 23 Nov."""
    text = formats.day_range(period.first, period.last, language(), today().year)
    return format_html("<bdi>{}</bdi>", text)


@register.simple_tag
def later_period(period: Period, now: date) -> Period | None:
    """Give the period after, or None when there is none yet."""
    return period.after(now)


@register.simple_tag
def period_presets(now: date) -> list[Period]:
    """Give the usual periods that end today."""
    return [periods.latest(days, now) for days in periods.PRESETS]


@register.simple_tag(takes_context=True)
def kept_query(context: Context, *replaced: str) -> SafeString:
    """Keep the present query in a form that sets only `replaced`."""
    request: HttpRequest = context["request"]
    kept = (
        (name, value)
        for name, values in request.GET.lists()
        if name not in replaced
        for value in values
    )
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', kept)
