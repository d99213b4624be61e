"""The watch over one store: its webhooks are checked and mended, its rhythm learned, and what was
done is told on its page. The tasks `subscribe`, `watch` and `unsubscribe` end here.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
import structlog
from psycopg import Connection

from syncaty import tasks
from syncaty.clock import Clock, utc_now
from syncaty.db.queries import load as load_queries
from syncaty.errors import SyncatyError
from syncaty.salla.errors import SallaError
from syncaty.stores import connection, gaps, subscriptions, watches
from syncaty.stores.events import log_event
from syncaty.stores.secrets import Keys
from syncaty.stores.subscriptions import Api, Report
from syncaty.stores.tokens import (
    NoAccessError,
    RefreshPausedError,
    held_token,
    refused_for_good,
)
from syncaty.stores.webhooks import FAULTS, PATH, Fault

_sql = load_queries("syncaty.stores", "subscriptions.sql")
_connection = load_queries("syncaty.stores", "connection.sql")
_log = structlog.get_logger("syncaty.stores")

Conn = Connection[Any]
OpenApi = Callable[[int, str | None], AbstractContextManager[Api]]
ANEW = "anew"
"""The argument of a watch that gives each webhook its secret once more."""


class NoAddressError(SyncatyError):
    """This installation's own address is not set, so Salla cannot be told where to send."""

    code: Fault = "no_address"
    retryable = False

    def __init__(self) -> None:
        super().__init__(FAULTS[self.code])


@dataclass(frozen=True, slots=True)
class Checked:
    """What a watch came to: a report, or the fault that kept it from one and its sentence."""

    report: Report | None
    fault: str | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Watcher:
    """Watches stores. `public_url` is this installation's own address, empty when it is not known.

    `open_api` opens the API of a store: with the access token given, which is not renewed, or for
    none with the one in force.
    """

    dsn: str
    keys: Keys
    public_url: str
    open_api: OpenApi
    clock: Clock = utc_now

    def handlers(self) -> dict[str, tasks.Handler]:
        """Give the handlers of this package's tasks by name."""
        return {"subscribe": self.watch, "watch": self.watch, "unsubscribe": self.unsubscribe}

    def watch(self, task: tasks.Task) -> None:
        """Check a store's webhooks and learn its rhythm; raises SallaError to be run again."""
        self.look(task.store_id, anew=ANEW in task.arguments, stopped=task.stop.is_set)

    def look(
        self, store_id: int, *, anew: bool = False, stopped: Callable[[], bool] = lambda: False
    ) -> Checked:
        """Check a store now. One process at a time does; another waits for it.

        A fault that passes by itself is kept and raised, any other is kept and given.
        """
        with psycopg.connect(self.dsn, autocommit=True) as conn:
            conn.execute(_sql["subscriptions_hold"], {"store_id": store_id})
            held = watches.watch(conn, store_id)
            if held is None or held.state != "connected":
                error = NoAccessError(store_id, "not_connected")
                return Checked(None, error.code, str(error))
            now = self.clock()
            try:
                report = self._check(conn, store_id, now, anew=anew, stopped=stopped)
            except (SallaError, NoAccessError, RefreshPausedError, NoAddressError) as error:
                self._note_fault(conn, store_id, error.code)
                if isinstance(error, SallaError):
                    refused_for_good(conn, store_id, error, now)
                if error.retryable:
                    raise
                return Checked(None, error.code, str(error))
            if not stopped():
                with conn.transaction():
                    _tell(conn, store_id, report, held.intact_at, now)
                    watches.checked(conn, store_id, now, intact=report.intact)
                    watches.learn(conn, store_id, now)
            return Checked(report)

    def unsubscribe(self, task: tasks.Task) -> None:
        """Remove the webhooks of a store whose connection was ended, and forget its tokens.

        Raises SallaError to be run again. A store that was reconnected meanwhile is left alone.
        """
        store_id = task.store_id
        with psycopg.connect(self.dsn, autocommit=True) as conn:
            conn.execute(_sql["subscriptions_hold"], {"store_id": store_id})
            held = held_token(conn, self.keys, store_id)
            if held is not None and held[0] not in connection.ENDED:
                return
            left = self._remove(conn, store_id, held[1] if held else None)
            with conn.transaction():
                standing = connection.lock(conn, store_id)
                if standing is None or standing.state not in connection.ENDED:
                    return
                conn.execute(_connection["tokens_forget"], {"store_id": store_id})
                log_event(conn, store_id, "webhooks_left" if left else "webhooks_removed")

    def _check(
        self,
        conn: Conn,
        store_id: int,
        now: datetime,
        *,
        anew: bool,
        stopped: Callable[[], bool],
    ) -> Report:
        if not self.public_url:
            raise NoAddressError
        wish = subscriptions.wish(conn, self.keys, store_id, f"{self.public_url}{PATH}")
        with self.open_api(store_id, None) as api:
            return subscriptions.check(conn, api, store_id, wish, now, anew=anew, stopped=stopped)

    def _remove(self, conn: Conn, store_id: int, access: str | None) -> bool:
        """Remove what we registered; gives whether some of it is left, for want of a good token."""
        if access is None:
            return bool(subscriptions.subscriptions(conn, store_id))
        try:
            with self.open_api(store_id, access) as api:
                subscriptions.remove(conn, api, store_id)
        except SallaError as error:
            if error.retryable:
                raise
            _log.warning(
                "webhooks could not be removed",
                action="subscriptions.left",
                store=store_id,
                error=error.code,
            )
            return True
        return False

    def _note_fault(self, conn: Conn, store_id: int, code: str) -> None:
        """Keep why a check could not be made, and tell it once."""
        with conn.transaction():
            before = watches.watch_state(conn, store_id)
            watches.checked(conn, store_id, self.clock(), fault=code)
            if before is None or before.fault != code:
                log_event(conn, store_id, "webhooks_unchecked", fault=code)


def _tell(
    conn: Conn, store_id: int, report: Report, intact_at: datetime | None, now: datetime
) -> None:
    """Write down what a check found and did, and the gap that it leaves."""
    if report.repaired:
        faults = [str(report.found[event].fault or "missing") for event in report.repaired]
        kind = "webhooks_subscribed" if intact_at is None else "webhooks_repaired"
        log_event(conn, store_id, kind, events=list(report.repaired), faults=faults)
    if report.news:
        faults = [str(report.left[event].fault or "missing") for event in report.news]
        log_event(conn, store_id, "webhooks_refused", events=list(report.news), faults=faults)
    back = [each for each in report.repaired if report.found[each].fault != "not_secured"]
    if intact_at is not None and (report.lost or back):
        count = len({*report.lost, *back})
        gaps.note(conn, store_id, "subscriptions", intact_at, now, now, {"events": count})
