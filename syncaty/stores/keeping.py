"""What keeps connections in order in the background: tokens, descriptions, and retention."""

import random
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

import psycopg
import structlog

from syncaty import tasks
from syncaty.clock import Clock, utc_now
from syncaty.salla.errors import SallaError
from syncaty.salla.oauth import Merchant
from syncaty.stores import connection, retention, tokens
from syncaty.stores.secrets import Keys
from syncaty.stores.tokens import NoAccessError, Refresher, RefreshPausedError

SCHEDULES = (
    tasks.Schedule("refresh_due", every=600),
    tasks.Schedule("retention", cron="40 2 * * *"),
)
SPREAD = 300.0  # seconds over which the renewals of a look are spread

_log = structlog.get_logger("syncaty.stores")


class Salla(Refresher, Protocol):
    """What this needs of `salla.oauth.OAuth`."""

    def merchant(self, access: str) -> Merchant:
        """Tell whose token it is; raises SallaError."""


@dataclass(frozen=True, slots=True)
class Housekeeper:
    """Keeps the connections of all stores. `retention_days` 0 keeps all data."""

    dsn: str
    keys: Keys
    oauth: Salla
    retention_days: int = 0
    clock: Clock = utc_now

    def handlers(self) -> dict[str, tasks.Handler]:
        """Give the handlers of this package's tasks by name."""
        return {
            "refresh_due": self.refresh_due,
            "refresh": self.refresh,
            "describe": self.describe,
            "retention": self.retention,
        }

    def refresh_due(self, _: tasks.Task) -> None:
        """Queue the renewal of every pair that is due, spread so that Salla is not asked at once.

        Pairs of stores that ended their connection are forgotten.
        """
        now = self.clock()
        with psycopg.connect(self.dsn) as conn:
            for store_id in tokens.due(conn, now):
                wait = timedelta(seconds=random.uniform(0, SPREAD))  # noqa: S311 - spreading only
                tasks.defer(conn, "refresh", store_id=store_id, at=now + wait)
            tokens.forget_left(conn, now)

    def refresh(self, task: tasks.Task) -> None:
        """Renew a store's pair ahead of its end.

        A fault is kept with the pair, logged and counted there, and the next look queues it again.
        """
        try:
            tokens.renew(self.dsn, self.keys, self.oauth, task.store_id, clock=self.clock)
        except (SallaError, NoAccessError, RefreshPausedError):
            return
        with psycopg.connect(self.dsn) as conn:
            tasks.defer(conn, "describe", store_id=task.store_id)

    def describe(self, task: tasks.Task) -> None:
        """Keep what Salla says of a store; raises SallaError to be run again."""
        store_id = task.store_id
        try:
            access = tokens.access_token(self.dsn, self.keys, self.oauth, store_id)
            merchant = self.oauth.merchant(access)
        except NoAccessError:
            return
        except SallaError as error:
            if error.retryable:
                raise
            _log.warning(
                "a store cannot be described", action="describe", store=store_id, error=error.code
            )
            return
        if merchant.id != store_id:
            _log.error("the tokens of a store are another's", action="describe", store=store_id)
            return
        with psycopg.connect(self.dsn) as conn:
            connection.describe(conn, store_id, merchant)

    def retention(self, task: tasks.Task) -> None:
        """Remove the data of stores uninstalled longer ago than the setting says."""
        if not self.retention_days:
            return
        now = self.clock()
        before = now - timedelta(days=self.retention_days)
        retention.purge_expired(self.dsn, before, now, task.stop)
