"""One renewal of one store's pair of tokens, under the lock of its row; see tokens.py."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import psycopg
import structlog
from psycopg.rows import class_row

from syncaty.clock import Clock
from syncaty.db.pool import Conn
from syncaty.db.queries import load as load_queries
from syncaty.errors import SyncatyError
from syncaty.jobs.faults import CONNECTION
from syncaty.salla.errors import SallaError
from syncaty.salla.tokens import TokenPair
from syncaty.stores import connection, metrics
from syncaty.stores.events import log_event
from syncaty.stores.secrets import Keys, Secret

AHEAD = timedelta(minutes=10)  # at most; of a short life a tenth
LONGEST_PAUSE = timedelta(minutes=5)
JUST_NOW = timedelta(minutes=1)  # a token this new may not be known everywhere at Salla yet
IN_VAIN = timedelta(hours=1)  # one this new that is refused shows that renewing does not help
_RESCUE_PAUSES = (0.0, 0.2, 0.5, 1.0, 2.0, 4.0, 8.0)

_sql = load_queries("syncaty.stores", "tokens.sql")
_log = structlog.get_logger("syncaty.stores")


class Refresher(Protocol):
    """What renewing needs of `salla.oauth.OAuth`."""

    def refresh(self, refresh_token: str) -> TokenPair:
        """Give the new pair for a refresh token; raises SallaError."""


class NoAccessError(SyncatyError):
    """A store may not or cannot be called. `code` is `not_connected` or why its tokens ended."""

    retryable = False

    def __init__(self, store_id: int, code: str) -> None:
        self.store_id = store_id
        self.code = code
        super().__init__(
            f"Store {store_id} is not connected to Salla at present, so Salla was not asked. What "
            "was received is kept. Reconnect the store."
        )


class RefreshPausedError(SyncatyError):
    """A token ended and renewing it failed a moment ago; it is tried again after a pause."""

    retryable = True

    def __init__(self, store_id: int, code: str) -> None:
        self.store_id = store_id
        self.code = code
        super().__init__(
            f"The access token of store {store_id} could not be renewed a moment ago. Nothing is "
            "lost; it is tried again by itself."
        )


@dataclass(frozen=True, slots=True, repr=False)
class Held:
    """A pair as it lies in the database, sealed."""

    state: str
    access: str
    refresh: str | None
    issued_at: datetime
    expires_at: datetime
    failures: int
    failed_at: datetime | None
    failure: str | None
    unsure: bool
    source: str

    def due(self, now: datetime) -> bool:
        """Whether the token ends so soon that it is renewed before it is used."""
        life = max(self.expires_at - self.issued_at, timedelta(0))
        return now >= self.expires_at - min(AHEAD, life / 10)

    def paused(self, now: datetime, *, refused: bool) -> bool:
        """Whether another try is too early after one that failed.

        Where Salla may have spent the refresh token, a further try may end the access: it waits
        for as long as the access token works.
        """
        if self.failed_at is None:
            return False
        if self.unsure and not refused and now < self.expires_at:
            return True
        pause = min(timedelta(seconds=2 ** min(self.failures, 9)), LONGEST_PAUSE)
        return now < self.failed_at + pause


Wanted = Callable[[Held, str], bool]
"""Says of a pair and its opened access token whether it is to be renewed."""


def load_held(conn: Conn, query: str, store_id: int) -> Held:
    with conn.cursor(row_factory=class_row(Held)) as cur:
        found = cur.execute(_sql[query], {"store_id": store_id}).fetchone()
    if found is None or found.state != "connected" or found.access is None:
        raise NoAccessError(store_id, "not_connected")
    return found


class Renewal:
    """One renewal of one store's pair."""

    def __init__(self, dsn: str, keys: Keys, oauth: Refresher, store_id: int, clock: Clock) -> None:
        self._dsn = dsn
        self._keys = keys
        self._oauth = oauth
        self._store_id = store_id
        self._clock = clock
        self._pair: TokenPair | None = None
        self._error: SyncatyError | None = None

    def run(self, conn: Conn, wanted: Wanted, *, refused: bool = False) -> str:
        """Renew the pair if it is still wanted once it is locked; gives the token to use.

        Unless Salla `refused` the held token, it is used when renewing fails before its end.
        """
        try:
            with conn.transaction():
                held = load_held(conn, "pair_lock", self._store_id)
                access = self._keys.unseal(held.access).value
                if not wanted(held, access):
                    return access
                self._renew(conn, held, refused=refused)
        except CONNECTION:
            if self._pair is None:
                raise
            self._rescue(held, self._pair)
        if self._pair is not None:
            return self._pair.access
        if not refused and self._clock() < held.expires_at:
            return access
        raise self._error or NoAccessError(self._store_id, "not_connected")

    def _renew(self, conn: Conn, held: Held, *, refused: bool) -> None:
        now = self._clock()
        if refused and held.source == "refresh" and held.issued_at > now - IN_VAIN:
            self._refused_anew(conn, held, now)
            return
        if held.refresh is None:
            if now >= held.expires_at:
                self._ended(conn, "no_refresh_token")
            self._error = NoAccessError(self._store_id, "no_refresh_token")
            return
        if held.paused(now, refused=refused):
            self._error = RefreshPausedError(self._store_id, held.failure or "")
            return
        try:
            self._pair = self._oauth.refresh(self._keys.unseal(held.refresh).value)
        except SallaError as error:
            self._failed(conn, error, now)
            return
        self._save(conn, held, self._pair)

    def _refused_anew(self, conn: Conn, held: Held, now: datetime) -> None:
        """Tell what it means that Salla refuses a token it has given a short while ago."""
        if held.issued_at > now - JUST_NOW:
            self._error = RefreshPausedError(self._store_id, "token_refused")
            return
        self._ended(conn, "token_refused")
        self._error = NoAccessError(self._store_id, "token_refused")

    def _save(self, conn: Conn, held: Held, pair: TokenPair) -> None:
        seal = self._keys.seal
        saved = conn.execute(
            _sql["pair_renewed"],
            {
                "store_id": self._store_id,
                "held": held.access,
                "access": seal(Secret(pair.access)),
                "refresh": None if pair.refresh is None else seal(Secret(pair.refresh)),
                "scopes": list(pair.scopes),
                "issued_at": pair.issued_at,
                "expires_at": pair.expires_at,
            },
        )
        if saved.rowcount:
            log_event(conn, self._store_id, "token_refreshed")
            metrics.REFRESHES.labels("done").inc()

    def _rescue(self, held: Held, pair: TokenPair) -> None:
        """Save a pair whose connection broke before the commit: lost, it would end the access."""
        _log.warning("saving renewed tokens anew", action="tokens.rescue", store=self._store_id)
        for number, pause in enumerate(_RESCUE_PAUSES, 1):
            time.sleep(pause)
            try:
                with psycopg.connect(self._dsn) as conn:
                    self._save(conn, held, pair)
            except CONNECTION:
                if number == len(_RESCUE_PAUSES):
                    raise
            else:
                return

    def _failed(self, conn: Conn, error: SallaError, now: datetime) -> None:
        self._error = error
        failed = {"store_id": self._store_id, "now": now, "failure": error.code}
        conn.execute(_sql["pair_failed"], {**failed, "unsure": error.unsure})
        metrics.REFRESHES.labels(error.code).inc()
        if error.needs_reconnect:
            self._ended(conn, error.code)
        elif error.ours:
            metrics.MISCONFIGURED.inc()
            _log.error(
                "Salla does not accept this installation's app keys or settings; no store is at"
                " fault and all stay connected",
                action="tokens.misconfigured",
                error=error.code,
                store=self._store_id,
            )
        else:
            _log.warning(
                "tokens could not be renewed, it is tried again",
                action="tokens.failed",
                error=error.code,
                store=self._store_id,
            )

    def _ended(self, conn: Conn, reason: str) -> None:
        _log.warning(
            "the store needs reconnecting",
            action="tokens.ended",
            store=self._store_id,
            error=reason,
        )
        connection.needs_reconnect(conn, self._store_id, reason, self._clock())
