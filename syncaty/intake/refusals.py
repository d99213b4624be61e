"""Every way a webhook can be refused: a closed list, documented in docs/operate/refusals.md."""

from dataclasses import dataclass
from typing import Literal

Reason = Literal[
    "too_large",
    "too_slow",
    "unreadable",
    "signature_missing",
    "signature_wrong",
    "token_missing",
    "token_wrong",
    "wrong_strategy",
    "unknown_store",
    "no_secret",
    "overloaded",
    "database_away",
    "not_kept_in_time",
]

RETRY_AFTER_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Refusal:
    """One way to refuse: the answer's status and sentence, and whether the request is kept.

    Answers that ask the sender to come again (503) are counted but not kept: the request itself
    comes again, and keeping it may be just what is not possible.
    """

    reason: Reason
    status: int
    message: str

    @property
    def kept(self) -> bool:
        """Say whether such requests are shown to the operator."""
        return self.status != 503


REFUSALS: dict[Reason, Refusal] = {
    refusal.reason: refusal
    for refusal in (
        Refusal("too_large", 413, "The body is larger than this server takes."),
        Refusal("too_slow", 408, "The body did not arrive in time. Send it again."),
        Refusal(
            "unreadable",
            400,
            "The body is not a webhook (a JSON object with event, merchant and data), and no "
            "secret vouches for it.",
        ),
        Refusal("signature_missing", 401, "The X-Salla-Signature header is missing."),
        Refusal(
            "signature_wrong",
            401,
            "The signature does not match. Compare the webhook's secret with the one kept here.",
        ),
        Refusal("token_missing", 401, "The Authorization header is missing."),
        Refusal(
            "token_wrong",
            401,
            "The token does not match. Compare the webhook's secret with the one kept here.",
        ),
        Refusal(
            "wrong_strategy",
            401,
            "The webhook is secured by another strategy than the one set here for its store.",
        ),
        Refusal(
            "unknown_store",
            401,
            "The store is not connected here, and the app's secret does not match.",
        ),
        Refusal("no_secret", 401, "The store has no valid secret to check its webhooks with."),
        Refusal("overloaded", 503, "Too many webhooks are waiting. Send it again later."),
        Refusal("database_away", 503, "The database cannot be reached. Send it again later."),
        Refusal(
            "not_kept_in_time", 503, "The webhook could not be kept in time. Send it again later."
        ),
    )
}


class Refused(Exception):  # noqa: N818 - it reads as what happened
    """A webhook is refused. `store_id` is the connected store it claims, or 0."""

    def __init__(self, reason: Reason, store_id: int = 0) -> None:
        super().__init__(reason)
        self.refusal = REFUSALS[reason]
        self.store_id = store_id
