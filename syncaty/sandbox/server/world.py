"""Everything the stand-in holds: its shops, the app's grants, and what goes wrong."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence

from syncaty.clock import utc_now
from syncaty.sandbox.model import Event
from syncaty.sandbox.server import app_events
from syncaty.sandbox.server.courier import Courier, Parcel
from syncaty.sandbox.server.faults import Faults
from syncaty.sandbox.server.grants import Grants
from syncaty.sandbox.server.limits import Limits
from syncaty.sandbox.server.settings import Settings
from syncaty.sandbox.server.store import Store
from syncaty.sandbox.server.subscriptions import Webhook
from syncaty.sandbox.shapes import ShapeName, renderer
from syncaty.sandbox.signing import Strategy

ALL_SCOPES = (
    "settings.read", "customers.read", "orders.read", "products.read", "webhooks.read_write",
    "offline_access",
)  # fmt: skip


def _nothing() -> None:
    """Do nothing."""


class World:
    """The state behind the server; hold `lock` while using any of it from another thread."""

    def __init__(
        self,
        settings: Settings,
        stores: Sequence[Store],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.settings = settings
        self.stores = {store.profile.merchant: store for store in stores}
        self.lock = threading.RLock()
        self.clock = clock
        self.faults = Faults()
        self.grants = Grants(settings, clock)
        self.limits = Limits(settings, clock)
        self.courier = Courier(settings)
        self.keep: Callable[[World], None] | None = None
        self.lost = 0  # webhooks that were dropped
        self.token_calls = 0
        self.calls: Counter[str] = Counter()  # of the Merchant API, by the first part of the path
        self._renders = {merchant: renderer(ShapeName.SALLA, merchant) for merchant in self.stores}
        for store in stores:
            store.tell, store.lock = self._tell, self.lock

    def resume(self) -> None:
        """Send what the last stop kept from being sent."""
        for store in self.stores.values():
            for number, event in store.untold:
                self._tell(store, number, event)
            store.untold.clear()

    def close(self) -> None:
        """Write down how far every shop is."""
        for store in self.stores.values():
            store.close()

    def changed(self) -> None:
        """Keep grants and subscriptions, which may have changed."""
        if self.keep is not None:
            self.keep(self)

    def shown(self) -> dict[str, object]:
        """Tell how everything stands, without a secret."""
        return {
            "stores": {
                str(merchant): {
                    "name": store.profile.name,
                    "plan": store.profile.plan,
                    "connected": self.grants.connected(merchant),
                    "installed": store.installed,
                    "orders": len(store.ledger.orders),
                    "customers": len(store.ledger.customers),
                    "webhooks": [each.shown() for each in store.subscriptions.held.values()],
                }
                for merchant, store in self.stores.items()
            },
            "faults": {n: getattr(self.faults, n) for n in Faults.__slots__ if n[0] != "_"},
            "calls": dict(self.calls),
            "token_calls": self.token_calls,
            "refreshed": self.grants.refreshed,
            "reused": self.grants.reused,
            "limited": self.limits.refused,
            "webhooks": {
                "accepted": self.courier.accepted,
                "gave_up": self.courier.gave_up,
                "lost": self.lost,
                "answered": dict(self.courier.answered),
            },
        }

    def granted(self, asked: Sequence[str]) -> tuple[str, ...]:
        """Give what a merchant can agree to of what is asked."""
        return tuple(scope for scope in asked if scope not in self.faults.withhold)

    def install(self, merchant: int) -> None:
        """Let a merchant install the app: its event, and in easy mode the tokens with it."""
        store = self.stores[merchant]
        store.installed = True
        store.user = "active"
        self.send_app_event(merchant, "app.installed")
        if self.settings.easy:
            self.authorise(merchant)

    def authorise(self, merchant: int) -> None:
        """Send a merchant's new tokens, as easy mode does after installing and updating."""
        grant = self.grants.issue(merchant, self.granted(ALL_SCOPES))
        self._send_to_app("app.store.authorize", merchant, app_events.authorised(grant))

    def uninstall(self, merchant: int) -> None:
        """Let a merchant remove the app: tokens and webhooks end, and the app is told."""
        store = self.stores[merchant]
        store.installed = False
        self.grants.revoke(merchant)
        store.subscriptions.held.clear()
        self.send_app_event(merchant, "app.uninstalled")

    def send_app_event(self, merchant: int, name: str) -> None:
        """Tell the app of one of its own events."""
        data = app_events.of_app(self.settings, name, utc_now(), self.granted(ALL_SCOPES))
        self._send_to_app(name, merchant, data)

    def _send_to_app(self, name: str, merchant: int, data: dict[str, object]) -> None:
        settings = self.settings
        if settings.app_url and not self._drops():
            body = app_events.body(name, merchant, utc_now(), data)
            self.courier.send(
                Parcel(
                    settings.app_url, body, Strategy.SIGNATURE, settings.app_secret, {}, _nothing
                )
            )

    def _tell(self, store: Store, number: int, event: Event) -> None:
        """Send an event of a shop to whoever subscribed it."""
        webhooks = store.subscriptions.of(event.name)
        if not webhooks or self._drops():
            store.settled(number)
            return
        body = self._renders[store.profile.merchant](event)
        waiting = [len(webhooks)]

        def done() -> None:
            waiting[0] -= 1
            if not waiting[0]:
                store.settled(number)

        for webhook in webhooks:
            self.courier.send(self._parcel(webhook, body, done))

    def _parcel(self, webhook: Webhook, body: bytes, done: Callable[[], None]) -> Parcel:
        secret = webhook.secret or self.settings.app_secret
        strategy = Strategy(webhook.strategy or Strategy.SIGNATURE)
        return Parcel(webhook.url, body, strategy, secret, webhook.headers, done)

    def _drops(self) -> bool:
        self.lost += self.faults.webhooks_dropped
        return self.faults.webhooks_dropped
