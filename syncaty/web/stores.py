"""Which store a page is about, and the stores a person can switch to.

Everything here is asked for somebody: whoever is not a member of a store does not learn of it.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest

from syncaty.db.queries import load
from syncaty.stores.members import Viewer
from syncaty.web.database import Reading, Record, connection

_QUERIES = load("syncaty.web")
LATE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Store:
    """A store as pages need it; `currency` is SAR until the first order says another, `state` and
    `reason` how it is connected (stores/connection.py). `window_days` is how many days scores look
    back; None: without end.
    """

    id: int
    name: str
    timezone: str
    currency: str
    state: str = "connected"
    reason: str = ""
    window_days: int | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The zone the store's days are counted in."""
        return ZoneInfo(self.timezone)

    @property
    def title(self) -> str:
        """The store's name, or its number when it has none."""
        return self.name or str(self.id)


@dataclass(frozen=True, slots=True)
class Pulse:
    """How far behind the pipeline is: how long the oldest due job has waited; failed jobs."""

    as_of: datetime
    behind: timedelta
    failed: int

    @property
    def late(self) -> bool:
        """Whether a person should be told that the figures are not of now."""
        return self.behind >= LATE


def viewer_of(request: HttpRequest) -> Viewer:
    """Tell who asks; whoever is not signed in sees no store."""
    if not request.user.is_authenticated:
        return Viewer(0)
    user: Any = request.user  # of the accounts, whose models need Django to be set up first
    return Viewer(user.pk, everything=user.is_operator)


@dataclass(frozen=True, slots=True)
class Importing:
    """How far a store's first import is; `total` is None while Salla has not said it."""

    id: int
    state: str
    done: int
    total: int | None

    @property
    def share(self) -> int:
        """How far it is, 0 to 99."""
        return min(99, self.done * 100 // self.total) if self.total else 0


def importing(store: Store) -> Importing | None:
    """Give the first import of a store while it is under way."""
    with connection() as conn:
        return _importing(conn, store)


def find(store_id: int, viewer: Viewer) -> Store | None:
    """Give the store with this number, if there is one that the viewer may see."""
    wanted = {"id": store_id, **asdict(viewer)}
    with connection() as conn:
        row = conn.execute(_QUERIES["store"], wanted).fetchone()
    return _store(row) if row else None


def listed(viewer: Viewer) -> list[Store]:
    """Give the first hundred stores by name that the viewer may see."""
    with connection() as conn:
        return _listed(conn, viewer)


def pulse(store: Store | None, viewer: Viewer) -> Pulse:
    """Take the pulse of a store, or of all that the viewer may see."""
    with connection() as conn:
        return _pulse(conn, store, viewer)


def around(store: Store | None, viewer: Viewer) -> tuple[list[Store], Pulse, Importing | None]:
    """Give what the shell of a page shows, read in one go: the stores, the pulse of one, and how
    far its first import is.
    """
    with connection() as conn:
        found = _importing(conn, store) if store else None
        return _listed(conn, viewer), _pulse(conn, store, viewer), found


def _importing(conn: Reading, store: Store) -> Importing | None:
    row = conn.execute(_QUERIES["importing"], {"id": store.id}).fetchone()
    return Importing(**row) if row else None


def _listed(conn: Reading, viewer: Viewer) -> list[Store]:
    return [_store(row) for row in conn.execute(_QUERIES["stores"], asdict(viewer))]


def _pulse(conn: Reading, store: Store | None, viewer: Viewer) -> Pulse:
    if store is not None:
        row = conn.execute(_QUERIES["store_pulse"], {"id": store.id}).fetchone()
    else:
        query = "pulse" if viewer.everything else "members_pulse"
        row = conn.execute(_QUERIES[query], asdict(viewer)).fetchone()
    if row is None:
        raise LookupError("the store is gone")
    return Pulse(row["as_of"], row["behind"] or timedelta(), row["failed"])


def _store(row: Record) -> Store:
    return Store(
        row["id"],
        row["name"],
        row["timezone"],
        row["currency"] or "SAR",
        row["state"],
        row["state_reason"],
        row["window_days"],
    )
