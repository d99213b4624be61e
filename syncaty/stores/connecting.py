"""The end of the OAuth flow: what happens when a merchant comes back from Salla's consent page."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Protocol

from syncaty.clock import Clock, utc_now
from syncaty.salla.errors import SallaCode, SallaError
from syncaty.salla.oauth import Merchant
from syncaty.salla.tokens import TokenPair, missing_scopes
from syncaty.stores import attempts, connection
from syncaty.stores.connection import Conn, Connected
from syncaty.stores.secrets import Keys

Begin = Callable[[Conn, Connected], None]
"""What follows a connection in its transaction, such as the import of the store's history."""

LOST: Mapping[str, str] = {
    "offline_access": "The access ends after two weeks, and the store must then be reconnected.",
    "orders.read": "The orders of before are not imported, and missed ones are not fetched.",
    "customers.read": "The customers of before are not imported, and missed ones are not fetched.",
    "products.read": "The products of before are not imported, and missed ones are not fetched.",
    "webhooks.read_write": "Webhooks are not configured by themselves; point them here by hand.",
    "settings.read": "The store's own settings at Salla are not read.",
}
"""What will not work without a scope."""

_DENIALS: Mapping[str, SallaCode] = {
    "access_denied": "denied_consent",
    "server_error": "salla_failed",
    "temporarily_unavailable": "salla_down",
    "invalid_client": "invalid_client",
    "unauthorized_client": "app_misconfigured",
    "invalid_scope": "app_misconfigured",
    "invalid_request": "app_misconfigured",
    "unsupported_response_type": "app_misconfigured",
}


class Consent(Protocol):
    """What connecting needs of `salla.oauth.OAuth`."""

    def exchange(self, code: str) -> TokenPair:
        """Turn a code into tokens; raises SallaError."""

    def merchant(self, access: str) -> Merchant:
        """Tell whose tokens these are; raises SallaError."""


@dataclass(frozen=True, slots=True, repr=False)
class Callback:
    """What Salla's redirect carries; `error` is set instead of `code` when there is no consent."""

    state: str
    code: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who came back: the account, the nonce of his browser session, and his name for the record."""

    user_id: int
    session: str
    actor: str
    operator: bool = False


@dataclass(frozen=True, slots=True)
class MissingScope:
    """A scope that was asked for and not granted, with what will not work."""

    scope: str
    lost: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """A store that was connected, and the scopes it lacks."""

    connected: Connected
    missing: tuple[MissingScope, ...]


def complete(  # noqa: PLR0913 - what a callback brings and needs
    open_conn: Callable[[], AbstractContextManager[Conn]],
    keys: Keys,
    oauth: Consent,
    callback: Callback,
    visitor: Visitor,
    begin: Begin,
    *,
    asked: Iterable[str],
    clock: Clock = utc_now,
) -> Arrival:
    """Check the state, exchange the code, see whose store it is, and connect it.

    `open_conn` gives a connection that commits at its end: it is used once for the state, which is
    spent whatever follows, and once for everything else, so nothing half done stays behind. None
    is held while Salla is asked. Raises ConnectError or SallaError; each has a `code`.
    """
    with open_conn() as conn:
        attempts.use(conn, callback.state, visitor.user_id, visitor.session, clock())
    if callback.error or not callback.code:
        raise SallaError(_DENIALS.get(callback.error, "code_refused"))
    pair = oauth.exchange(callback.code)
    merchant = oauth.merchant(pair.access)
    if not pair.scopes:
        pair = replace(pair, scopes=merchant.scopes)
    with open_conn() as conn:
        connected = connection.connect(
            conn,
            keys,
            merchant,
            pair,
            user_id=visitor.user_id,
            actor=visitor.actor,
            operator=visitor.operator,
        )
        begin(conn, connected)
    return Arrival(connected, missing(asked, pair.scopes, renewable=pair.refresh is not None))


def missing(
    asked: Iterable[str], granted: Iterable[str], *, renewable: bool
) -> tuple[MissingScope, ...]:
    """Name the scopes that were asked for and not granted, for a new connection or a held one.

    `renewable` says that there is a refresh token. Nothing is missing where Salla told no scopes.
    """
    now = utc_now()
    pair = TokenPair("", "held" if renewable else None, tuple(granted), now, now)
    return tuple(
        MissingScope(scope, LOST.get(scope, "What needs it does not work."))
        for scope in missing_scopes(asked, pair)
    )
