"""What can go wrong with a call to Salla: a closed list, each with its sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from syncaty.errors import SyncatyError

SallaCode = Literal[
    "denied_consent",
    "code_refused",
    "invalid_grant",
    "token_refused",
    "user_gone",
    "scope_missing",
    "invalid_client",
    "app_misconfigured",
    "salla_down",
    "salla_slow",
    "salla_failed",
    "bad_answer",
    "rate_limited",
    "forbidden_for_now",
    "gone",
    "invalid_fields",
    "refused",
]
SALLA_CODES: tuple[SallaCode, ...] = get_args(SallaCode)
"""Why a call to Salla failed: documented in docs/operate/errors.md, where a test compares them."""

Fields = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Fault:
    """What a code means: its sentence, and whether the same call may succeed later."""

    sentence: str
    retryable: bool = False


_LATER = (
    " Nothing is lost. What runs in the background tries again by itself; what you began yourself,"
    " begin again in a few minutes."
)

FAULTS: Mapping[SallaCode, Fault] = {
    "denied_consent": Fault(
        "The merchant did not agree at Salla, so nothing was connected and nothing was changed."
        " Start the connection again whenever you like."
    ),
    "code_refused": Fault(
        "Salla no longer accepts this sign-in: it was used before or has waited too long."
        " Nothing was changed. Start the connection again."
    ),
    "invalid_grant": Fault(
        "Salla has ended this store's access. All that was received is kept, and webhooks that"
        " still come are taken in. Reconnect the store."
    ),
    "token_refused": Fault(
        "Salla refuses this store's access token, also after it was renewed. All that was received"
        " is kept. Reconnect the store."
    ),
    "user_gone": Fault(
        "The person who connected this store is no longer an active user at Salla. All that was"
        " received is kept. Reconnect the store as somebody who is."
    ),
    "scope_missing": Fault(
        "The store was connected without a permission that this needs. All else goes on."
        " Add the permission to the app at Salla and reconnect the store."
    ),
    "invalid_client": Fault(
        "Salla does not know this installation's app keys. No store is at fault, and all stay"
        " connected. Whoever runs Syncaty checks SYNCATY_SALLA_CLIENT_ID and"
        " SYNCATY_SALLA_CLIENT_SECRET."
    ),
    "app_misconfigured": Fault(
        "Salla refuses the way this installation asks for access. No store is at fault, and all"
        " stay connected. Whoever runs Syncaty compares the app's callback address and scopes in"
        " Salla's Partner Portal with SYNCATY_PUBLIC_URL and SYNCATY_SALLA_SCOPES."
    ),
    "salla_down": Fault(f"Salla could not be reached.{_LATER}", retryable=True),
    "salla_slow": Fault(f"Salla did not answer in time.{_LATER}", retryable=True),
    "salla_failed": Fault(f"Salla failed on its own side.{_LATER}", retryable=True),
    "bad_answer": Fault(
        f"Salla's answer could not be understood and was not used.{_LATER}", retryable=True
    ),
    "rate_limited": Fault(
        "Salla asks for a pause because the store's calls of this minute are spent."
        " It goes on by itself.",
        retryable=True,
    ),
    "forbidden_for_now": Fault(
        "Salla refuses calls for a while, as it does after many errors in a row."
        " Nothing is lost; it goes on by itself.",
        retryable=True,
    ),
    "gone": Fault("Salla no longer has this. What is known of it here is kept."),
    "invalid_fields": Fault("Salla does not accept what it was given. Nothing was changed there."),
    "refused": Fault(
        "Salla refuses this call and does not say why in a way that is understood."
        " Nothing was changed here."
    ),
}

_RECONNECT = frozenset({"invalid_grant", "token_refused", "user_gone"})
_OURS = frozenset({"invalid_client", "app_misconfigured"})


class SallaError(SyncatyError):
    """A call to Salla did not succeed; the message is fit for a person, and names no secret.

    `status` is the HTTP status, where there was an answer. `said` is Salla's own text, often
    Arabic and at most 300 characters. `scopes` names those of which one is missing, `fields`
    what Salla said of each field. `retry_after` is in seconds. `unsure` tells that Salla may have
    done what was asked all the same: the answer is what is missing.
    """

    def __init__(
        self,
        code: SallaCode,
        *,
        status: int | None = None,
        said: str = "",
        scopes: tuple[str, ...] = (),
        fields: Fields | None = None,
        retry_after: float | None = None,
        unsure: bool = False,
    ) -> None:
        self.code = code
        self.status = status
        self.said = said
        self.scopes = scopes
        self.fields: Fields = fields or {}
        self.retry_after = retry_after
        self.unsure = unsure
        super().__init__(_sentence(code, scopes, self.fields))

    @property
    def retryable(self) -> bool:
        """Whether the same call may succeed later without anybody doing anything."""
        return FAULTS[self.code].retryable

    @property
    def needs_reconnect(self) -> bool:
        """Whether only the merchant can cure it, by connecting the store again."""
        return self.code in _RECONNECT

    @property
    def ours(self) -> bool:
        """Whether this installation's own settings are at fault, never the merchant."""
        return self.code in _OURS


def _sentence(code: SallaCode, scopes: tuple[str, ...], fields: Fields) -> str:
    sentence = FAULTS[code].sentence
    if scopes:
        sentence += f" Missing: {' or '.join(scopes)}."
    told = [f"{name}: {' '.join(texts)}" for name, texts in fields.items()]
    return f"{sentence} Salla says: {'; '.join(told)}" if told else sentence
