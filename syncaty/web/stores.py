"""Which store a page is about, and the stores a person can switch to."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from syncaty.db.queries import load
from syncaty.web.database import Reading, Record, connection

_QUERIES = load("syncaty.web")
LATE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Store:
    """A store as pages need it; `currency` is SAR until the first order says another."""

    id: int
    name: str
    timezone: str
    currency: str

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


def find(store_id: int) -> Store | None:
    """Give the store with this number, if there is one."""
    with connection() as conn:
        row = conn.execute(_QUERIES["store"], {"id": store_id}).fetchone()
    return _store(row) if row else None


def listed() -> list[Store]:
    """Give the first hundred stores by name."""
    with connection() as conn:
        return _listed(conn)


def pulse(store: Store | None) -> Pulse:
    """Take the pulse of a store, or of all of them."""
    with connection() as conn:
        return _pulse(conn, store)


def around(store: Store | None) -> tuple[list[Store], Pulse]:
    """Give what the shell of a page shows, read in one go: the stores, and the pulse of one."""
    with connection() as conn:
        return _listed(conn), _pulse(conn, store)


def _listed(conn: Reading) -> list[Store]:
    return [_store(row) for row in conn.execute(_QUERIES["stores"])]


def _pulse(conn: Reading, store: Store | None) -> Pulse:
    if store is None:
        row = conn.execute(_QUERIES["pulse"]).fetchone()
    else:
        row = conn.execute(_QUERIES["store_pulse"], {"id": store.id}).fetchone()
    if row is None:
        raise LookupError("the store is gone")
    return Pulse(row["as_of"], row["behind"] or timedelta(), row["failed"])


def _store(row: Record) -> Store:
    return Store(row["id"], row["name"], row["timezone"], row["currency"] or "SAR")
