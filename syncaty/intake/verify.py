"""Decides who vouches for a webhook: one of its store's secrets, or one of the app's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from syncaty.intake.headers import Headers
from syncaty.intake.refusals import Reason, Refused
from syncaty.salla.signature import Strategy, matching_secret
from syncaty.stores.secrets import Secret
from syncaty.stores.store import Store

APP = "app"


@dataclass(frozen=True, slots=True)
class App:
    """The Salla app's own secrets, and the strategy its webhooks are secured by."""

    secrets: tuple[Secret, ...]
    strategy: Strategy


def verify(headers: Headers, body: bytes, store: Store, app: App, now: datetime) -> str:
    """Give who vouches for a connected store's webhook: the number of its secret, or "app".

    The strategy is the store's, or for the app's secrets also the app's, whatever the request says
    of it, and what is signed are the raw bytes. Raises Refused.
    """
    names, secrets = valid_secrets(store, now)
    names += [APP] * len(app.secrets)
    secrets += app.secrets
    found = match(headers, body, store.strategy, secrets)
    if found is None and app.strategy != store.strategy and vouched_by_app(headers, body, app):
        return APP
    if found is None:
        wrong: Reason = "signature_wrong" if store.strategy == "signature" else "token_wrong"
        reason = _missing(headers, store.strategy) or (wrong if secrets else "no_secret")
        raise Refused(reason, store.id)
    return names[found]


def verify_unknown(headers: Headers, body: bytes, app: App) -> str:
    """Give who vouches for a store not connected, which only the app can; raises Refused."""
    if not vouched_by_app(headers, body, app):
        raise Refused(_missing(headers, app.strategy) or "unknown_store")
    return APP


def vouched_by_app(headers: Headers, body: bytes, app: App) -> bool:
    """Tell whether one of the app's secrets vouches for a request."""
    return match(headers, body, app.strategy, app.secrets) is not None


def match(
    headers: Headers, body: bytes, strategy: Strategy, secrets: Sequence[Secret]
) -> int | None:
    """Give the index of the secret that vouches for the request, or None."""
    return matching_secret(
        strategy,
        [secret.value for secret in secrets],
        body,
        signature=headers.signature,
        authorization=headers.authorization,
    )


def valid_secrets(store: Store, now: datetime) -> tuple[list[str], list[Secret]]:
    """Give the numbers and values of a store's secrets that have not ended."""
    valid = [s for s in store.secrets if s.expires_at is None or s.expires_at > now]
    return [str(held.id) for held in valid], [held.secret for held in valid]


def _missing(headers: Headers, strategy: Strategy) -> Reason | None:
    """Say what the request lacks when it does not carry what its strategy needs."""
    if strategy == "signature":
        needed, other = headers.signature, headers.authorization
        missing: Reason = "signature_missing"
    else:
        needed, other = headers.authorization, headers.signature
        missing = "token_missing"
    if needed is not None:
        return None
    return missing if other is None else "wrong_strategy"
