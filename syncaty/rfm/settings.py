"""What a store has decided about its scores: what money is, and which map names the segments."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from psycopg import Connection
from psycopg.rows import dict_row

from syncaty.db.queries import load as load_queries
from syncaty.errors import SyncatyError

MapKind = Literal["classic", "recency_fm", "own"]
MAP_KINDS: tuple[MapKind, ...] = get_args(MapKind)
CODES: tuple[int, ...] = tuple(
    r * 100 + f * 10 + m for r in range(1, 6) for f in range(1, 6) for m in range(1, 6)
)
"""All 125 codes, 111 to 555."""

_sql = load_queries("syncaty.rfm", "settings.sql")


class RfmSettingsError(SyncatyError):
    """Settings that cannot be used; nothing was saved. `place` names the setting."""

    def __init__(self, place: str, message: str) -> None:
        super().__init__(message)
        self.place = place


@dataclass(frozen=True, slots=True)
class RfmSettings:
    """How a store scores its buyers; the defaults are those of a store that never said.

    `tax` and `shipping` say whether they are part of M. `own` is the segment of each code in the
    order of CODES, given when and only when the map is the merchant's own.
    """

    tax: bool = True
    shipping: bool = True
    map: MapKind = "classic"
    own: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be used; raises RfmSettingsError."""
        if self.map not in MAP_KINDS:
            known = ", ".join(MAP_KINDS)
            raise RfmSettingsError("map", f"There is no map {self.map!r}: {known}.")
        if (self.map == "own") != (self.own is not None):
            raise RfmSettingsError("own", "A map of its own comes with its codes, no other does.")
        if self.own is not None and len(self.own) != len(CODES):
            raise RfmSettingsError("own", f"A map has {len(CODES)} codes, not {len(self.own)}.")

    def asked(self, statuses: Mapping[str, bool] | None = None) -> dict[str, Any]:
        """Give the settings as the recomputing statements take them (`scores_under`).

        `statuses` are further decisions to be tried: which count and which do not.
        """
        return {"tax": self.tax, "shipping": self.shipping, "statuses": dict(statuses or {})}


def settings_of(row: Mapping[str, Any]) -> RfmSettings:
    """Read the settings from a row of rfm_settings; an empty one gives the defaults."""
    if not row:
        return RfmSettings()
    own = row["own"]
    return RfmSettings(row["tax"], row["shipping"], row["map"], None if own is None else tuple(own))


def load_rfm_settings(conn: Connection[Any], store_id: int) -> RfmSettings:
    """Give what a store has decided; the defaults where it never did."""
    with conn.cursor(row_factory=dict_row) as cur:
        row = cur.execute(_sql["settings_load"], {"store_id": store_id}).fetchone()
    return settings_of(row or {})


def keep_rfm_settings(conn: Connection[Any], store_id: int, settings: RfmSettings) -> None:
    """Keep what a store has decided; what follows from it is for the caller (`recompute`)."""
    own = None if settings.own is None else list(settings.own)
    conn.execute(
        _sql["settings_keep"],
        {
            "store_id": store_id,
            "tax": settings.tax,
            "shipping": settings.shipping,
            "map": settings.map,
            "own": own,
        },
    )
