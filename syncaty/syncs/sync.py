"""What a sync is, as values: its kind, its parts, and how far it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from syncaty.errors import SyncatyError

Kind = Literal["import", "repair", "file"]
Reason = Literal[
    "connected",
    "asked",
    "outage",
    "silence",
    "signatures",
    "subscriptions",
    "nightly",
    "file",
]
State = Literal["waiting", "running", "paused", "completed", "failed", "cancelled"]

OPEN: tuple[State, ...] = ("waiting", "running", "paused")

PARTS: dict[Kind, tuple[str, ...]] = {
    "import": ("products", "orders", "customers"),
    "repair": ("orders", "products", "customers"),
    "file": ("orders",),
}
"""The parts of each kind in the order they run; docs/understand/history-and-repairs.md says why."""

EVENTS: dict[Kind, str] = {
    "import": "syncaty.import",
    "repair": "syncaty.repair",
    "file": "syncaty.file",
}
"""The event that the job of a sync has; no webhook has such a name."""


class SyncError(SyncatyError):
    """A sync cannot be made or changed as asked; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Part:
    """How far one part is, in rows as Salla (or the file) counts them; total None: not known yet.

    Entities are counted once each: `missing` were not here, `stale` were here with other values,
    `equal` were here just so, `gone` no longer exist at Salla, `refused` could not be read.
    `pace` is rows per second of work, `seconds_left` what the rest takes at that pace.
    """

    name: str
    done: int
    total: int | None
    finished: bool
    missing: int
    stale: int
    equal: int
    gone: int
    refused: int
    worked: timedelta

    @property
    def pace(self) -> float | None:
        """Rows per second of work so far; None before the first row."""
        seconds = self.worked.total_seconds()
        return self.done / seconds if self.done and seconds > 0 else None

    @property
    def seconds_left(self) -> float | None:
        """Seconds that the rest of the part takes at its pace; None when that is not known."""
        if self.finished:
            return 0.0
        if self.total is None or self.pace is None:
            return None
        return max(0, self.total - self.done) / self.pace


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A sync with its parts, in the order they run.

    `error_code` and `error` say why it waits, is paused or failed. `notes` are sentences for the
    report. `since` and `until` are a repair's window.
    """

    store_id: int
    id: int
    kind: Kind
    reason: Reason
    state: State
    since: datetime | None
    until: datetime | None
    asked_by: str
    created_at: datetime
    started_at: datetime | None
    seen_at: datetime | None
    finished_at: datetime | None
    notes: tuple[str, ...]
    error_code: str | None
    error: str | None
    parts: tuple[Part, ...]

    @property
    def open(self) -> bool:
        """Whether it still has something to do."""
        return self.state in OPEN

    @property
    def done(self) -> int:
        """Rows done in all parts."""
        return sum(part.done for part in self.parts)

    @property
    def total(self) -> int | None:
        """Rows in all parts; None while one of them is not counted yet."""
        totals = [part.total for part in self.parts]
        return None if None in totals or not totals else sum(each or 0 for each in totals)

    @property
    def seconds_left(self) -> float | None:
        """Seconds until the end; parts not begun are taken to be as quick as those before.

        None while a part is not counted, or before the first row.
        """
        worked = sum(part.worked.total_seconds() for part in self.parts)
        if self.total is None or not self.done or worked <= 0:
            return None
        usual = worked / self.done
        left = 0.0
        for part in self.parts:
            own = part.seconds_left
            left += (part.total or 0) * usual if own is None else own
        return left

    @property
    def missing(self) -> int:
        """Entities that were not here before."""
        return sum(part.missing for part in self.parts)

    @property
    def stale(self) -> int:
        """Entities that were here with other values."""
        return sum(part.stale for part in self.parts)

    @property
    def equal(self) -> int:
        """Entities that were here just so."""
        return sum(part.equal for part in self.parts)

    @property
    def gone(self) -> int:
        """Entities that no longer exist at Salla."""
        return sum(part.gone for part in self.parts)

    @property
    def refused(self) -> int:
        """Rows that could not be read."""
        return sum(part.refused for part in self.parts)
