"""Tags of the pages of jobs."""

from datetime import datetime, timedelta

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from syncaty.jobs.job import Job
from syncaty.web import formats, marks
from syncaty.web.jobs.places import address
from syncaty.web.templatetags.figures import language, today, zone

register = template.Library()


@register.simple_tag(takes_context=True)
def job_href(context: Context, job: Job) -> str:
    """Give the address of a job, in the store the page is of or over all of them."""
    return address("job", context.get("store"), number=job.id)


@register.filter
def job_icon(job: Job) -> str:
    """Give the icon of a job's state."""
    return "ignored" if job.outcome == "ignored" else marks.state(job.state, job.outcome).icon


@register.filter
def exact_clock(moment: datetime | None) -> SafeString:
    """Write the time of day to the millisecond, with the day before it unless it is today."""
    if moment is None:
        return SafeString("")
    here = moment.astimezone(zone())
    clock, _point, thousandths = formats.clock(here, zone(), exact=True).partition(".")
    day = "" if here.date() == today() else formats.short_day(here.date(), language())
    return format_html(
        '<time datetime="{}">{}<span class="num">{}<span class="dim">.{}</span></span></time>',
        here.isoformat(),
        format_html("<bdi>{}</bdi> ", day) if day else "",
        clock,
        thousandths,
    )


@register.filter
def plain_moment(moment: datetime) -> str:
    """Write a moment as text: 14:32, or 22 Nov 14:32 when it is not of today."""
    here = moment.astimezone(zone())
    clock = formats.clock(here, zone())[:5]
    return clock if here.date() == today() else f"{_short(here)} {clock}"


@register.filter
def tick(moment: datetime, step: timedelta) -> SafeString | str:
    """Write a moment under the bar: its time, or its day when the bar is long."""
    here = moment.astimezone(zone())
    if step >= timedelta(hours=1):
        return _short(here)
    return format_html('<span class="num">{}</span>', formats.clock(here, zone())[:5])


def _short(here: datetime) -> str:
    return formats.short_day(here.date(), language())
