"""What pages and the API read of a store's scores: edges, map, distribution, totals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row, dict_row, tuple_row

from syncaty.db.queries import load as load_queries
from syncaty.rfm.anew import UnderWay, under_way
from syncaty.rfm.bands import Band, bands
from syncaty.rfm.edges import edges_from_json
from syncaty.rfm.map import (
    Cell,
    CodeGroup,
    Hint,
    Spread,
    Sums,
    Thin,
    cells,
    fm_of,
    spreads,
    thin,
    total,
)
from syncaty.rfm.scoring import DIMENSIONS, Dimension
from syncaty.rfm.settings import RfmSettings, load_row, settings_of

__all__ = [
    "Band",
    "Cell",
    "CodeGroup",
    "Hint",
    "Rfm",
    "Spread",
    "StoreTotals",
    "Sums",
    "Thin",
    "codes",
    "edges",
    "fm_of",
    "rfm",
    "totals",
]

_sql = load_queries("syncaty.rfm", "reading.sql")


@dataclass(frozen=True, slots=True)
class StoreBands:
    """A store's edges as bands of plain values, by dimension, best score first."""

    buyers: int
    changed_at: datetime
    bands: dict[Dimension, tuple[Band, ...]]


@dataclass(frozen=True, slots=True)
class StoreTotals:
    """How many customers, orders and products a store has, counting or not."""

    customers: int
    orders: int
    products: int


@dataclass(frozen=True, slots=True)
class Rfm:
    """A store's scores at a glance; `edges` is None before the first buyer.

    `unscored` customers have orders, but none in the store's window; they are in none of the other
    figures. `mean_days` is the mean of whole days since the last order, up to `today`; `settings`
    say how all of it came about, `under_way` how many they have reached while they are new.
    """

    today: date
    buyers: int
    unscored: int
    orders: int
    revenue: Decimal
    mean_days: Decimal | None
    edges: StoreBands | None
    cells: tuple[Cell, ...]
    spreads: tuple[Spread, ...]
    thin: Thin
    settings: RfmSettings
    under_way: UnderWay | None


def edges(conn: Connection[Any], store_id: int, today: date) -> StoreBands | None:
    """Give a store's edges in plain values as of a local day; None before its first buyer."""
    with conn.cursor(row_factory=dict_row) as cur:
        row = cur.execute(_sql["edges_read"], {"store_id": store_id}).fetchone()
    if row is None:
        return None
    held = edges_from_json(row["edges"])
    found = {each: bands(each, held[each], today) for each in DIMENSIONS}
    return StoreBands(row["buyers"], row["changed_at"], found)


def codes(conn: Connection[Any], store_id: int) -> tuple[CodeGroup, ...]:
    """Give the buyers of each score code that anyone has."""
    with conn.cursor(row_factory=class_row(CodeGroup)) as cur:
        return tuple(cur.execute(_sql["codes"], {"store_id": store_id}))


def rfm(
    conn: Connection[Any], store_id: int, today: date, groups: Sequence[CodeGroup] | None = None
) -> Rfm:
    """Give a store's scores at a glance, as of a local day; `groups` are its codes, if at hand."""
    groups = codes(conn, store_id) if groups is None else groups
    sums, row = total(groups), load_row(conn, store_id)
    return Rfm(
        today=today,
        buyers=sums.customers,
        unscored=_unscored(conn, store_id),
        orders=sums.orders,
        revenue=sums.revenue,
        mean_days=sums.mean_days(today),
        edges=edges(conn, store_id, today),
        cells=cells(groups),
        spreads=spreads(groups),
        thin=thin(groups),
        settings=settings_of(row),
        under_way=under_way(conn, store_id) if row.get("settling") else None,
    )


def _unscored(conn: Connection[Any], store_id: int) -> int:
    with conn.cursor(row_factory=tuple_row) as cur:
        row = cur.execute(_sql["unscored"], {"store_id": store_id}).fetchone()
    return row[0] if row else 0


def totals(conn: Connection[Any], store_id: int) -> StoreTotals:
    """Count what a store has."""
    with conn.cursor(row_factory=class_row(StoreTotals)) as cur:
        return cur.execute(_sql["totals"], {"store_id": store_id}).fetchone() or StoreTotals(
            0, 0, 0
        )
