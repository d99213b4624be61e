"""A customer's timeline in sentences, each with its cause and the webhook behind it."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from syncaty.segments.activity import Entry
from syncaty.web.addresses import of_store
from syncaty.web.drawing import timeline
from syncaty.web.stores import Store
from syncaty.web.templatetags.drawn import moved
from syncaty.web.templatetags.figures import money, num
from syncaty.web.templatetags.merchant import cause as cause_words

FIELDS: Mapping[str, str | Promise] = {
    "name": gettext_lazy("name"),
    "first_name": gettext_lazy("first name"),
    "last_name": gettext_lazy("last name"),
    "email": gettext_lazy("e-mail"),
    "mobile": gettext_lazy("mobile"),
    "city": gettext_lazy("city"),
    "country": gettext_lazy("country"),
    "gender": gettext_lazy("gender"),
    "birthday": gettext_lazy("birthday"),
    "language": gettext_lazy("language"),
    "currency": gettext_lazy("currency"),
}


def entries(found: list[Entry], store: Store) -> list[timeline.Entry]:
    """Give entries as they are drawn."""
    kinds = {
        "order": _order,
        "move": _move,
        "score": _score,
        "member": _member,
        "webhook": _webhook,
    }
    return [kinds[each.kind](each, store) for each in found]


def _order(each: Entry, store: Store) -> timeline.Entry:
    href = of_store("order", store, order=each.id)
    what = format_html(
        _("Order {order} placed, {amount}"),
        order=format_html('<a href="{}"><b class="num">{}</b></a>', href, each.label or each.id),
        amount=money(each.amount, each.currency or store.currency),
    )
    status = format_html("<bdi>{}</bdi>", each.word or "")
    said = status if each.counts else format_html(_("{status}, does not count"), status=status)
    cause = format_html("{}. {}", said, _webhook_link(each, store, _("Latest webhook")))
    return timeline.Entry(
        at=each.at, what=what, cause=cause, icon="cart", tone="good" if each.counts else ""
    )


def _move(each: Entry, store: Store) -> timeline.Entry:
    because = cause_words(each.cause or "", each.from_segment, back=each.back)
    cause = format_html(
        "{} {} {}",
        format_html(_("Because {cause}."), cause=format_html("<b>{}</b>", because)),
        _codes(each),
        _webhook_link(each, store, _("The webhook")),
    )
    return timeline.Entry(
        at=each.at,
        what=moved(each.from_segment, each.to_segment, windowed=store.window_days is not None),
        cause=cause,
        icon="shift",
        segment=each.to_segment or "",
    )


def _score(each: Entry, store: Store) -> timeline.Entry:
    because = format_html(_("Because {cause}."), cause=_because(each))
    return timeline.Entry(
        at=each.at,
        what=format_html("{} {}", _codes(each), _("The segment stays.")),
        cause=format_html("{} {}", because, _webhook_link(each, store, _("The webhook"))),
        icon="rfm",
    )


def _member(each: Entry, store: Store) -> timeline.Entry:
    href = of_store("segment", store, key=each.word)
    segment = format_html('<a href="{}"><bdi>{}</bdi></a>', href, each.label)
    said = _("Entered the segment {segment}") if each.counts else _("Left the segment {segment}")
    because = format_html(_("Because {cause}."), cause=_because(each))
    return timeline.Entry(
        at=each.at,
        what=format_html(said, segment=segment),
        cause=format_html("{} {}", because, _webhook_link(each, store, _("The webhook"))),
        icon="plus" if each.counts else "cross",
        tone="good" if each.counts else "",
    )


def _because(each: Entry) -> SafeString:
    return format_html("<b>{}</b>", cause_words(each.cause or ""))


def _codes(each: Entry) -> SafeString:
    """Say which scores changed with a move: recency 3 to 5, money 4 to 5."""
    if each.from_code is None or each.to_code is None:
        return SafeString("")
    names = (
        _("Recency {before} to {after}"),
        _("Frequency {before} to {after}"),
        _("Money {before} to {after}"),
    )
    pairs = zip(names, str(each.from_code), str(each.to_code), strict=True)
    changed = [
        format_html(said, before=num(int(before)), after=num(int(after)))
        for said, before, after in pairs
        if before != after
    ]
    return format_html_join(" ", "{}.", ((part,) for part in changed))


def _webhook(each: Entry, store: Store) -> timeline.Entry:
    link = _webhook_link(each, store, _("See the webhook"))
    if each.cause == "failed":
        what = (
            format_html(
                _("A webhook of order {order} failed"),
                order=format_html('<b class="num">{}</b>', each.label),
            )
            if each.label
            else format_html(_("A webhook failed: {event}"), event=_code(each.event))
        )
        cause = format_html("{} {}", each.word or "", link)
        return timeline.Entry(at=each.at, what=what, cause=cause, icon="failed", tone="bad")
    own = next((part for part in each.changes or () if part["kind"] == "customer"), None)
    cause = format_html("{} {}", _said(own), link)
    said = _("Registered") if own and own["new"] else _("Details changed")
    return timeline.Entry(at=each.at, what=said, cause=cause, icon="user")


def _said(own: Mapping[str, Any] | None) -> str:
    if own is None or own["new"]:
        return ""
    names = [str(FIELDS[name]) for name in own["fields"] if name in FIELDS]
    return f"{_(', ').join(names)}." if names else ""


def _webhook_link(each: Entry, store: Store, words: str) -> SafeString:
    if each.job_id is None:
        return SafeString("")
    href = of_store("job", store, number=each.job_id)
    return format_html('<a href="{}">{}</a>', href, words)


def _code(text: str | None) -> SafeString:
    return format_html("<code>{}</code>", text or "")
