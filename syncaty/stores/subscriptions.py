"""Brings a store's webhooks at Salla to what is wanted, and reads back what came of it.

Salla takes one event per call and may stop answering half-way, so each webhook is kept here the
moment Salla gave it, and the next run goes on from there. The connection is in autocommit mode: no
transaction may wait for Salla. Webhooks on other addresses are left alone, and none is ever removed
by its address, which would remove every webhook on it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

from psycopg import Connection
from psycopg.rows import class_row, scalar_row

from syncaty.db.queries import load as load_queries
from syncaty.salla.errors import SallaError
from syncaty.salla.webhooks import Webhook
from syncaty.stores.connection import webhook_secret
from syncaty.stores.secrets import Keys
from syncaty.stores.webhooks import (
    WANTED,
    Fault,
    Finding,
    Held,
    State,
    Wish,
    compare,
    url_fault,
)

TURNS = 3  # list and mend; a webhook that is still not in order then waits for the next check
REFUSED_IN_A_ROW = 3  # addresses; many errors in a row make Salla refuse all calls for a while

_sql = load_queries("syncaty.stores", "subscriptions.sql")

Conn = Connection[Any]


class Api(Protocol):
    """What subscribing needs of `salla.api.MerchantApi`; all raise SallaError."""

    def webhooks(self) -> tuple[Webhook, ...]:
        """Give all webhooks of the store."""

    def subscribe(self, event: str, url: str) -> Webhook:
        """Subscribe an address to an event."""

    def secure(self, webhook_id: int, secret: str) -> None:
        """Have Salla sign with a secret."""

    def unsubscribe(self, webhook_id: int) -> None:
        """Remove one webhook."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """One event of a store as pages show it. `fault` is a key of `webhooks.FAULTS`."""

    event: str
    state: State
    fault: Fault | None
    webhook_id: int | None
    url: str
    checked_at: datetime | None
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found and did, by event.

    `found` is how each webhook was at first, `left` how it is now; `lost` were in order at the
    check before and were found changed or gone; `news` are out of order in a way they were not.
    """

    found: Mapping[str, Finding]
    left: Mapping[str, Finding]
    lost: tuple[str, ...]
    news: tuple[str, ...]

    @property
    def repaired(self) -> tuple[str, ...]:
        """Events whose webhook was not in order and is now."""
        return tuple(
            event
            for event, finding in self.left.items()
            if finding.state == "active" and self.found[event].state != "active"
        )

    @property
    def broken(self) -> tuple[str, ...]:
        """Events whose webhook is not in order."""
        return tuple(event for event, each in self.left.items() if each.state != "active")

    @property
    def intact(self) -> bool:
        """Whether everything comes that Salla offers."""
        return all(self.left[event].fault == "event_refused" for event in self.broken)


def wish(conn: Conn, keys: Keys, store_id: int, url: str) -> Wish:
    """Give how the store's webhooks are to be; makes its secret at first need."""
    secret = webhook_secret(conn, keys, store_id)
    with conn.cursor(row_factory=scalar_row) as cursor:
        number = cursor.execute(_sql["own_secret"], {"store_id": store_id}).fetchone()
    return Wish(url, int(number or 0), secret)


def check(
    conn: Conn,
    api: Api,
    store_id: int,
    wanted: Wish,
    now: datetime,
    *,
    anew: bool = False,
    stopped: Callable[[], bool] = lambda: False,
) -> Report:
    """Compare a store's webhooks with what is wanted, mend what is not, and read them back.

    `anew` gives each of them the secret once more, whatever Salla says. Raises SallaError when
    Salla cannot be asked or wants something first; what was done until then is kept.
    """
    if anew:
        conn.execute(_sql["unsecured"], {"store_id": store_id})
    run = _Run(conn, api, store_id, wanted, stopped)
    before = dict(run.held)
    found = left = run.look()
    for turn in range(TURNS):
        work = [each for each in left.values() if each.state != "active" or each.spare]
        work = [each for each in work if each.webhook or each.event not in run.refused]
        if not work or stopped():
            break
        run.mend(work, again=turn > 0)
        left = run.look()
    left = {event: _refused(each, run.refused.get(event)) for event, each in left.items()}
    _keep(conn, store_id, left, now)
    return Report(
        found=found,
        left=left,
        lost=tuple(event for event, each in found.items() if _is_lost(before.get(event), each)),
        news=tuple(event for event, each in left.items() if _is_news(before.get(event), each)),
    )


def remove(conn: Conn, api: Api, store_id: int) -> int:
    """Unsubscribe every webhook that we registered; gives how many there were.

    Raises SallaError with the rest still kept here.
    """
    row: dict[str, object] = {"store_id": store_id}
    count = 0
    for event, held in _held(conn, store_id).items():
        if held.webhook_id is not None:
            api.unsubscribe(held.webhook_id)
            count += 1
        conn.execute(_sql["forget"], {**row, "event": event})
    return count


def subscriptions(conn: Conn, store_id: int) -> list[Subscription]:
    """Give a store's subscriptions in the order of `WANTED`; empty before the first check."""
    with conn.cursor(row_factory=class_row(Subscription)) as cursor:
        rows = cursor.execute(_sql["listed"], {"store_id": store_id}).fetchall()
    order = {event: place for place, event in enumerate(WANTED)}
    return sorted(rows, key=lambda row: (order.get(row.event, len(order)), row.event))


@dataclass(slots=True)
class _Run:
    """One check at work: what is held, and what Salla refused so far."""

    conn: Conn
    api: Api
    store_id: int
    wish: Wish
    stopped: Callable[[], bool]
    held: dict[str, Held] = field(init=False)
    refused: dict[str, Fault] = field(default_factory=dict)
    in_a_row: int = 0

    def __post_init__(self) -> None:
        self.held = _held(self.conn, self.store_id)

    def look(self) -> dict[str, Finding]:
        """List what Salla has and compare."""
        listed = self.api.webhooks()
        return {each.event: each for each in compare(self.wish, self.held, listed)}

    def mend(self, work: Sequence[Finding], *, again: bool) -> None:
        """Put webhooks in order, one after the other; `again` that the gentle way did not help."""
        for each in work:
            if self.stopped():
                return
            if each.webhook is None and self.in_a_row >= REFUSED_IN_A_ROW:
                self.refused[each.event] = url_fault(self.wish.url)
                continue
            try:
                self._mend(each, again=again)
            except SallaError as error:
                if error.code not in ("invalid_fields", "refused", "gone"):
                    raise
                self._note(each.event, error)
            else:
                self.in_a_row = 0

    def _mend(self, each: Finding, *, again: bool) -> None:
        webhook = each.webhook
        if webhook is not None and each.fault in ("rule_added", "version_changed"):
            if again:
                self.api.unsubscribe(webhook.id)
            webhook = None
        if each.state != "active":
            if webhook is None:
                webhook = self.api.subscribe(each.event, self.wish.url)
                self._given(each.event, webhook, secret_id=None)
            self.api.secure(webhook.id, self.wish.secret.value)
            self._given(each.event, webhook, secret_id=self.wish.secret_id)
        for number in each.spare:
            self.api.unsubscribe(number)

    def _note(self, event: str, error: SallaError) -> None:
        if "event" in error.fields:
            self.refused[event] = "event_refused"
        elif "url" in error.fields:
            self.refused[event] = url_fault(self.wish.url)
            self.in_a_row += 1
        elif error.code != "gone":  # removed while we looked: the next turn registers it
            self.refused[event] = "refused"

    def _given(self, event: str, webhook: Webhook, *, secret_id: int | None) -> None:
        before = self.held.get(event, Held(event))
        given = replace(
            before,
            webhook_id=webhook.id,
            url=self.wish.url,
            secret_id=secret_id,
            told=before.told and before.webhook_id == webhook.id,
        )
        row = {"webhook_id": webhook.id, "url": self.wish.url, "secret_id": secret_id}
        self.conn.execute(_sql["given"], {"store_id": self.store_id, "event": event, **row})
        self.held[event] = given


def _held(conn: Conn, store_id: int) -> dict[str, Held]:
    with conn.cursor(row_factory=class_row(Held)) as cursor:
        rows = cursor.execute(_sql["held"], {"store_id": store_id}).fetchall()
    return {row.event: row for row in rows}


def _refused(each: Finding, fault: Fault | None) -> Finding:
    """A refusal counts only for what the list does not show all the same (X30)."""
    if fault is None or each.webhook is not None:
        return each
    return replace(each, state="refused", fault=fault)


def _is_lost(before: Held | None, each: Finding) -> bool:
    """Tell whether a webhook was in order and was changed at Salla since."""
    was_active = before is not None and before.state == "active"
    return was_active and each.state != "active" and each.fault != "not_secured"


def _is_news(before: Held | None, each: Finding) -> bool:
    """Tell whether a webhook is out of order, and was not so in this way before."""
    if each.state == "active":
        return False
    return before is None or (before.state, before.fault) != (each.state, each.fault)


def _keep(conn: Conn, store_id: int, left: Mapping[str, Finding], now: datetime) -> None:
    told = [bool(each.webhook and each.webhook.strategy) for each in left.values()]
    conn.execute(
        _sql["read_back"],
        {
            "store_id": store_id,
            "events": list(left),
            "states": [each.state for each in left.values()],
            "faults": [each.fault for each in left.values()],
            "told": told,
            "now": now,
        },
    )
