"""A connected store and the watch over it, against the stand-in Salla, by a clock of the test's."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from syncaty.salla.api import MerchantApi
from syncaty.salla.http import Http, Patience
from syncaty.salla.limits import Limits, Scope
from syncaty.sandbox.server.subscriptions import Webhook
from syncaty.stores import connection, watches
from syncaty.stores.subscriptions import Subscription, subscriptions
from syncaty.stores.tokens import Access
from syncaty.stores.watching import Checked, Watcher
from syncaty.stores.webhooks import WANTED
from syncaty.tasks import Task
from tests.integration.stores.salla_app import App
from tests.salla_server import MERCHANT

PUBLIC = "https://syncaty.example"
URL = f"{PUBLIC}/webhooks/salla"
TODAY = datetime(2026, 5, 5, 9, tzinfo=UTC)


class Unlimited:
    """A budget that never ends."""

    def take(self, scope: Scope) -> None:
        """Let the call go."""

    def told(self, scope: Scope, limits: Limits) -> None:
        """Heed nothing."""


@dataclass
class Guarded:
    """A connected store, the watch over it, and the clock it goes by."""

    app: App
    now: datetime = TODAY
    public_url: str = PUBLIC
    http: Http = field(default_factory=lambda: Http(Patience(tries=1)))
    budget: Unlimited = field(default_factory=Unlimited)

    @property
    def watcher(self) -> Watcher:
        """The watch."""
        api_url, app = self.app.salla.api_url, self.app

        @contextmanager
        def open_api(store_id: int, token: str | None) -> Iterator[MerchantApi]:
            held = Access(app.dsn, app.keys, app.oauth, store_id)
            access = held if token is None else lambda _: token
            yield MerchantApi(api_url, access, self.budget, self.http)

        return Watcher(
            app.dsn,
            app.keys,
            self.public_url,
            open_api,
            lambda: self.now,
        )

    def check(self, *, anew: bool = False, days: int = 0) -> Checked:
        """Check some days later."""
        self.now += timedelta(days=days)
        return self.watcher.look(MERCHANT, anew=anew)

    def task(self, name: str, **arguments: int) -> None:
        """Work a task as the background process does."""
        self.watcher.handlers()[name](Task(name, MERCHANT, "", arguments, threading.Event()))

    @property
    def at_salla(self) -> dict[int, Webhook]:
        """The webhooks that Salla has."""
        return self.app.salla.store.subscriptions.held

    def of(self, event: str) -> Webhook:
        """Give Salla's webhook of an event on our address."""
        (found,) = [
            each for each in self.at_salla.values() if (each.event, each.url) == (event, URL)
        ]
        return found

    def held(self) -> dict[str, Subscription]:
        """What is kept of the webhooks, by event."""
        with self.app.open() as conn:
            return {each.event: each for each in subscriptions(conn, MERCHANT)}

    def state(self) -> watches.WatchState:
        """How well the store is heard of."""
        with self.app.open() as conn:
            found = watches.watch_state(conn, MERCHANT)
        assert found is not None
        return found

    def secret(self) -> str:
        """The secret that was made for the store."""
        with self.app.open() as conn:
            return connection.webhook_secret(conn, self.app.keys, MERCHANT).value

    def told(self, kind: str) -> list[dict[str, Any]]:
        """Give what was told of a kind."""
        statement = "select details from store_events where kind = %s order by id"
        return [details for (details,) in self.app.rows(statement, kind)]

    def gaps(self) -> list[tuple[Any, ...]]:
        """Give the gaps that were noted."""
        return self.app.rows("select reason, since, until from gaps order by id")

    def in_order(self) -> None:
        """Assert that Salla has exactly what is wanted, and that it is known."""
        ours = [each for each in self.at_salla.values() if each.url == URL]
        assert sorted(each.event for each in ours) == sorted(WANTED)
        assert {(each.strategy, each.secret, each.rule) for each in ours} == {
            ("signature", self.secret(), "")
        }
        held = self.held()
        assert list(held) == list(WANTED)
        assert {each.state for each in held.values()} == {"active"}
        assert {each.webhook_id for each in held.values()} == {each.id for each in ours}
        assert self.state().intact_at == self.now


def came(app: App, at: Sequence[datetime], event: str, store_id: int = MERCHANT) -> None:
    """Let webhooks of a store have come in at these instants."""
    statement = """
        insert into jobs (store_id, id, event, received_at, due_at, state, finished_at)
        select %s, row_number() over (order by at) + (select coalesce(max(id), 0) from jobs),
               %s, at, at, 'completed', at
        from unnest(%s::timestamptz[]) as t (at)
    """
    app.change(statement, store_id, event, list(at))
