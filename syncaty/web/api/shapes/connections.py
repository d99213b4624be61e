"""How stores are connected, as the API gives it. Never a token, never a secret."""

from datetime import datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field

from syncaty.stores.connecting import MissingScope
from syncaty.stores.connection import Connection
from syncaty.stores.subscriptions import Subscription
from syncaty.syncs import Part, Progress
from syncaty.web.api.shapes.common import copied


class ConnectionShape(Schema):
    """A store's connection: its state and since when; when its access was renewed and ends."""

    state: Annotated[
        str, Field(description="connected, needs_reconnect, uninstalled or disconnected")
    ]
    state_at: datetime
    state_reason: Annotated[str, Field(description="Why it needs reconnecting, or empty")]
    connected_at: datetime
    plan: str | None
    domain: str | None
    store_type: str | None
    app_plan: str | None
    app_plan_ends_at: datetime | None
    scopes: list[str]
    missing_scopes: list[str]
    access_renewed_at: datetime | None
    access_ends_at: datetime | None
    renewable: bool


class SubscriptionShape(Schema):
    """A webhook the store is subscribed to; `fault` is a key that says why it is out of order."""

    event: str
    state: Annotated[str, Field(description="wanted, active, missing, altered or refused")]
    fault: str | None
    webhook_id: int | None
    checked_at: datetime | None
    changed_at: datetime


class MemberOfStore(Schema):
    """A person who sees the store."""

    email: str
    name: str
    role: Annotated[str, Field(description="owner or member")]
    added_at: datetime


class SyncPart(Schema):
    """How far a part is: rows done of total (null: not known yet), and what was found."""

    name: str
    done: int
    total: int | None
    finished: bool
    missing: int
    stale: int
    equal: int
    gone: int
    refused: int


class SyncShape(Schema):
    """An import or a repair. Its number is also that of its job."""

    id: int
    kind: Annotated[str, Field(description="import, repair or file")]
    reason: str
    state: Annotated[
        str, Field(description="waiting, running, paused, completed, failed or cancelled")
    ]
    since: datetime | None
    until: datetime | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    error_code: str | None
    done: int
    total: int | None
    seconds_left: float | None
    parts: list[SyncPart]


def connection_shape(held: Connection, missing: tuple[MissingScope, ...]) -> ConnectionShape:
    """Give a store's connection."""
    return copied(
        ConnectionShape,
        held,
        missing_scopes=[each.scope for each in missing],
        access_renewed_at=held.tokens_issued_at,
        access_ends_at=held.tokens_expire_at,
    )


def subscription_shape(held: Subscription) -> SubscriptionShape:
    """Give a subscription."""
    return copied(SubscriptionShape, held)


def sync_shape(held: Progress) -> SyncShape:
    """Give an import or repair with its parts."""
    return copied(SyncShape, held, parts=[_part(each) for each in held.parts])


def _part(part: Part) -> SyncPart:
    return copied(SyncPart, part)
