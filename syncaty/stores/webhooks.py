"""Which webhooks a store is to have at Salla, and how what Salla lists compares. Pure.

Salla registers one event per webhook (salla reference, section 13). What it reads back is partly
untold: the secret never comes back, and the strategy may come back empty (X5). Both then count as
what we last set; that somebody changed a secret shows in the signatures that are refused.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from syncaty.salla.events import MAIN_EVENTS
from syncaty.salla.webhooks import Webhook, same_url
from syncaty.stores.secrets import Secret

PATH = "/webhooks/salla"
"""Where webhooks are taken in, under the public address."""

WANTED: tuple[str, ...] = (
    *MAIN_EVENTS,
    # These replace product.updated, which Salla may stop sending (X9).
    "product.price.updated",
    "product.status.updated",
    "product.image.updated",
    "product.category.updated",
    "product.brand.updated",
    "product.tags.updated",
    # Each changes what is kept here, and nothing says that order.updated comes with it.
    "order.deleted",
    "order.products.updated",
    "order.payment.updated",
    "order.coupon.updated",
    "order.total.price.updated",
    "order.shipping.address.updated",
    "product.quantity.low",
)
"""The events a store is subscribed to. Left out of those the product can read are shipments, which
tell nothing of an order that its status does not, product.available, deprecated for
product.status.updated, and product.channels.changed, of which nothing is kept."""

State = Literal["wanted", "active", "missing", "altered", "refused"]
Fault = Literal[
    "removed",
    "url_changed",
    "strategy_changed",
    "not_secured",
    "rule_added",
    "version_changed",
    "no_address",
    "url_not_https",
    "url_not_public",
    "url_refused",
    "event_refused",
    "refused",
]

FAULTS: Mapping[Fault, str] = {
    "removed": "Somebody removed this webhook at Salla.",
    "url_changed": "Somebody gave this webhook another address at Salla.",
    "strategy_changed": "Somebody changed how this webhook is secured at Salla.",
    "not_secured": "Salla has not yet taken this store's secret for this webhook.",
    "rule_added": "A rule at Salla keeps some of these webhooks back.",
    "version_changed": "Salla sends this webhook in an old version.",
    "no_address": (
        "Webhooks cannot be subscribed because this installation's own address is not known. "
        "Whoever runs Syncaty sets SYNCATY_PUBLIC_URL."
    ),
    "url_not_https": (
        "Salla refuses the webhook address because it does not begin with https. Nothing is lost "
        "that Salla's API still has. Whoever runs Syncaty sets SYNCATY_PUBLIC_URL to an https "
        "address."
    ),
    "url_not_public": (
        "Salla refuses the webhook address because it cannot be reached from the internet, or "
        "contains localhost or test. (with the dot). Whoever runs Syncaty sets SYNCATY_PUBLIC_URL "
        "to a public https address."
    ),
    "url_refused": (
        "Salla refuses the webhook address. Check that it can be opened from the internet; it "
        "is tried again with the next check."
    ),
    "event_refused": "Salla does not offer this event, or no longer; the others are not affected.",
    "refused": "Salla refuses this webhook and does not say why; it is tried again.",
}
"""Why a webhook is not as it should be, each with its sentence."""

ADDRESS_FAULTS = frozenset({"no_address", "url_not_https", "url_not_public", "url_refused"})


@dataclass(frozen=True, slots=True)
class Held:
    """What is kept here of an event's webhook: Salla's number, the address and the secret given."""

    event: str
    webhook_id: int | None = None
    url: str = ""
    secret_id: int | None = None
    state: State = "wanted"
    fault: Fault | None = None
    told: bool = False  # Salla has told the strategy of this webhook before


@dataclass(frozen=True, slots=True)
class Wish:
    """How each webhook of a store is to be: its address, and the store's secret by its number."""

    url: str
    secret_id: int
    secret: Secret


@dataclass(frozen=True, slots=True)
class Finding:
    """How one event's webhook is. `spare` are others of ours that only double it."""

    event: str
    state: State
    fault: Fault | None = None
    webhook: Webhook | None = None
    spare: tuple[int, ...] = ()


def compare(wish: Wish, held: Mapping[str, Held], listed: Iterable[Webhook]) -> tuple[Finding, ...]:
    """Compare what Salla lists with what is wanted: one finding per wanted event.

    Webhooks on other addresses are not ours and left out, except one that we registered on an
    address this installation had before.
    """
    by_event: dict[str, list[Webhook]] = {}
    for webhook in listed:
        by_event.setdefault(webhook.event, []).append(webhook)
    return tuple(
        _finding(wish, held.get(event) or Held(event), by_event.get(event, [])) for event in WANTED
    )


def url_fault(url: str) -> Fault:
    """Say why Salla refuses an address, as far as the address itself tells."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if "localhost" in url or "test." in url or host.startswith("127.") or "." not in host:
        return "url_not_public"
    return "url_not_https" if parts.scheme != "https" else "url_refused"


def _finding(wish: Wish, held: Held, listed: Sequence[Webhook]) -> Finding:
    ours = [webhook for webhook in listed if same_url(webhook.url, wish.url)]
    moved = next((webhook for webhook in listed if webhook.id == held.webhook_id), None)
    former = (
        (moved.id,)
        if moved and moved not in ours and held.url and same_url(moved.url, held.url)
        else ()
    )
    if not ours:
        fault: Fault | None = "removed" if held.webhook_id is not None else None
        if moved:
            fault = None if former else "url_changed"
        return Finding(held.event, "altered" if moved else "missing", fault, spare=former)
    best = next((webhook for webhook in ours if webhook.id == held.webhook_id), ours[0])
    spare = tuple(webhook.id for webhook in ours if webhook is not best)
    fault = _altered(wish, held, best)
    return Finding(held.event, "altered" if fault else "active", fault, best, spare + former)


def _altered(wish: Wish, held: Held, found: Webhook) -> Fault | None:
    known = held.webhook_id == found.id
    if found.rule:
        return "rule_added"
    if found.version == 1:
        return "version_changed"
    if found.strategy not in (None, "signature") or (known and held.told and not found.strategy):
        return "strategy_changed"
    return None if known and held.secret_id == wish.secret_id else "not_secured"
