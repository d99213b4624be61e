"""Words for what can be wrong with a webhook, its check, or a sync, by key."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise

STATES: dict[str, tuple[str, str, Text]] = {
    "active": ("done", "done", _("in order")),
    "wanted": ("waiting", "waiting", _("being set up")),
    "missing": ("failed", "failed", _("missing")),
    "altered": ("retry", "warn", _("altered")),
    "refused": ("failed", "failed", _("refused by Salla")),
}
"""The states of a subscription: look, icon and word."""

WEBHOOK: dict[str, Text] = {
    "removed": _("Somebody removed it at Salla."),
    "url_changed": _("Somebody gave it another address at Salla."),
    "strategy_changed": _("Somebody changed at Salla how it is secured."),
    "not_secured": _("Salla has not taken this store’s secret for it yet."),
    "rule_added": _("A rule at Salla keeps some of it back."),
    "version_changed": _("Salla sends it in an old version."),
    "no_address": _("Our own address is not known: whoever runs Syncaty sets SYNCATY_PUBLIC_URL."),
    "url_not_https": _(
        "Salla refuses our address because it does not begin with https. Whoever runs Syncaty sets "
        "SYNCATY_PUBLIC_URL to an https address; what was missed is then fetched."
    ),
    "url_not_public": _(
        "Salla refuses our address because it cannot be reached from the internet. Whoever runs "
        "Syncaty sets SYNCATY_PUBLIC_URL to a public https address; what was missed is then "
        "fetched."
    ),
    "url_refused": _(
        "Salla refuses our address. Check that it can be opened from the internet; it is tried "
        "again with the next check."
    ),
    "event_refused": _(
        "Salla does not offer this event, or no longer. The others are not affected."
    ),
    "refused": _("Salla refuses it and does not say why. It is tried again."),
    "missing": _("It is not there yet."),
}
"""Why a webhook is not as it should be (`stores.webhooks.FAULTS`)."""

CALLS: dict[str, Text] = {
    "denied_consent": _("The merchant did not agree at Salla."),
    "code_refused": _("Salla no longer accepted the consent."),
    "invalid_grant": _("Salla has ended this store’s access. Reconnect the store."),
    "token_refused": _("Salla refuses this store’s access. Reconnect the store."),
    "user_gone": _("Whoever connected the store is no user at Salla any more. Reconnect it."),
    "no_refresh_token": _("This store’s access has ended. Reconnect the store."),
    "not_connected": _("The store is not connected. Reconnect it."),
    "scope_missing": _("A permission is missing. Add it to the app at Salla and reconnect."),
    "invalid_client": _(
        "Salla does not know this installation’s app keys. No store is at fault: whoever runs "
        "Syncaty checks SYNCATY_SALLA_CLIENT_ID and SYNCATY_SALLA_CLIENT_SECRET."
    ),
    "app_misconfigured": _(
        "Salla refuses the way this installation asks. No store is at fault: whoever runs Syncaty "
        "checks the app’s settings in Salla’s Partner Portal."
    ),
    "no_address": _("Our own address is not known: whoever runs Syncaty sets SYNCATY_PUBLIC_URL."),
    "salla_down": _("Salla could not be reached. It is tried again by itself."),
    "salla_slow": _("Salla did not answer in time. It is tried again by itself."),
    "salla_failed": _("Salla failed on its own side. It is tried again by itself."),
    "bad_answer": _("Salla’s answer could not be understood. It is tried again by itself."),
    "rate_limited": _("Salla asks for a pause. It goes on by itself."),
    "forbidden_for_now": _("Salla refuses calls for a while. It goes on by itself."),
    "gone": _("Salla no longer has it."),
    "invalid_fields": _("Salla did not accept what it was given."),
    "refused": _("Salla refuses the call and does not say why."),
}
"""Why a call to Salla did not succeed (`salla.errors.SALLA_CODES`), in a line."""


def webhook(key: str) -> Text:
    """Say why a webhook is not as it should be."""
    return WEBHOOK.get(key) or WEBHOOK["refused"]


def checking(key: str) -> Text | None:
    """Say why a check or a sync rests; None for a key that is not known."""
    return CALLS.get(key)
