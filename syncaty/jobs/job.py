"""Jobs and what surrounds them, as pages, the API and the command line read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from syncaty.jobs.filter import State

Change = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job as a list shows it.

    `subject` is the name of the customer or product it is about, empty when not known.
    `duplicates` counts how often the same bytes came again. `changes` holds what the job changed:
    {"kind", "id", "label", "new", "fields": {name: [before, after]}} each.
    """

    store_id: int
    store_name: str
    id: int
    state: State
    outcome: str | None
    event: str
    entity: str | None
    entity_id: int | None
    reference: str | None
    customer_id: int | None
    subject: str
    received_at: datetime
    due_at: datetime
    attempts: int
    started_at: datetime | None
    finished_at: datetime | None
    error_code: str | None
    error: str | None
    changes: tuple[Change, ...]
    duplicates: int

    @property
    def waited(self) -> timedelta | None:
        """How long it lay before its latest attempt began."""
        return None if self.started_at is None else self.started_at - self.received_at

    @property
    def took(self) -> timedelta | None:
        """How long its latest attempt lasted."""
        if self.started_at is None or self.finished_at is None:
            return None
        return self.finished_at - self.started_at

    @property
    def moved(self) -> tuple[str | None, str | None] | None:
        """The segments a customer moved from and to, if this job moved one."""
        for change in self.changes:
            if change.get("kind") == "rfm" and "segment" in change.get("fields", {}):
                before, after = change["fields"]["segment"]
                return before, after
        return None


@dataclass(frozen=True, slots=True)
class Delivery:
    """What came: the raw bytes, the headers that are kept, and what vouched for it.

    `verified_by` is `app` or the number of the store's secret; `secret_added_at`,
    `secret_expires_at` and `secret_newest` are of that secret while it is still held.
    """

    received_at: datetime
    body: bytes
    headers: Mapping[str, str]
    verified_by: str
    duplicates: int
    last_duplicate_at: datetime | None
    strategy: str | None = None
    secret_added_at: datetime | None = None
    secret_expires_at: datetime | None = None
    secret_newest: bool = False


@dataclass(frozen=True, slots=True)
class Attempt:
    """One failed try. `path` is the place in the body, when one is known."""

    number: int
    started_at: datetime
    finished_at: datetime
    worker: str
    error_code: str
    error: str
    path: str
    traceback: str


@dataclass(frozen=True, slots=True)
class Action:
    """What a person did to the job."""

    at: datetime
    actor: str
    action: str


@dataclass(frozen=True, slots=True)
class Move:
    """A customer's move between segments that the job caused; codes are r·100 + f·10 + m."""

    at: datetime
    customer_id: int
    customer_name: str
    from_segment: str | None
    to_segment: str | None
    from_code: int | None
    to_code: int | None
    cause: str


@dataclass(frozen=True, slots=True)
class Previous:
    """The delivery of the same entity that came before, to compare with."""

    id: int
    event: str
    received_at: datetime
    body: bytes


@dataclass(frozen=True, slots=True)
class JobDetail:
    """Everything known about one job. `related` are the jobs of the same entity, oldest first,
    this one among them; `moves` is cut at 50 of `moved` customers.
    """

    job: Job
    delivery: Delivery
    attempts: tuple[Attempt, ...]
    actions: tuple[Action, ...]
    moves: tuple[Move, ...]
    moved: int
    related: tuple[Job, ...]
    previous: Previous | None
    alike: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many jobs are in each state. Completed and ignored ones are counted since `since`;
    `capped` says that only the newest of them were counted.
    """

    pending: int
    completed: int
    failed: int
    retrying: int
    waiting_for_store: int
    ignored: int
    since: datetime | None
    capped: bool

    @property
    def all(self) -> int:
        """Pending, completed and failed together."""
        return self.pending + self.completed + self.failed


@dataclass(frozen=True, slots=True)
class Minute:
    """How many webhooks came in a minute (or another step), by what became of them."""

    at: datetime
    applied: int
    ignored: int
    pending: int
    retrying: int
    failed: int


@dataclass(frozen=True, slots=True)
class FailureGroup:
    """Failed jobs that are alike: the same error from the same event."""

    error_code: str
    event: str
    count: int
    since: datetime
    latest: datetime
    stores: tuple[int, ...]
    store_names: tuple[str, ...]
    error: str
    newest_id: int
    newest_store: int


@dataclass(frozen=True, slots=True)
class Health:
    """How the queue does: seconds the longest due job has waited, webhooks of the last minute."""

    oldest_waiting: float
    per_minute: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A request that was answered with a refusal. `body` is cut, and empty in lists; `unkept`
    counts requests like it before, of which nothing was kept.
    """

    store_id: int
    store_name: str
    id: int
    received_at: datetime
    reason: str
    status: int
    body_size: int
    unkept: int
    headers: Mapping[str, str]
    body: bytes = b""
