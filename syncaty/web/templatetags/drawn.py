"""Small drawn pieces: icons, segments, states, changes, lines, figures by score."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from syncaty.web import formats, marks
from syncaty.web.drawing.sparks import points
from syncaty.web.formats import Figure
from syncaty.web.templatetags.figures import ago

register = template.Library()
# Arrows and chevrons turn with the direction of reading; clocks, checks and codes never do.
TURNING = frozenset({"arrow", "left", "right", "back", "logout"})


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """Draw an icon of the sprite; `size="s"` makes it small. Always beside a word or in a label."""
    classes = " ".join(
        word
        for word in ("i", "i-s" if size == "s" else "", "flip" if name in TURNING else "")
        if word
    )
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="#i-{}"/></svg>', classes, name
    )


@register.simple_tag
def shape(key: str) -> SafeString:
    """Draw a segment's shape alone; its name must stand near."""
    mark = marks.SEGMENTS[key]
    return format_html(
        '<svg viewBox="0 0 12 12" aria-hidden="true"><use href="#s-{}"/></svg>', mark.shape
    )


@register.simple_tag
def seg(key: str, href: str = "", *, box: bool = False) -> SafeString:
    """Draw a segment: shape, family colour, name; a link when `href` is given."""
    mark = marks.SEGMENTS[key]
    boxed = SafeString(" data-box") if box else SafeString("")
    inner = format_html("{}<span>{}</span>", shape(key), mark.name)
    if href:
        return format_html(
            '<a class="seg" data-fam="{}"{} href="{}">{}</a>', mark.family, boxed, href, inner
        )
    return format_html('<span class="seg" data-fam="{}"{}>{}</span>', mark.family, boxed, inner)


@register.simple_tag
def family(key: str) -> str:
    """Give the colour family of a segment, for `data-fam`."""
    return marks.SEGMENTS[key].family


def windowed(context: Mapping[str, Any]) -> bool:
    """Tell whether the store of a page looks back some days only."""
    store = getattr(context.get("shell"), "store", None) or context.get("store")
    return getattr(store, "window_days", None) is not None


def no_segment(*, windowed: bool) -> str:
    """Say what it means to be in no segment."""
    return _("no order in the window") if windowed else pgettext("segment", "no order")


@register.simple_tag(name="moved", takes_context=True)
def moved_here(
    context: Mapping[str, Any], before: str | None, after: str | None, then: int | str | None = ""
) -> SafeString:
    """Draw a move in the store of the page; `then` are the days of another window tried."""
    here = windowed(context)
    return moved(before, after, windowed=here, then=here if then == "" else then is not None)


def moved(
    before: str | None, after: str | None, *, windowed: bool = False, then: bool | None = None
) -> SafeString:
    """Draw a move from one segment to another; None is no order, or none in the store's window."""
    looks = (windowed, windowed if then is None else then)
    ends = [
        seg(key) if key else format_html("<span>{}</span>", no_segment(windowed=look))
        for key, look in zip((before, after), looks, strict=True)
    ]
    return format_html(
        '<span class="moved">{}{}<span class="vh">{}</span>{}</span>',
        ends[0],
        icon("arrow", "s"),
        pgettext("move", "to"),
        ends[1],
    )


@register.simple_tag
def state(name: str, outcome: str | None = None) -> SafeString:
    """Draw a job's state: sign and word."""
    mark = marks.state(name, outcome)
    return format_html(
        '<span class="state" data-state="{}">{}{}</span>', mark.look, icon(mark.icon), mark.word
    )


@register.simple_tag
def outcome(name: str | None, due_at: datetime | None = None) -> SafeString | str | Promise:
    """Write what lies beneath a state; failure codes as codes, a retry with its time."""
    if not name:
        return ""
    word = marks.OUTCOMES.get(name)
    if word is None:
        return format_html("<code>{}</code>", name)
    if name == "retry" and due_at is not None:
        return format_html("{} {}", word, ago(due_at))
    return word


@register.simple_tag
def delta(now: Figure | None, before: Figure | None, good: str = "up") -> SafeString:
    """Draw how far a figure moved; `good` says which way is welcome: up, down or none."""
    if now is None or not before:
        return SafeString("")
    text = formats.change(now, before)
    up, still = not text.startswith(formats.MINUS), text == "0.0%"
    if still:
        return format_html('<span class="delta">{}</span>', text)
    tone = "" if good == "none" else "good" if up == (good == "up") else "bad"
    return format_html(
        '<span class="delta" data-tone="{}">{}{}</span>',
        tone,
        icon("up-s" if up else "down-s"),
        text,
    )


@register.simple_tag
def spark(now: Sequence[Figure], before: Sequence[Figure] = (), size: str = "") -> SafeString:
    """Draw a small line, and the period before as a lighter one; the figure beside it is text."""
    if len(now) < 2:
        return SafeString("")
    line_now, line_before = points(now, before)
    earlier = (
        format_html('<polyline class="before" points="{}"/>', line_before) if line_before else ""
    )
    return format_html(
        '<svg class="spark" data-size="{}" viewBox="0 0 120 32" preserveAspectRatio="none"'
        ' aria-hidden="true">{}<polyline class="now" points="{}"/></svg>',
        size,
        earlier,
        line_now,
    )
