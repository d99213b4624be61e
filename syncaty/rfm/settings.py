"""What a store has decided about its scores: money, edges, and which map names the segments."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal, cast, get_args

from psycopg import Connection
from psycopg.rows import tuple_row
from psycopg.types.json import Jsonb

from syncaty.db.queries import load as load_queries
from syncaty.errors import SyncatyError
from syncaty.rfm.cut import EDGE_KINDS, LIVE, Cut, EdgeKind
from syncaty.rfm.limits import Limits, limits_of

MapKind = Literal["classic", "recency_fm", "own"]
MAP_KINDS: tuple[MapKind, ...] = get_args(MapKind)
CODES: tuple[int, ...] = tuple(
    r * 100 + f * 10 + m for r in range(1, 6) for f in range(1, 6) for m in range(1, 6)
)
"""All 125 codes, 111 to 555."""

LEAST_DAYS, MOST_DAYS = 7, 3_660
"""How long a window can be: a week to ten years."""

_sql = load_queries("syncaty.rfm", "settings.sql")


class RfmSettingsError(SyncatyError):
    """Settings that cannot be used; nothing was saved. `place` names the setting."""

    def __init__(self, place: str, message: str) -> None:
        super().__init__(message)
        self.place = place


@dataclass(frozen=True, slots=True)
class RfmSettings:
    """How a store scores its buyers; the defaults are those of a store that never said.

    `window_days` says of how many days, the present one among them, orders are scored; None: of all
    time. `tax` and `shipping` say whether they are part of M. `own` is the segment of each code in
    the order of CODES, given when and only when the map is the merchant's own; so are `limits` with
    fixed edges.
    """

    tax: bool = True
    shipping: bool = True
    map: MapKind = "classic"
    own: tuple[str, ...] | None = None
    edges: EdgeKind = "live"
    limits: Limits | None = None
    window_days: int | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be used; raises RfmSettingsError."""
        if self.map not in MAP_KINDS:
            known = ", ".join(MAP_KINDS)
            raise RfmSettingsError("map", f"There is no map {self.map!r}: {known}.")
        if (self.map == "own") != (self.own is not None):
            raise RfmSettingsError("own", "A map of its own comes with its codes, no other does.")
        if self.own is not None and len(self.own) != len(CODES):
            raise RfmSettingsError("own", f"A map has {len(CODES)} codes, not {len(self.own)}.")

        if self.edges not in EDGE_KINDS:
            known = ", ".join(EDGE_KINDS)
            raise RfmSettingsError("edges", f"There are no edges {self.edges!r}: {known}.")
        if (self.edges == "fixed") != (self.limits is not None):
            raise RfmSettingsError("limits", "Fixed edges come with their limits, no others do.")
        days = self.window_days
        if days is not None and not LEAST_DAYS <= days <= MOST_DAYS:
            raise RfmSettingsError(
                "window", f"A window has {LEAST_DAYS} to {MOST_DAYS:,} days, not {days:,}."
            )

    def cut(self, day: date | None) -> Cut:
        """Give how edges are cut on a store's day; live ones need none."""
        if day is None:
            return Cut(self.edges)
        outside = None if self.window_days is None else day - timedelta(self.window_days)
        fixed = None if self.limits is None else self.limits.edges(day)
        return Cut(self.edges, fixed, outside)

    def asked(self, cut: Cut, statuses: Mapping[str, bool] | None = None) -> dict[str, Any]:
        """Give the settings as the recomputing statements take them (`scores_under`).

        `statuses` are further decisions to be tried: which count and which do not.
        """
        return {
            "tax": self.tax,
            "shipping": self.shipping,
            "outside": None if cut.outside is None else cut.outside.isoformat(),
            "statuses": dict(statuses or {}),
        }

    @property
    def turns(self) -> bool:
        """Whether the store's midnight changes anything."""
        return self.edges != "live" or self.window_days is not None


def settings_of(row: Mapping[str, Any]) -> RfmSettings:
    """Read the settings from a row of rfm_settings as JSON; an empty one gives the defaults."""
    if not row:
        return RfmSettings()
    own, limits = row["own"], row["limits"]
    return RfmSettings(
        row["tax"],
        row["shipping"],
        row["map"],
        None if own is None else tuple(own),
        row["edges"],
        None if limits is None else limits_of(limits),
        row["window_days"],
    )


def cut_of(row: Mapping[str, Any]) -> Cut:
    """Give how a store's edges are cut on the day its row says.

    While changed settings are on their way to everyone (`anew`), live edges stand, too.
    """
    if not row:
        return LIVE
    cut = settings_of(row).cut(date.fromisoformat(row["day"]) if row["day"] else None)
    return replace(cut, kind="frozen") if row["settling"] and cut.kind == "live" else cut


def load_row(conn: Connection[Any], store_id: int) -> Mapping[str, Any]:
    """Give a store's row of rfm_settings as JSON, empty where it never decided."""
    with conn.cursor(row_factory=tuple_row) as cur:
        row = cur.execute(_sql["settings_load"], {"store_id": store_id}).fetchone()
    return row[0] if row else {}


def load_rfm_settings(conn: Connection[Any], store_id: int) -> RfmSettings:
    """Give what a store has decided; the defaults where it never did."""
    return settings_of(load_row(conn, store_id))


def store_day(conn: Connection[Any], store_id: int, now: datetime | None = None) -> date:
    """Give a store's local day at an instant, by default now; LookupError for no store."""
    with conn.cursor(row_factory=tuple_row) as cur:
        row = cur.execute(_sql["store_day"], {"store_id": store_id, "now": now}).fetchone()
    if row is None:
        raise LookupError(f"store {store_id} is not connected")
    return cast("date", row[0])


def days_due(conn: Connection[Any], now: datetime) -> list[int]:
    """Give the stores whose edges or window are of another local day than it is now."""
    with conn.cursor(row_factory=tuple_row) as cur:
        return [store_id for (store_id,) in cur.execute(_sql["days_due"], {"now": now})]


def turn_day(conn: Connection[Any], store_id: int, day: date) -> None:
    """Note the day that a store's scores are of; what it changes is for the caller."""
    conn.execute(_sql["day_turn"], {"store_id": store_id, "day": day})


def keep_rfm_settings(
    conn: Connection[Any], store_id: int, settings: RfmSettings, *, settling: bool = False
) -> None:
    """Keep what a store has decided; what follows from it is for the caller (`recompute`).

    Edges that stand and the window are those of the store's present day. `settling` says that it
    follows piece by piece (`anew`).
    """
    own = None if settings.own is None else list(settings.own)
    conn.execute(
        _sql["settings_keep"],
        {
            "store_id": store_id,
            "tax": settings.tax,
            "shipping": settings.shipping,
            "map": settings.map,
            "own": own,
            "edges": settings.edges,
            "limits": None if settings.limits is None else Jsonb(settings.limits.kept()),
            "window_days": settings.window_days,
            "day": store_day(conn, store_id) if settings.turns else None,
            "settling": settling,
        },
    )
