"""Totals, scores and segment of one customer of the peer."""

import time
from bisect import bisect_left
from datetime import date
from typing import Any

from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.db.queries import load
from syncaty.segments.classic import CLASSIC

_sql = load("bench.peer")
_EDGES_SECONDS = 60.0
_EPOCH = date(1970, 1, 1)
_cached: dict[int, tuple[float, dict[str, list[float]]]] = {}


def update_buyer(conn: Connection[TupleRow], store_id: int, customer_id: int) -> None:
    """Sum a customer's orders up, score them by the stored edges, and note a move of segment."""
    key = {"store_id": store_id, "customer_id": customer_id}
    row = conn.execute(_sql["buyer_totals"], key).fetchone()
    assert row is not None
    orders, spent, first, last, refunds, discounts, old_segment, old_code = row
    segment = code = None
    if orders:
        edges = _edges(conn, store_id)
        r = 5 - bisect_left(edges["r"], (_EPOCH - last).days)
        f = 1 + bisect_left(edges["f"], orders)
        m = 1 + bisect_left(edges["m"], float(spent))
        segment, code = CLASSIC[(r - 1) * 25 + (f - 1) * 5 + m - 1], r * 100 + f * 10 + m
        totals = {"orders": orders, "spent": spent, "first": first, "last": last}
        used = {"refunds": refunds, "discounts": discounts}
        scores = {"r": r, "f": f, "m": m, "segment": segment}
        conn.execute(_sql["buyer_save"], {**key, **totals, **used, **scores})
    else:
        conn.execute(_sql["buyer_remove"], key)
    if segment != old_segment:
        move = {"from": old_segment, "to": segment, "from_code": old_code, "to_code": code}
        conn.execute(_sql["move_save"], {**key, **move})


def _edges(conn: Connection[TupleRow], store_id: int) -> dict[str, list[float]]:
    """Give the edges that the nightly run left behind, kept in memory for a minute."""
    held = _cached.get(store_id)
    if held is None or time.monotonic() - held[0] > _EDGES_SECONDS:
        row: tuple[Any, ...] | None = conn.execute(
            _sql["edges_load"], {"store_id": store_id}
        ).fetchone()
        edges = row[0] if row else {"r": [], "f": [], "m": []}
        values = {name: [float(each["value"]) for each in edges[name]] for name in edges}
        held = _cached[store_id] = (time.monotonic(), values)
    return held[1]
