"""How many calls a store may still make, shared by every process through the table api_budgets.

Salla's answers say what is left of the store's plan (X-RateLimit headers) and when to be quiet
(Retry-After); customer endpoints have a limit that all stores of one address share (X35). Calls
are taken in small bundles, so a shop without a limit pays no round trip per call.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import Connection

from syncaty.db.queries import load as load_queries
from syncaty.salla.limits import Limits, Scope

_sql = load_queries("syncaty.syncs", "budget.sql")

CUSTOMERS = "customers"
CUSTOMER_CALLS, CUSTOMER_SECONDS = 500, 600.0
UNTOLD_CALLS, UNTOLD_PER_SECOND = 60, 1.0
"""What is assumed after a refusal that names no limit: Salla's rate once a bucket is spent."""

_FREE_BUNDLE = 64
_MOST_BUNDLE = 16
_LONGEST_NAP = 1.0
_MOMENT = 3.0  # seconds that are not worth telling
_DEFAULT_PAUSE = 5.0  # seconds after a 429 without Retry-After


class HaltedError(Exception):
    """Whoever asked for a call is to stop; nothing was called."""


@dataclass(slots=True)
class _Bundle:
    """Calls of one scope that were taken and not made yet, and what answers told since."""

    left: int = 0
    size: int = 1  # how many to ask for; one until an answer has told of limits
    told: dict[str, Limits] = field(default_factory=dict)


class SharedBudget:
    """The budget of one store for one caller. Any number of threads may share it.

    `share` is how much of each limit this caller may use up: it leaves the rest to others.
    `halted` ends a wait: `take` then raises HaltedError. `waiting` says that somebody waits for
    longer than a moment, because the limit is spent.
    """

    def __init__(
        self,
        dsn: str,
        store_id: int,
        *,
        share: float = 1.0,
        halted: Callable[[], bool] = lambda: False,
        nap: Callable[[float], object] | None = None,
    ) -> None:
        self._dsn = dsn
        self._store = str(store_id)
        self._share = share
        self._halted = halted
        self._nap = nap or threading.Event().wait
        self._lock = threading.Lock()
        self._bundles: dict[Scope, _Bundle] = {"store": _Bundle(), "customers": _Bundle()}
        self._known: set[str] = set()
        self._conn: Connection[Any] | None = None
        self.waiting = False

    def close(self) -> None:
        """End the connection; calls taken and not made are given up."""
        with self._lock:
            if self._conn is not None:
                self._conn.close()
                self._conn = None

    def take(self, scope: Scope) -> None:
        """Wait until a call may be made; raises HaltedError when there is to be none."""
        while True:
            if self._halted():
                raise HaltedError
            with self._lock:
                wait = self._take(scope)
            self.waiting = wait is not None and (self.waiting or wait > _MOMENT)
            if wait is None:
                return
            self._nap(min(max(wait, 0.01), _LONGEST_NAP))

    def told(self, scope: Scope, limits: Limits) -> None:
        """Learn from an answer; a refusal is shared with all processes at once."""
        with self._lock:
            bundle = self._bundles[scope]
            refused = limits.status == 429
            if limits.limit is None and not refused:
                # No word of limits: there are none, so a bundle may be large.
                bundle.size = _FREE_BUNDLE if not bundle.told else bundle.size
                return
            name = self._named(scope, limits)
            bundle.told[name] = limits
            if refused:
                bundle.left = 0
                bundle.size = 1
            else:
                bundle.size = max(1, min((limits.limit or 0) // 20, _MOST_BUNDLE))
            if refused or name not in self._known:
                # Others may know of no limit yet, and would call as if there were none.
                self._known.add(name)
                self._write(bundle)

    def _take(self, scope: Scope) -> float | None:
        """Take one call of the bundle in hand, or a new bundle; else give the seconds to wait."""
        bundle = self._bundles[scope]
        if bundle.left == 0:
            self._write(bundle)
            wait = self._refill(scope, bundle)
            if wait is not None:
                return wait
        bundle.left -= 1
        return None

    def _refill(self, scope: Scope, bundle: _Bundle) -> float | None:
        scopes = [self._store] if scope == "store" else [self._store, CUSTOMERS]
        values = {"scopes": scopes, "want": bundle.size, "kept": 1 - self._share}
        row = self._open().execute(_sql["budget_take"], values).fetchone()
        if row is None or row[0] < 1:
            return _LONGEST_NAP if row is None else float(row[1])
        bundle.left = int(row[0])
        return None

    def _named(self, scope: Scope, limits: Limits) -> str:
        """Tell whose limit an answer's headers describe.

        Customer endpoints answer with the store's limit or with the shared one; only the latter
        takes longer than a minute or so to fill.
        """
        if scope == "store" or limits.reset_at is None:
            return self._store if scope == "store" else CUSTOMERS
        ahead = (limits.reset_at - limits.received_at).total_seconds()
        return CUSTOMERS if ahead > 90 or limits.limit == CUSTOMER_CALLS else self._store

    def _write(self, bundle: _Bundle) -> None:
        for name, limits in bundle.told.items():
            self._open().execute(_sql["budget_told"], _row(name, limits, bundle.left))
        bundle.told.clear()

    def _open(self) -> Connection[Any]:
        if self._conn is None or self._conn.closed or self._conn.broken:
            self._conn = psycopg.connect(self._dsn, autocommit=True)
        return self._conn


def _row(name: str, limits: Limits, unspent: int) -> dict[str, Any]:
    """Give what an answer told as a row; instants become distances, as clocks may differ."""
    customers = name == CUSTOMERS
    most = limits.limit or (CUSTOMER_CALLS if customers else UNTOLD_CALLS)
    refused = limits.status == 429
    left = 0 if refused else limits.remaining if limits.remaining is not None else most
    filling = most / (CUSTOMER_SECONDS if customers else 60.0)
    reset = limits.reset_at and (limits.reset_at - limits.received_at).total_seconds()
    pause = limits.retry_after if limits.retry_after is not None else _DEFAULT_PAUSE
    return {
        "scope": name,
        "left": max(0, left - unspent),
        "per_second": filling if limits.limit else min(filling, UNTOLD_PER_SECOND),
        "most": most,
        "resets_in": reset,
        "closed_for": pause if refused else None,
    }
