"""Tells in sentences what happened to a store's connection."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from syncaty.stores.events import StoreEvent
from syncaty.web.connect import words
from syncaty.web.drawing.timeline import Entry
from syncaty.web.shops import faults
from syncaty.web.templatetags.figures import moment

Text = str | Promise | SafeString
Details = Mapping[str, Any]
NAMED = 5  # so many webhooks are named, more are counted


@dataclass(frozen=True, slots=True)
class Sign:
    """How a kind of event is drawn and said; `more` gives what stands below the sentence."""

    icon: str
    what: Text
    tone: str = ""
    more: Callable[[Details], Text] | None = None


def _source(details: Details) -> Text:
    by_event = details.get("source") == "event"
    return _("by the installation at Salla’s App Store") if by_event else ""


def _why(details: Details) -> Text:
    said = words.reason("needs_reconnect", str(details.get("reason", "")))
    return said.title if said else ""


def _events(details: Details) -> Text:
    names = [str(each) for each in details.get("events") or []]
    if len(names) > NAMED:
        return _webhooks(len(names))
    return format_html('<code dir="ltr">{}</code>', " ".join(names)) if names else ""


def _fault(details: Details) -> Text:
    return faults.checking(str(details.get("fault", ""))) or ""


def _faults(details: Details) -> Text:
    found = dict.fromkeys(str(each) for each in details.get("faults") or [])
    return " ".join(str(faults.webhook(each)) for each in found)


def _plan(details: Details) -> Text:
    return str(details.get("plan") or "")


def _person(details: Details) -> Text:
    return format_html('<bdi class="num">{}</bdi>', details.get("email") or "")


def _span(details: Details) -> Text:
    try:
        ends = [datetime.fromisoformat(str(details[each])) for each in ("since", "until")]
    except (KeyError, ValueError):
        return ""
    return format_html(
        str(_("from {since} to {until}")), since=moment(ends[0]), until=moment(ends[1])
    )


def _count(details: Details) -> Text:
    count = int(details.get("events") or 0)
    return _webhooks(count) if count else ""


def _webhooks(count: int) -> str:
    return str(ngettext("%(n)s webhook", "%(n)s webhooks", count) % {"n": count})


SIGNS: dict[str, Sign] = {
    "connected": Sign("link", _("Connected to Salla"), "good", _source),
    "reconnected": Sign("link", _("Connected again"), "good", _source),
    "token_refreshed": Sign("keys", _("Access renewed")),
    "needs_reconnect": Sign("warn", _("Needs to be reconnected"), "bad", _why),
    "disconnected": Sign("cross", _("Disconnected"), "warn"),
    "uninstalled": Sign("cross", _("The app was uninstalled at Salla"), "warn"),
    "data_removed": Sign(
        "cross", _("The store’s data was removed, as the retention setting says"), "warn"
    ),
    "webhooks_subscribed": Sign("done", _("Webhooks set up"), "good", _events),
    "webhooks_repaired": Sign("retry", _("Webhooks put right"), "good", _events),
    "webhooks_refused": Sign("warn", _("Webhooks not in order"), "bad", _faults),
    "webhooks_unchecked": Sign("warn", _("Webhooks could not be checked"), "warn", _fault),
    "webhooks_removed": Sign("cross", _("Webhooks removed at Salla")),
    "webhooks_left": Sign("warn", _("Webhooks could not be removed at Salla"), "warn"),
    "gap_outage": Sign("warn", _("Syncaty was away; what was missed is fetched"), "warn", _span),
    "gap_silence": Sign(
        "waiting", _("Silent for longer than usual; what changed is fetched"), "warn", _span
    ),
    "gap_signatures": Sign(
        "shield", _("A run of wrong signatures; what changed is fetched"), "warn", _span
    ),
    "gap_subscriptions": Sign(
        "warn", _("Webhooks were missing; what changed is fetched"), "warn", _count
    ),
    "gap_repaired": Sign("done", _("What was missed is here"), "good"),
    "gap_cancelled": Sign("cross", _("Fetching what was missed was ended by somebody"), "warn"),
    "installed": Sign("plus", _("The app was installed at Salla")),
    "app_updated": Sign("edit", _("The app was updated at Salla")),
    "trial_started": Sign("calendar", _("Trial begun"), "", _plan),
    "trial_expired": Sign("calendar", _("Trial ended"), "warn", _plan),
    "trial_canceled": Sign("calendar", _("Trial cancelled"), "warn", _plan),
    "subscription_started": Sign("calendar", _("Subscription begun"), "good", _plan),
    "subscription_renewed": Sign("calendar", _("Subscription renewed"), "good", _plan),
    "subscription_expired": Sign("calendar", _("Subscription ended"), "warn", _plan),
    "subscription_canceled": Sign("calendar", _("Subscription cancelled"), "warn", _plan),
    "member_invited": Sign("mail", _("Somebody was invited"), "", _person),
    "member_joined": Sign("user", _("An invitation was accepted"), "", _person),
    "member_removed": Sign("user", _("Somebody was removed"), "", _person),
    "privacy_changed": Sign("shield", _("Who may leave with an export was decided anew")),
    "owner_added": Sign("user", _("There is a further owner"), "", _person),
}
"""Each kind of event with its sentence; a test compares them with what the product logs."""


def told(event: StoreEvent) -> Entry:
    """Give an event as an entry of the timeline; one we have no words for, by its key."""
    sign = SIGNS.get(event.kind) or Sign("more", format_html("<code>{}</code>", event.kind))
    below = [part for part in (sign.more and sign.more(event.details), _by(event)) if part]
    cause = format_html(" · ".join("{}" for _part in below), *below) if below else ""
    return Entry(event.at, sign.what, cause, sign.icon, tone=sign.tone)


def _by(event: StoreEvent) -> Text:
    return format_html('<bdi class="num">{}</bdi>', event.actor) if event.actor else ""
