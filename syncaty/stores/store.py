"""Stores: connecting one by hand, its settings, and the secrets its webhooks are checked with."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast
from zoneinfo import available_timezones

from syncaty.db.pool import Conn
from syncaty.db.queries import load as load_queries
from syncaty.errors import SyncatyError
from syncaty.salla.signature import Strategy
from syncaty.stores.lanes import lane_of
from syncaty.stores.secrets import Keys, SealError, Secret

STRATEGIES: tuple[Strategy, ...] = ("signature", "token")
MAX_ID = 2**63 - 1

_QUERIES = load_queries("syncaty.stores")


class StoreError(SyncatyError):
    """A store cannot be connected as asked; nothing was changed."""


@dataclass(frozen=True, slots=True)
class StoreSecret:
    """One of a store's webhook secrets, valid until `expires_at` (None: until removed)."""

    id: int
    secret: Secret
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Store:
    """A connected store. `id` is Salla's merchant id."""

    id: int
    name: str
    timezone: str
    currency: str | None
    strategy: Strategy
    lane: int
    secrets: tuple[StoreSecret, ...] = ()


@dataclass(frozen=True, slots=True)
class Added:
    """What connecting did: a new store, a new secret, and how many jobs stopped waiting for it."""

    created: bool
    secret_added: bool
    woken: int


def add(  # noqa: PLR0913 - the fields of a store
    conn: Conn,
    keys: Keys,
    merchant: int,
    secret: str,
    *,
    name: str | None = None,
    strategy: str | None = None,
    timezone: str | None = None,
    currency: str | None = None,
) -> Added:
    """Connect a store, or give a connected one a further secret and the named fields.

    Fields left out keep their value (or get their default in a new store). Secrets held before
    stay valid, so that one can be changed without losing a webhook. Jobs that waited for the store
    become due. Raises StoreError, having changed nothing, when a value cannot be used.
    """
    fields = _checked(merchant, secret, name, strategy, timezone, currency)
    # Intake keeps webhooks of unknown stores under the shared form of this lock, so none of them
    # can miss both the new row and the wake-up below.
    conn.execute(_QUERIES["waiting_lock"])
    created = _first(conn, "store_upsert", {**fields, "lane": lane_of(merchant)})
    secret_added = _add_secret(conn, keys, merchant, Secret(secret.strip()))
    woken = _first(conn, "waiting_wake", {"store_id": merchant})
    return Added(created=bool(created), secret_added=secret_added, woken=int(woken))


def load_all(conn: Conn, keys: Keys) -> list[Store]:
    """Give every store with its secrets, by id."""
    return from_rows(conn.execute(_QUERIES["stores_load"], {"ids": None}), keys)


def load(conn: Conn, keys: Keys, store_id: int) -> Store | None:
    """Give one store with its secrets, or None when it is not connected."""
    rows = conn.execute(_QUERIES["stores_load"], {"ids": [store_id]})
    return next(iter(from_rows(rows, keys)), None)


def from_rows(rows: Iterable[tuple[Any, ...]], keys: Keys) -> list[Store]:
    """Turn the rows of `stores_load` (one per secret) into stores.

    A secret that no key opens is left out: one lost key must not stop the other stores.
    """
    stores: dict[int, Store] = {}
    for store_id, name, timezone, currency, strategy, lane, number, sealed, expires_at in rows:
        store = stores.setdefault(
            store_id, Store(store_id, name, timezone, currency, cast("Strategy", strategy), lane)
        )
        if number is None:
            continue
        try:
            opened = StoreSecret(number, keys.unseal(sealed), expires_at)
        except SealError:
            continue
        stores[store_id] = replace(store, secrets=(*store.secrets, opened))
    return list(stores.values())


def remove_secret(conn: Conn, store_id: int, secret_id: int) -> bool:
    """Forget a secret at once; gives whether the store had it."""
    row = {"store_id": store_id, "id": secret_id}
    return conn.execute(_QUERIES["secret_remove"], row).rowcount == 1


def expire_secret(conn: Conn, store_id: int, secret_id: int, at: datetime | None) -> bool:
    """Let a secret end at an instant (None: never); gives whether the store had it."""
    row = {"store_id": store_id, "id": secret_id, "expires_at": at}
    return conn.execute(_QUERIES["secret_expire"], row).rowcount == 1


def _add_secret(conn: Conn, keys: Keys, store_id: int, secret: Secret) -> bool:
    held = load(conn, keys, store_id)
    for known in held.secrets if held else ():
        if known.secret == secret:
            expire_secret(conn, store_id, known.id, None)
            return False
    row = {"store_id": store_id, "sealed": keys.seal(secret)}
    conn.execute(_QUERIES["secret_add"], row)
    return True


def _first(conn: Conn, query: str, row: dict[str, object]) -> Any:  # noqa: ANN401
    found = conn.execute(_QUERIES[query], row).fetchone()
    return found[0] if found else None


def _checked(
    merchant: int,
    secret: str,
    name: str | None,
    strategy: str | None,
    timezone: str | None,
    currency: str | None,
) -> dict[str, object]:
    if not 0 < merchant <= MAX_ID:
        raise StoreError(f"{merchant} is no store id. Salla's merchant id is a positive number.")
    if not secret.strip() or "\0" in secret:
        raise StoreError("The webhook secret is empty. Copy it from the webhook's settings.")
    if strategy is not None and strategy not in STRATEGIES:
        raise StoreError(f"{strategy!r} is no strategy. Use signature or token.")
    if timezone is not None and timezone not in available_timezones():
        raise StoreError(f"{timezone!r} is no time zone. Use a name such as Asia/Riyadh.")
    if currency is not None and not (
        currency.isascii() and currency.isalpha() and len(currency) == 3
    ):
        raise StoreError(f"{currency!r} is no currency. Use its three letters, such as SAR.")
    return {
        "store_id": merchant,
        "name": None if name is None else name.replace("\0", "").strip(),
        "strategy": strategy,
        "timezone": timezone,
        "currency": None if currency is None else currency.upper(),
    }
