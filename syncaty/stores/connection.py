"""How a store is connected to Salla: connecting, ending, and what people may know of it.

The states: `connected` (calls and webhooks work), `needs_reconnect` (Salla refuses the tokens, or
none were ever given), `uninstalled` (the app was removed at Salla), `disconnected` (a member ended
it here). Whatever the state, webhooks that come are kept and applied, and all data stays.

`state_reason` is a key: `by_hand` (added without tokens), `invalid_grant` (Salla ended the access),
`token_refused`, `user_gone`, `no_refresh_token` (it ended and cannot be renewed), or empty.
"""

import secrets as random
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from psycopg import Connection as DbConnection
from psycopg.rows import class_row, tuple_row

from syncaty import tasks
from syncaty.db.queries import load as load_queries
from syncaty.errors import SyncatyError
from syncaty.salla.oauth import Merchant
from syncaty.salla.tokens import TokenPair
from syncaty.stores.events import log_event
from syncaty.stores.lanes import lane_of
from syncaty.stores.secrets import Keys, Secret

State = Literal["connected", "needs_reconnect", "uninstalled", "disconnected"]
Source = Literal["code", "event"]
ENDED: tuple[State, ...] = ("uninstalled", "disconnected")

_sql = load_queries("syncaty.stores", "connection.sql")
_stores = load_queries("syncaty.stores")

Conn = DbConnection[Any]


class ConnectError(SyncatyError):
    """A store cannot be connected; nothing was changed. `code` is a key for pages."""

    code = "not_connected"


class BelongsToOthersError(ConnectError):
    """The store is connected by somebody else, who must invite."""

    code = "belongs_to_others"

    def __init__(self, store_id: int) -> None:
        self.store_id = store_id
        super().__init__(
            f"Store {store_id} is connected here by somebody else. Nothing was changed. Ask a "
            "member of the store to invite you; you then see it at once."
        )


@dataclass(frozen=True, slots=True)
class Connected:
    """A connection made. `before` is the state the store was in, None for a new one;
    `woken` counts the webhooks that waited for it, `missed_since` is when the last one ended.
    """

    store_id: int
    name: str
    before: State | None
    woken: int
    missed_since: datetime | None = None

    @property
    def created(self) -> bool:
        """Whether the store was unknown until now."""
        return self.before is None


@dataclass(frozen=True, slots=True)
class Connection:
    """How a store is connected, without any secret. Token fields are None without tokens."""

    store_id: int
    name: str
    state: State
    state_at: datetime
    state_reason: str
    connected_at: datetime
    authorized_at: datetime | None
    purged_at: datetime | None
    plan: str | None
    domain: str | None
    owner_email: str | None
    store_type: str | None
    app_plan: str | None
    app_plan_state: str | None
    app_plan_ends_at: datetime | None
    scopes: list[str]
    tokens_issued_at: datetime | None
    tokens_expire_at: datetime | None
    tokens_source: str | None
    renewable: bool
    refreshes: int
    failures: int
    failed_at: datetime | None
    failure: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a store stood when it was locked."""

    state: State
    state_at: datetime
    authorized_at: datetime | None
    name: str


def connect(
    conn: Conn,
    keys: Keys,
    merchant: Merchant,
    pair: TokenPair,
    *,
    user_id: int,
    actor: str,
    operator: bool = False,
) -> Connected:
    """Connect the store a merchant agreed to, or reconnect it: found by its id, never doubled.

    Settings, secrets and data of a held store stay. The user becomes its owner when it has no
    members. Raises BelongsToOthersError, having changed nothing, when others are members and the
    user is not, unless he is an operator.
    """
    held = lock(conn, merchant.id)
    with conn.cursor(row_factory=tuple_row) as cur:
        row = {"store_id": merchant.id, "user_id": user_id}
        has_members, is_member = cur.execute(_sql["membership"], row).fetchone() or (False, False)
    if has_members and not is_member and not operator:
        raise BelongsToOthersError(merchant.id)
    at = pair.issued_at
    if held is not None and held.state in ENDED:
        at = max(at, held.state_at)  # the merchant agreed this instant, whatever other clocks say
    connected = open_store(conn, keys, merchant.id, held, pair, "code", at, actor, merchant)
    if not has_members:
        conn.execute(_sql["member_add"], {**row, "role": "owner"})
    return connected


def lock(conn: Conn, store_id: int) -> Standing | None:
    """Lock a store before its connection is changed; None when it is unknown.

    Waits first for whoever is renewing its tokens, then for other connecting processes.
    """
    row = {"store_id": store_id}
    conn.execute(_sql["tokens_hold"], row)
    # Intake keeps webhooks of unknown stores under the shared form of this lock, so none of them
    # can miss both the new row and the wake-up.
    conn.execute(_stores["waiting_lock"])
    with conn.cursor(row_factory=class_row(Standing)) as cur:
        return cur.execute(_sql["standing"], row).fetchone()


def open_store(  # noqa: PLR0913, PLR0917 - what makes a connection
    conn: Conn,
    keys: Keys,
    store_id: int,
    held: Standing | None,
    pair: TokenPair,
    source: Source,
    at: datetime,
    actor: str = "",
    merchant: Merchant | None = None,
) -> Connected:
    """Make a locked store connected with a pair of tokens; for `connect` and the app's events."""
    conn.execute(
        _sql["open"],
        {
            "store_id": store_id,
            "lane": lane_of(store_id),
            "at": at,
            # The webhooks subscribed from here on are signed.
            "strategy": "signature" if "webhooks.read_write" in pair.scopes else None,
            **_described(merchant),
        },
    )
    put_tokens(conn, keys, store_id, pair, source)
    webhook_secret(conn, keys, store_id)
    before = held.state if held else None
    log_event(conn, store_id, "reconnected" if held else "connected", actor, source=source)
    tasks.defer(conn, "subscribe", store_id=store_id)
    if merchant is None:
        tasks.defer(conn, "describe", store_id=store_id)
    with conn.cursor(row_factory=tuple_row) as cur:
        (woken, _) = cur.execute(_stores["waiting_wake"], {"store_id": store_id}).fetchone() or (
            0,
            0,
        )
    name = (held.name if held else "") or (merchant.name if merchant else None) or ""
    missed_since = held.state_at if held and held.state != "connected" else None
    return Connected(store_id, name, before, int(woken), missed_since)


def put_tokens(conn: Conn, keys: Keys, store_id: int, pair: TokenPair, source: Source) -> None:
    """Keep a pair sealed, in the place of whatever was held."""
    conn.execute(
        _sql["tokens_put"],
        {
            "store_id": store_id,
            "access": keys.seal(Secret(pair.access)),
            "refresh": None if pair.refresh is None else keys.seal(Secret(pair.refresh)),
            "scopes": list(pair.scopes),
            "issued_at": pair.issued_at,
            "expires_at": pair.expires_at,
            "source": source,
        },
    )


def webhook_secret(conn: Conn, keys: Keys, store_id: int) -> Secret:
    """Give the secret that this product's own webhooks of the store are signed with.

    It is made at first need and stays the same. Raises SealError when no key opens it.
    """
    row = {"store_id": store_id}
    with conn.cursor(row_factory=tuple_row) as cur:
        found = cur.execute(_sql["generated_secret"], row).fetchone()
        if found is None:
            made = {**row, "sealed": keys.seal(Secret(random.token_hex(32)))}
            cur.execute(_sql["generated_secret_add"], made)
            found = cur.execute(_sql["generated_secret"], row).fetchone()
    if found is None:
        raise ConnectError(f"Store {store_id} is not known. Nothing was changed.")
    return keys.unseal(found[0])


def describe(conn: Conn, store_id: int, merchant: Merchant) -> None:
    """Keep what Salla says of a connected store: name (unless it has one), plan, domain, owner."""
    conn.execute(_sql["describe"], {"store_id": store_id, **_described(merchant)})


def disconnect(conn: Conn, store_id: int, actor: str, at: datetime) -> bool:
    """End a connection as a member asks: no call and no renewal of tokens happens from now on.

    Webhooks are unsubscribed and the tokens forgotten by a task; settings and data stay. Gives
    whether there was a connection to end.
    """
    lock(conn, store_id)
    if not _end(conn, store_id, "disconnected", "", at, ("connected", "needs_reconnect")):
        return False
    log_event(conn, store_id, "disconnected", actor)
    tasks.defer(conn, "unsubscribe", store_id=store_id)
    return True


def needs_reconnect(conn: Conn, store_id: int, reason: str, at: datetime) -> bool:
    """Note that Salla refuses a connected store's tokens; gives whether that is news.

    The pages then show a notice with a button. `reason` is one of the keys above.
    """
    if not _end(conn, store_id, "needs_reconnect", reason, at, ("connected",)):
        return False
    log_event(conn, store_id, "needs_reconnect", reason=reason)
    return True


def uninstalled(conn: Conn, store_id: int, held: Standing, at: datetime) -> None:
    """End the connection of a locked store whose app was removed: tokens go, data stays."""
    ended = max(at, held.state_at) if held.state in ENDED else at
    states = ("connected", "needs_reconnect", *ENDED)
    _end(conn, store_id, "uninstalled", "", ended, states)
    conn.execute(_sql["tokens_forget"], {"store_id": store_id})
    if held.state != "uninstalled":
        log_event(conn, store_id, "uninstalled")


def connection(conn: Conn, store_id: int) -> Connection | None:
    """Give how a store is connected, or None when it is unknown."""
    with conn.cursor(row_factory=class_row(Connection)) as cur:
        return cur.execute(_sql["connection"], {"store_id": store_id}).fetchone()


def _end(
    conn: Conn, store_id: int, state: State, reason: str, at: datetime, states: tuple[State, ...]
) -> bool:
    row = {"store_id": store_id, "state": state, "reason": reason, "at": at, "states": list(states)}
    return conn.execute(_sql["end"], row).rowcount == 1


def _described(merchant: Merchant | None) -> dict[str, str | None]:
    if merchant is None:
        return {"name": None, "plan": None, "domain": None, "owner_email": None}
    return {
        "name": merchant.name,
        "plan": merchant.plan,
        "domain": merchant.domain,
        "owner_email": merchant.owner_email,
    }
