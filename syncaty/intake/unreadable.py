"""Bodies that are no webhook: whose secret vouches for them, if any."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

import msgspec

from syncaty.errors import ErrorCode
from syncaty.intake.bucket import Bucket
from syncaty.intake.headers import Headers
from syncaty.intake.refusals import Refused
from syncaty.intake.registry import Registry
from syncaty.intake.verify import APP, App, match, valid_secrets
from syncaty.salla.envelope import BadBody, Reason
from syncaty.salla.signature import Strategy
from syncaty.stores.secrets import Secret
from syncaty.stores.store import Store

MOST_SECRETS_TRIED = 1000
HASHED_BYTES_PER_SECOND = 64 * 1024 * 1024

SENTENCES: dict[Reason, str] = {
    "not_json": "The body is not JSON.",
    "not_object": "The body is JSON, but not an object.",
    "bad_event": "The body's event is missing or is not a name.",
    "bad_merchant": "The body's merchant is missing or is not a store's number.",
}
"""What is wrong with a body, as its failed job says it."""

Claim = tuple[int, Strategy, str, Secret]


class _Merchant(msgspec.Struct):
    merchant: int


_merchant = msgspec.json.Decoder(_Merchant)


def error_code(bad: BadBody) -> ErrorCode:
    """Give the code of the failed job: not_json, or not_envelope for all else."""
    return "not_json" if bad.reason == "not_json" else "not_envelope"


class Claims:
    """Finds the secret of a body that does not name its store.

    Tried are the secrets of the store the body seems to name, the app's, then those of all stores,
    up to 1,000. All of it together may hash 64 MiB a second, so that senders of rubbish cannot
    keep the process busy; beyond that they are told to come again.
    """

    def __init__(self, registry: Registry, app: App) -> None:
        self._registry = registry
        self._app = app
        self._work = Bucket(HASHED_BYTES_PER_SECOND, HASHED_BYTES_PER_SECOND)

    async def find(self, headers: Headers, body: bytes, now: datetime) -> tuple[int, str]:
        """Give the store (0: cannot be told) and who vouches; raises Refused."""
        if headers.signature is None and headers.authorization is None:
            raise Refused("unreadable")
        found = self._search(headers, body, now)
        if found is None and await self._registry.renew():
            found = self._search(headers, body, now)
        if found is None:
            raise Refused("unreadable")
        return found

    def _search(self, headers: Headers, body: bytes, now: datetime) -> tuple[int, str] | None:
        candidates = islice(self._candidates(body, now), MOST_SECRETS_TRIED)
        for store_id, strategy, name, secret in candidates:
            if strategy == "signature" and not self._work.take(len(body) + 64):
                raise Refused("overloaded")
            if match(headers, body, strategy, (secret,)) is not None:
                return store_id, name
        return None

    def _candidates(self, body: bytes, now: datetime) -> Iterator[Claim]:
        named = self._registry.held(_named(body))
        if named:
            yield from _of_store(named, now)
        for secret in self._app.secrets:
            yield (named.id if named else 0), self._app.strategy, APP, secret
        for store in self._registry.all():
            if store is not named:
                yield from _of_store(store, now)


def _of_store(store: Store, now: datetime) -> Iterator[Claim]:
    for name, secret in zip(*valid_secrets(store, now), strict=True):
        yield store.id, store.strategy, name, secret


def _named(body: bytes) -> int:
    try:
        return _merchant.decode(body).merchant
    except (ValueError, RecursionError):
        return 0
