"""The access token of a store, renewed ahead of its end, by one process at a time.

A refresh token works once, and using it twice makes Salla revoke everything (salla reference, 12).
Whoever renews a pair therefore locks its row before he calls Salla, and lets go of it when both new
tokens are committed. Should the database go away in that moment, the pair is saved by a further
connection. If this process or machine dies between Salla's answer and the commit, the new pair is
lost, as nothing can commit in two places at once: the next renewal is then refused, and the store
needs reconnecting.
"""

import time
from collections.abc import Callable
from datetime import datetime
from functools import partial

import psycopg

from syncaty.clock import Clock, utc_now
from syncaty.db.pool import Conn
from syncaty.db.queries import load as load_queries
from syncaty.salla.errors import SallaError
from syncaty.stores import connection
from syncaty.stores.renewal import (
    Held,
    NoAccessError,
    Refresher,
    RefreshPausedError,
    Renewal,
    load_held,
)
from syncaty.stores.secrets import Keys

__all__ = [
    "Access",
    "NoAccessError",
    "RefreshPausedError",
    "Refresher",
    "access_token",
    "due",
    "forget_left",
    "held_token",
    "refused_for_good",
    "renew",
]

_sql = load_queries("syncaty.stores", "tokens.sql")


class Access:
    """The access token of one store, as a client asks for it before each call.

    A token is held for a few seconds, so that a long import does not ask the database each time;
    a store that was disconnected is called no longer than that.
    """

    SECONDS = 5.0

    def __init__(self, dsn: str, keys: Keys, oauth: Refresher, store_id: int) -> None:
        self._ask: Callable[[str | None], str] = partial(access_token, dsn, keys, oauth, store_id)
        self._token = ""
        self._until = 0.0

    def __call__(self, refused: str | None = None) -> str:
        """Give the token; `refused` is one that Salla just refused. Raises as access_token does."""
        if refused is not None or time.monotonic() >= self._until:
            self._token = self._ask(refused)
            self._until = time.monotonic() + self.SECONDS
        return self._token


def access_token(
    dsn: str,
    keys: Keys,
    oauth: Refresher,
    store_id: int,
    refused: str | None = None,
    *,
    clock: Clock = utc_now,
) -> str:
    """Give an access token of a connected store, renewed first when it ends soon.

    `refused` is the token that Salla just refused: it is renewed if it is still the current one,
    else the current one is given. Works on a connection of its own; waits while another process
    renews the pair.

    Raises NoAccessError when the store is not connected or its tokens ended for good (the store is
    then marked as needing to be reconnected), RefreshPausedError shortly after a failed try,
    SallaError when renewing fails and the token held can no longer be used, and SealError.
    """
    with psycopg.connect(dsn, autocommit=True) as conn:
        held = load_held(conn, "pair_read", store_id)
        if refused is None and not held.due(clock()):
            return keys.unseal(held.access).value

        def wanted(pair: Held, access: str) -> bool:
            return pair.due(clock()) if refused is None else access == refused

        renewal = Renewal(dsn, keys, oauth, store_id, clock)
        return renewal.run(conn, wanted, refused=refused is not None)


def renew(dsn: str, keys: Keys, oauth: Refresher, store_id: int, *, clock: Clock = utc_now) -> None:
    """Renew a pair that the schedule found due, unless that was done meanwhile.

    Raises as access_token does; a store that is not connected is left alone.
    """
    with psycopg.connect(dsn, autocommit=True) as conn:
        if store_id not in due(conn, clock()):
            return
        seen = load_held(conn, "pair_read", store_id).access
        renewal = Renewal(dsn, keys, oauth, store_id, clock)
        renewal.run(conn, lambda pair, _: pair.access == seen)


def due(conn: Conn, now: datetime) -> list[int]:
    """Give the stores whose pair is to be renewed ahead, idle ones too (X26)."""
    return [row[0] for row in conn.execute(_sql["pairs_due"], {"now": now})]


def forget_left(conn: Conn, now: datetime) -> int:
    """Forget the pairs of stores that ended their connection an hour ago or longer."""
    return conn.execute(_sql["pairs_left"], {"now": now}).rowcount


def refused_for_good(conn: Conn, store_id: int, error: SallaError, now: datetime) -> None:
    """Note that a call was refused in a way that no other token cures: its user is gone."""
    if error.code == "user_gone":
        connection.needs_reconnect(conn, store_id, error.code, now)


def held_token(conn: Conn, keys: Keys, store_id: int) -> tuple[str, str] | None:
    """Give a store's state and access token as they are, without renewing; None without tokens."""
    row = conn.execute(_sql["pair_read"], {"store_id": store_id}).fetchone()
    return None if row is None or row[1] is None else (row[0], keys.unseal(row[1]).value)
