"""The way of a webhook, step by step, from its head to the answer.

    1. read_body      never more than allowed
    2. peek           event, store and ids, still unverified
    3. vouch          find the store and the secret that matches, over the raw bytes
    4. to_delivery    what is kept of it: the body, the headers that matter, who vouched; what
                      holds tokens lies sealed beside a body without them
    5. Keeper.keep    on disk, together with all others of the moment

Each step may refuse, with a reason from the closed list in `refusals.py`.
"""

import asyncio
from dataclasses import dataclass
from hashlib import sha256

from syncaty.clock import Clock
from syncaty.intake import headers as head
from syncaty.intake import redact
from syncaty.intake.body import Body, Memory
from syncaty.intake.delivery import Delivery, Kept
from syncaty.intake.headers import Headers
from syncaty.intake.keeper import Keeper
from syncaty.intake.refusals import Refused
from syncaty.intake.registry import Registry
from syncaty.intake.unreadable import SENTENCES, Claims, error_code
from syncaty.intake.verify import APP, App, verify, verify_unknown, vouched_by_app
from syncaty.salla.envelope import BadBody, Envelope, peek
from syncaty.stores.app_event import AUTHORIZE, PREFIX
from syncaty.stores.lanes import lane_of
from syncaty.stores.secrets import Keys, Secret


@dataclass(frozen=True, slots=True)
class Desk:
    """All that the steps need."""

    registry: Registry
    keeper: Keeper
    claims: Claims
    app: App
    keys: Keys
    memory: Memory
    clock: Clock
    most_bytes: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Voucher:
    """Whose webhook it is, who vouches for it, and whether its store is connected."""

    store_id: int
    verified_by: str
    connected: bool = True


async def receive(desk: Desk, headers: Headers, body: Body) -> Kept:
    """Take one webhook in and give its job once it is on disk.

    All of it may take `desk.seconds`. Raises Refused, or Disconnected when the sender went away.
    """
    try:
        async with asyncio.timeout(desk.seconds):
            raw = await body.read(headers)
            seen = peek(raw)
            voucher = await vouch(desk, headers, raw, seen)
            return await desk.keeper.keep(to_delivery(desk.keys, headers, raw, seen, voucher))
    except TimeoutError:
        raise Refused("not_kept_in_time" if body.complete else "too_slow") from None


async def vouch(desk: Desk, headers: Headers, raw: bytes, seen: Envelope | BadBody) -> Voucher:
    """Find who vouches for a webhook; raises Refused when nobody does.

    What memory does not know or would refuse is looked up once more, because a store or a secret
    may have been added an instant ago.
    """
    now = desk.clock()
    if isinstance(seen, BadBody):
        return Voucher(*await desk.claims.find(headers, raw, now))
    if seen.event.startswith(PREFIX) and vouched_by_app(headers, raw, desk.app):
        # What the app says of itself counts only if the app vouches for it, also where a store was
        # given the app's secret as its own.
        return Voucher(seen.merchant, APP, connected=False)
    store = desk.registry.held(seen.merchant)
    if store is not None:
        try:
            return Voucher(store.id, verify(headers, raw, store, desk.app, now))
        except Refused:
            pass
    store = await desk.registry.look_up(seen.merchant)
    if store is not None:
        return Voucher(store.id, verify(headers, raw, store, desk.app, now))
    return Voucher(seen.merchant, verify_unknown(headers, raw, desk.app), connected=False)


def to_delivery(
    keys: Keys, headers: Headers, raw: bytes, seen: Envelope | BadBody, voucher: Voucher
) -> Delivery:
    """Put together what is kept of a verified webhook.

    An authorisation by the app is work for a lane also where its store is not known yet, because
    it is what makes it known.
    """
    bad = seen if isinstance(seen, BadBody) else None
    authorizes = _event(seen) == AUTHORIZE and voucher.verified_by == APP
    kept = redact.keepable(seen, raw)
    notes = {} if kept is raw else {"body": "kept without its secrets"}
    return Delivery(
        store_id=voucher.store_id,
        body_hash=sha256(raw).digest(),
        body=kept,
        headers=head.keepable(headers, **notes),
        verified_by=voucher.verified_by,
        envelope=Envelope("", voucher.store_id) if isinstance(seen, BadBody) else seen,
        lane=lane_of(voucher.store_id) if bad or authorizes else None,
        sealed=_sealed(keys, raw) if authorizes else None,
        waits=not voucher.connected,
        error_code=error_code(bad) if bad else None,
        error=SENTENCES[bad.reason] if bad else None,
    )


def _event(seen: Envelope | BadBody) -> str:
    return "" if isinstance(seen, BadBody) else seen.event


def _sealed(keys: Keys, raw: bytes) -> str | None:
    """Seal a body that holds tokens; one that is no text has none that could be used."""
    try:
        return keys.seal(Secret(raw.decode()))
    except UnicodeDecodeError:
        return None
