"""What a store has decided about its orders: its days, its currency, and which statuses count."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from zoneinfo import ZoneInfo

from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.db.queries import load as load_queries
from syncaty.stores.statuses import KNOWN, counts_by_default

_sql = load_queries("syncaty.projections")


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """The settings of one store that its rows and figures depend on.

    `currency` is None until the first order says it. `statuses` holds the store's own decision
    for every status seen so far. `has_made_up` says that it holds orders or customers of a file
    that Salla has not named yet (see adoption.py). `scoring` is its row of rfm_settings, which
    rfm/settings.py reads; only whether tax and shipping are part of M matters here.
    `has_segments` says that the merchant made segments of his own.
    """

    id: int
    zone: ZoneInfo
    currency: str | None
    statuses: Mapping[str, bool]
    has_made_up: bool = False
    scoring: Mapping[str, Any] = field(default_factory=dict)
    has_segments: bool = False

    def part_of_money(self, name: Literal["tax", "shipping"]) -> bool:
        """Tell whether tax or shipping is part of what an order adds to M; by default it is."""
        return bool(self.scoring.get(name, True))

    def status_counts(self, status: str | None) -> bool:
        """Tell whether an order in this status counts; an unknown status does until classified."""
        decided = None if status is None else self.statuses.get(status)
        return counts_by_default(status) if decided is None else decided


def load_settings(conn: Connection[TupleRow], store_id: int) -> StoreSettings:
    """Read the settings of a connected store; raises LookupError when it is not connected."""
    row = conn.execute(_sql["store_settings"], {"store_id": store_id}).fetchone()
    if row is None:
        raise LookupError(f"store {store_id} is not connected")
    zone, currency, statuses, has_made_up, scoring, has_segments = row
    return StoreSettings(
        store_id, ZoneInfo(zone), currency, statuses, has_made_up, scoring or {}, has_segments
    )


def learn_currency(
    conn: Connection[TupleRow], settings: StoreSettings, currency: str
) -> StoreSettings:
    """Take the currency of the store's first order as the store's own."""
    conn.execute(_sql["store_learn_currency"], {"store_id": settings.id, "currency": currency})
    return replace(settings, currency=currency)


def learn_statuses(
    conn: Connection[TupleRow], settings: StoreSettings, seen: Mapping[str, str]
) -> StoreSettings:
    """Note statuses (key to name) met for the first time, for the merchant to classify."""
    new = {status: name for status, name in seen.items() if status not in settings.statuses}
    if not new:
        return settings
    counts = {status: counts_by_default(status) for status in new}
    conn.execute(
        _sql["store_learn_statuses"],
        {
            "store_id": settings.id,
            "statuses": list(new),
            "names": list(new.values()),
            "counts": list(counts.values()),
            "classified": [status in KNOWN for status in new],
        },
    )
    return replace(settings, statuses={**counts, **settings.statuses})
