"""What pages say of everything that can go wrong between here and Salla, a sentence for each.

The codes are those of `salla.errors.SALLA_CODES`, of `stores.attempts` and `stores.connection`; a
test asks for every one of them. docs/connect.md lists them with their remedies.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Said:
    """What happened, what is safe, and what to do, in this order. `ours`: the operator's matter."""

    title: Text
    text: Text
    todo: Text = ""
    ours: bool = False


_NOTHING = _("Nothing was connected and nothing was changed.")
_AGAIN_SOON = _("Wait a minute, then press the button again.")
_KEPT = _("Everything received so far is kept, and webhooks that still come are taken in.")
_RECONNECT = _("Reconnect the store; what was missed is then fetched by itself.")

FAILURES: dict[str, Said] = {
    "denied_consent": Said(
        _("You did not agree at Salla"),
        _NOTHING,
        _("If that was a slip, press the button and choose to agree."),
    ),
    "state_wrong": Said(
        _("One press is missing"),
        _(
            "Salla sent you here with a request that did not begin in this browser: you installed "
            "the app from Salla’s App Store, or the link is old. For your safety it was not used, "
            "and nothing was changed."
        ),
        _("Press the button: Salla asks once more, and the store is connected."),
    ),
    "state_used": Said(
        _("This answer of Salla was used before"),
        _("Each works once, so that nobody can use it again. Nothing was changed by it."),
        _("Look at your stores first: yours may be connected already. If not, press the button."),
    ),
    "state_expired": Said(
        _("It took longer than fifteen minutes"),
        _("For your safety an older request is not used. Nothing was changed."),
        _("Press the button and agree at Salla once more."),
    ),
    "state_of_another": Said(
        _("Somebody else began this"),
        _(
            "The request began with another account or in another browser, so it was not used. "
            "Nothing was changed."
        ),
        _("Press the button to begin with your own account."),
    ),
    "begun_elsewhere": Said(
        _("One press is missing"),
        _("You came from Salla without being signed in here, so the request was not used."),
        _("Press the button: Salla asks once more, and the store is connected."),
    ),
    "code_refused": Said(
        _("Salla no longer accepts this consent"),
        _(
            "It was used before, or too much time passed until you came back. Nothing was "
            "connected."
        ),
        _("Press the button and agree once more; it takes a few seconds."),
    ),
    "belongs_to_others": Said(
        _("This store is connected by somebody else"),
        _("Nothing was changed, and they were not disturbed."),
        _("Ask an owner of the store to invite you; you then see it at once."),
    ),
    "salla_down": Said(_("Salla could not be reached"), _NOTHING, _AGAIN_SOON),
    "salla_slow": Said(_("Salla did not answer in time"), _NOTHING, _AGAIN_SOON),
    "salla_failed": Said(_("Salla failed on its own side"), _NOTHING, _AGAIN_SOON),
    "bad_answer": Said(
        _("Salla’s answer could not be understood"),
        _("It was not used. Nothing was connected and nothing was changed."),
        _AGAIN_SOON,
    ),
    "rate_limited": Said(_("Salla asks for a pause"), _NOTHING, _AGAIN_SOON),
    "forbidden_for_now": Said(
        _("Salla refuses calls for a while"),
        _NOTHING,
        _("This passes by itself. Press the button again in some minutes."),
    ),
    "invalid_client": Said(
        _("Salla does not know this installation"),
        _(
            "Its app keys are wrong. This is not your fault or your store’s; every connected store "
            "stays connected."
        ),
        _(
            "Tell whoever runs Syncaty to compare SYNCATY_SALLA_CLIENT_ID and "
            "SYNCATY_SALLA_CLIENT_SECRET with the app in Salla’s Partner Portal."
        ),
        ours=True,
    ),
    "app_misconfigured": Said(
        _("Salla refuses the way this installation asks"),
        _("This is not your fault or your store’s; every connected store stays connected."),
        _(
            "Tell whoever runs Syncaty to compare the app’s callback address and scopes in Salla’s "
            "Partner Portal with SYNCATY_PUBLIC_URL and SYNCATY_SALLA_SCOPES."
        ),
        ours=True,
    ),
    "tokens_unreadable": Said(
        _("What Salla gave cannot be kept safely"),
        _("The key that seals tokens does not fit. Nothing was connected."),
        _("Tell whoever runs Syncaty to check SYNCATY_ENCRYPTION_KEYS."),
        ours=True,
    ),
    "refused": Said(
        _("Salla refuses the connection"),
        _("It does not say why in a way that is understood. Nothing was changed."),
        _("Press the button again; if it stays so, tell whoever runs Syncaty."),
    ),
}
"""What the page of connecting says when somebody comes back without a connection."""

ALIKE: dict[str, str] = {
    "invalid_grant": "code_refused",
    "token_refused": "code_refused",
    "user_gone": "refused",
    "scope_missing": "app_misconfigured",
    "gone": "refused",
    "invalid_fields": "refused",
    "not_connected": "refused",
}
"""Codes that cannot, or can hardly, come up while connecting, and what they mean there."""

REASONS: dict[str, Said] = {
    "by_hand": Said(
        _("This store is not connected to Salla"),
        _(
            "Its webhooks are taken in, but its history cannot be imported and what is missed "
            "cannot be fetched."
        ),
        _("Connect it; what is here already stays."),
    ),
    "invalid_grant": Said(_("Salla has ended this store’s access"), _KEPT, _RECONNECT),
    "token_refused": Said(_("Salla refuses this store’s access"), _KEPT, _RECONNECT),
    "user_gone": Said(
        _("Whoever connected this store is no longer a user at Salla"),
        _KEPT,
        _("Reconnect the store as somebody who is; what was missed is then fetched by itself."),
    ),
    "no_refresh_token": Said(
        _("This store’s access has ended"),
        _(
            "Salla gave leave for two weeks only (the scope offline_access was missing). "
            "Everything received so far is kept."
        ),
        _RECONNECT,
    ),
}
"""Why a store needs to be reconnected, by `state_reason`."""

ENDED: dict[str, Said] = {
    "uninstalled": Said(
        _("The app was uninstalled at Salla"),
        _("No calls are made any more. The store’s data is kept here."),
        _("Connect the store again and it is whole as before; what was missed is fetched."),
    ),
    "disconnected": Said(
        _("This store is disconnected"),
        _("No calls are made any more. The store’s data is kept here."),
        _("Reconnect it and it is whole as before; what was missed is fetched."),
    ),
}
"""Why a store is not connected, by its state."""

LOST: dict[str, Text] = {
    "offline_access": _("the access ends after two weeks, and the store must then be reconnected"),
    "orders.read": _("earlier orders are not imported, and missed ones are not fetched"),
    "customers.read": _("earlier customers are not imported, and missed ones are not fetched"),
    "products.read": _("earlier products are not imported, and missed ones are not fetched"),
    "webhooks.read_write": _("webhooks do not set themselves up; they must be entered by hand"),
    "settings.read": _("the store’s own settings are not read"),
}
"""What does not work without a scope."""


def failure(code: str) -> Said:
    """Give what is said of a failed connection."""
    return FAILURES.get(ALIKE.get(code, code), FAILURES["refused"])


def reason(state: str, why: str) -> Said | None:
    """Give why a store is not connected; None when it is."""
    if state == "connected":
        return None
    return ENDED.get(state) or REASONS.get(why) or REASONS["invalid_grant"]


def lost(scope: str) -> Text:
    """Give what does not work without a scope."""
    return LOST.get(scope) or _("what needs it does not work")
