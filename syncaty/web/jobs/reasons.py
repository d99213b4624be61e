"""Why a request was refused, in words, and what to do about it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason in a few words, what it means, and what to do."""

    short: Text
    meaning: Text
    todo: Text


_COMPARE = _(
    "Open the webhook’s settings in the Salla portal and compare its secret with the one of this "
    "store. If it was changed there, add the new one here; both are accepted then."
)
_NOT_SALLA = _(
    "If it did not come from Salla, nothing is to be done: nothing was processed. If it did, "
    "set the security strategy of the webhook in the Salla portal."
)
REASONS = {
    "too_large": Reason(
        _("Too large"),
        _("The body is larger than this server takes. It was read no further."),
        _("If Salla sends such bodies, raise SYNCATY_MAX_BODY."),
    ),
    "too_slow": Reason(
        _("Too slow"),
        _("The body did not arrive in time."),
        _("Salla sends it again by itself. If this is frequent, look at the network in front."),
    ),
    "unreadable": Reason(
        _("Not a webhook"),
        _("The body is not a webhook, and no secret of any store vouches for it."),
        _("Nothing is to be done, unless you sent it yourself."),
    ),
    "signature_missing": Reason(
        _("No signature"),
        _("The request carries no X-Salla-Signature, which this store’s webhooks must."),
        _NOT_SALLA,
    ),
    "signature_wrong": Reason(
        _("Wrong signature"),
        _("The signature was made with another secret, or the body was changed on its way."),
        _COMPARE,
    ),
    "token_missing": Reason(
        _("No token"),
        _("The request carries no Authorization, which this store’s webhooks must."),
        _NOT_SALLA,
    ),
    "token_wrong": Reason(
        _("Wrong token"),
        _("The token is another one than this store’s."),
        _COMPARE,
    ),
    "wrong_strategy": Reason(
        _("Other strategy"),
        _("The webhook is secured by another strategy than the one set here for its store."),
        _("Set the same strategy, signature or token, on both sides."),
    ),
    "unknown_store": Reason(
        _("Unknown store"),
        _("The store is not connected here, and the app’s secret does not match."),
        _("Connect the store with its secret; Salla’s next webhooks are taken then."),
    ),
    "no_secret": Reason(
        _("No secret held"),
        _("The store has no valid secret, so nothing can vouch for its webhooks."),
        _("Add the webhook’s secret to the store."),
    ),
}


def reason(name: str) -> Reason:
    """Give the words of a reason; one that has none here stands for itself."""
    return REASONS.get(name) or Reason(name, _("The request was refused."), "")
