"""The webhooks of one shop as its app subscribed them."""

from dataclasses import dataclass, field
from typing import Literal

import msgspec

from syncaty.sandbox.ids import Ids
from syncaty.sandbox.shapes.text import Json

Strategy = Literal["signature", "token"]


@dataclass(slots=True, repr=False)
class Webhook:
    """One subscription: an event, the address it goes to, and how it is vouched for."""

    id: int
    event: str
    url: str
    name: str = ""
    version: int = 2
    rule: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    strategy: Strategy | None = None
    secret: str = ""

    def shown(self) -> Json:
        """Write it as the API does; the secret is never shown."""
        return {
            "id": self.id,
            "name": self.name,
            "event": self.event,
            "type": "manual",
            "url": self.url,
            "version": self.version,
            "rule": self.rule,
            "headers": self.headers,
            "security": {"strategy": self.strategy or "", "secret": None},
        }


class Subscriptions:
    """Keeps the webhooks of one shop; one per event and address."""

    def __init__(self) -> None:
        self._ids = Ids(0, "webhook")
        self.held: dict[int, Webhook] = {}

    def subscribe(self, event: str, url: str) -> Webhook:
        """Give the webhook of this event and address: the held one, or a new one."""
        for webhook in self.held.values():
            if (webhook.event, webhook.url) == (event, url):
                return webhook
        webhook = Webhook(self._free_id(), event, url)
        self.held[webhook.id] = webhook
        return webhook

    def remove(self, identity: int = 0, url: str = "") -> int:
        """Remove one by its id, or all on an address; gives how many."""
        gone = [each.id for each in self.held.values() if each.id == identity or each.url == url]
        for each in gone:
            del self.held[each]
        return len(gone)

    def of(self, event: str) -> list[Webhook]:
        """Give the webhooks that an event goes to."""
        return [webhook for webhook in self.held.values() if webhook.event == event]

    def dump(self) -> object:
        """Give all as plain values, to be kept."""
        return msgspec.to_builtins(list(self.held.values()))

    def load(self, kept: object) -> None:
        """Take webhooks back; raises msgspec.ValidationError."""
        self.held = {each.id: each for each in msgspec.convert(kept, list[Webhook])}

    def _free_id(self) -> int:
        identity = self._ids.next()
        return self._free_id() if identity in self.held else identity
