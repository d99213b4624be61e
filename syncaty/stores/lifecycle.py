"""Applies the events of the app itself (easy mode): a store comes, is subscribed to, and goes.

Salla sends these in any order and more than once. What counts is when each happened, not when it
came: a store is connected when its latest authorisation is at least as late as its latest end. Only
what the app's own secret vouches for counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.rows import class_row, tuple_row

from syncaty.db.queries import load as load_queries
from syncaty.errors import PermanentError
from syncaty.jobs.faults import as_failed
from syncaty.jobs.outcome import Done, Job, Result
from syncaty.salla.errors import SallaError
from syncaty.salla.tokens import TokenPair, read_tokens
from syncaty.stores import app_event, connection
from syncaty.stores.connecting import Begin
from syncaty.stores.connection import ENDED, Conn, Standing
from syncaty.stores.events import log_event
from syncaty.stores.secrets import Keys, SealError

APP = "app"  # who vouched: intake.verify

_sql = load_queries("syncaty.stores", "lifecycle.sql")


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is known of a store's app."""

    name: str
    store_type: str | None
    app_plan: str | None
    app_plan_state: str | None
    app_plan_ends_at: datetime | None


def is_app_event(event: str) -> bool:
    """Tell whether an event is about the app itself."""
    return event.startswith(app_event.PREFIX)


def apply(conn: Conn, keys: Keys, store_id: int, jobs: Sequence[Job], begin: Begin) -> list[Result]:
    """Apply app events of one store; gives what became of each, in order.

    A store need not be known before its authorisation. `begin` is called for each connection made.
    """
    row = {"store_id": store_id, "ids": [job.id for job in jobs]}
    with conn.cursor(row_factory=tuple_row) as cur:
        kept = {job_id: rest for job_id, *rest in cur.execute(_sql["app_events"], row)}
    results: list[Result] = []
    for job in jobs:
        verified_by, sealed = kept[job.id]
        try:
            event = _Event(conn, keys, job, sealed, begin)
            results.append(event.apply() if verified_by == APP else _unvouched(job))
        except PermanentError as error:
            results.append(as_failed(error))
    return results


class _Event:
    """One event of the app, vouched for."""

    def __init__(self, conn: Conn, keys: Keys, job: Job, sealed: str | None, begin: Begin) -> None:
        self._conn = conn
        self._keys = keys
        self._job = job
        self._sealed = sealed
        self._begin = begin
        self._data, created_at = app_event.read_data(job.body)
        self._at = app_event.occurred_at(created_at, job.received_at)

    def apply(self) -> Done:
        """Apply the event; raises PermanentError."""
        match self._job.event:
            case app_event.AUTHORIZE:
                return self._authorize()
            case "app.uninstalled":
                return self._uninstall()
            case event if event in app_event.HEARD:
                return self._hear(app_event.HEARD[event])
        return Done("ignored")

    def _authorize(self) -> Done:
        store_id = self._job.store_id
        held = connection.lock(self._conn, store_id)
        if held is not None and not (_later(held, self._at) or self._beside(held)):
            self._forget()
            return Done("superseded")
        pair = self._pair()
        before = connection.connection(self._conn, store_id)
        connected = connection.open_store(
            self._conn, self._keys, store_id, held, pair, "event", self._at
        )
        self._begin(self._conn, connected)
        self._forget()
        scopes = (" ".join(before.scopes) if before else None, " ".join(pair.scopes))
        fields = {"state": (connected.before, "connected"), "scopes": scopes}
        return Done("applied", [_change(store_id, connected.name, fields, new=connected.created)])

    def _beside(self, held: Standing) -> bool:
        """Tell whether it is another authorisation of the very second of the one in force.

        Events have no finer time, so the one that came last counts, unless its tokens are those
        held, or those held were renewed since.
        """
        if held.state in ENDED or self._at != held.authorized_at or self._sealed is None:
            return False
        with self._conn.cursor(row_factory=tuple_row) as cur:
            first = cur.execute(_sql["first_pair"], {"store_id": self._job.store_id}).fetchone()
        if first is None:
            return False
        try:
            return self._keys.unseal(first[0]).value != self._pair().access
        except SealError:
            return True  # what no key opens is of no use

    def _pair(self) -> TokenPair:
        if self._sealed is None:
            raise PermanentError(
                "tokens_unreadable",
                "The tokens of this authorisation were not kept, so the store was not connected. "
                "Press “Reauthorize App” in Salla's Partner Portal to have them sent again.",
            )
        try:
            data, _ = app_event.read_data(self._keys.unseal(self._sealed).value.encode())
            return read_tokens(data, self._job.received_at)
        except SealError as error:
            raise PermanentError(
                "tokens_unreadable",
                "The tokens of this authorisation are sealed with a key that is not among "
                "SYNCATY_ENCRYPTION_KEYS. They are still held. Give the key, then run this again.",
            ) from error
        except SallaError as error:
            raise PermanentError(
                "tokens_unreadable",
                "This authorisation holds no usable access token, so the store was not connected. "
                "Press “Reauthorize App” in Salla's Partner Portal to have it sent again.",
                "data.access_token",
            ) from error

    def _uninstall(self) -> Done:
        store_id = self._job.store_id
        held = connection.lock(self._conn, store_id)
        if held is None:
            raise _unknown(store_id)
        if held.authorized_at is not None and self._at <= held.authorized_at:
            return Done("superseded")
        connection.uninstalled(self._conn, store_id, held, self._at)
        fields = {"state": (held.state, "uninstalled")}
        return _done(_change(store_id, held.name, fields))

    def _hear(self, kind: str) -> Done:
        """Keep what an event tells of the app, as far as nothing later told it."""
        store_id = self._job.store_id
        before = self._facts()
        row: dict[str, Any] = {"store_id": store_id, "at": self._at}
        store_type = app_event.text(self._data, "store_type")
        self._conn.execute(_sql["app_heard"], {**row, "store_type": store_type})
        plan = app_event.read_plan(self._job.event, self._data)
        if plan is not None:
            told: dict[str, Any] = {"plan": plan.name, "state": plan.state, "ends_at": plan.ends_at}
            told |= {"rank": plan.rank, "begins": plan.begins}
            self._conn.execute(_sql["plan_heard"], {**row, **told})
        log_event(self._conn, store_id, kind, plan=plan.name if plan else None)
        after = self._facts()
        fields = {
            name: (_shown(getattr(before, name)), _shown(getattr(after, name)))
            for name in ("store_type", "app_plan", "app_plan_state", "app_plan_ends_at")
        }
        return _done(_change(store_id, after.name, fields))

    def _facts(self) -> _Facts:
        with self._conn.cursor(row_factory=class_row(_Facts)) as cur:
            found = cur.execute(_sql["app_facts"], {"store_id": self._job.store_id}).fetchone()
        if found is None:
            raise _unknown(self._job.store_id)
        return found

    def _forget(self) -> None:
        row = {"store_id": self._job.store_id, "id": self._job.id}
        self._conn.execute(_sql["sealed_forget"], row)


def _later(held: Standing, at: datetime) -> bool:
    """Tell whether an authorisation is news: after the last one, and not before the last end."""
    if held.state in ENDED:
        return at >= held.state_at
    return held.authorized_at is None or at > held.authorized_at


def _unvouched(job: Job) -> Done:
    note = "Not heeded: this event counts only when the app's own secret vouches for it."
    return Done("ignored", [_change(job.store_id, note, {}, kind="warning")])


def _unknown(store_id: int) -> LookupError:
    return LookupError(f"store {store_id} is not connected")


def _change(
    store_id: int,
    label: str,
    fields: Mapping[str, tuple[str | None, str | None]],
    *,
    kind: str = "store",
    new: bool = False,
) -> dict[str, Any]:
    """Make the record of what changed, as it is kept with the job."""
    moved = {name: pair for name, pair in fields.items() if pair[0] != pair[1]}
    return {"kind": kind, "id": str(store_id), "label": label, "new": new, "fields": moved}


def _done(change: dict[str, Any]) -> Done:
    return Done("applied", [change]) if change["fields"] else Done("superseded")


def _shown(value: object) -> str | None:
    if isinstance(value, datetime):
        return value.isoformat()
    return None if value is None else str(value)
