"""Everything derived, compared with and repaired by a full recomputation.

Each caller opens a transaction. The store's lane is held while it lasts, so no webhook of the store
is applied in between; webhooks go on being kept.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.analytics.recompute import check_sales, repair_sales
from syncaty.db.queries import load as load_queries
from syncaty.projections.recompute import check_orders, repair_orders
from syncaty.rescoring import work_off
from syncaty.rfm import anew, backlog
from syncaty.rfm.edges import load_edges
from syncaty.rfm.reach import AT_ONCE
from syncaty.rfm.recompute import check_rfm, repair_rfm
from syncaty.rfm.settings import (
    RfmSettings,
    cut_of,
    keep_rfm_settings,
    load_rfm_settings,
    load_row,
    settings_of,
    store_day,
)
from syncaty.rfm.settings import turn_day as note_day
from syncaty.rfm.upkeep import Because, move_to
from syncaty.segments import membership
from syncaty.segments.maps import segments_of
from syncaty.segments.membership import Touched
from syncaty.segments.moves import record_moves
from syncaty.segments.proof import check_members, repair_members
from syncaty.segments.recompute import check_history, repair_history
from syncaty.stores.lanes import lane_of
from syncaty.stores.statuses import classify
from syncaty.stores.store import Store

_jobs = load_queries("syncaty.jobs")


def check(conn: Connection[TupleRow], store_id: int) -> dict[str, int]:
    """Count per kind the rows of a store that differ from a full recomputation.

    Scores that wait their turn (`rescoring`) are worked off before.
    """
    differing = _check_figures(conn, store_id)
    members, sizes = check_members(conn, store_id)
    return {**differing, "segment_members": members, "segment_sizes": sizes}


def _check_figures(conn: Connection[TupleRow], store_id: int) -> dict[str, int]:
    _hold_lane(conn, store_id)
    work_off(conn, store_id)
    _expect_whole_stores(conn)
    row = load_row(conn, store_id)
    rfm = check_rfm(conn, store_id, segments_of(settings_of(row)), cut_of(row))
    days, sizes = check_history(conn, store_id)
    sales, products = check_sales(conn, store_id)
    return {
        "orders": check_orders(conn, store_id),
        "customer_totals": rfm.totals,
        "rfm_scores": rfm.scores,
        "rfm_edges": rfm.edges,
        "segments": rfm.segments,
        "rfm_days": days,
        "rfm_sizes": sizes,
        "daily_sales": sales,
        "daily_products": products,
    }


def recompute(conn: Connection[TupleRow], store_id: int) -> dict[str, int]:
    """Write everything derived of a store anew; gives what differed before, as `check` does.

    Customers whose segment changes get a move with the cause "settings". Members of the merchant's
    own segments are judged once, by all that was put right.
    """
    differed = _check_figures(conn, store_id)
    repair_orders(conn, store_id)
    row = load_row(conn, store_id)
    rescored = repair_rfm(conn, store_id, segments_of(settings_of(row)), cut_of(row))
    # Before new moves are counted: the store's days may be others now.
    repair_history(conn, store_id, days=differed["rfm_days"] > 0, sizes=False)
    record_moves(conn, store_id, rescored, {}, None, otherwise="settings")
    repair_history(conn, store_id, days=False, sizes=differed["rfm_sizes"] > 0)
    repair_sales(conn, store_id)
    members, sizes = repair_members(conn, store_id, "settings")
    return {**differed, "segment_members": members, "segment_sizes": sizes}


def settings_moved(before: Store | None, after: Store | None) -> bool:
    """Tell whether a store's figures must be worked out anew: its days or its currency changed."""
    if before is None or after is None:
        return False
    return (before.timezone, before.currency) != (after.timezone, after.currency)


def set_status_counts(
    conn: Connection[TupleRow], store_id: int, status: str, *, counts: bool
) -> bool:
    """Take the merchant's word on whether a status counts, recount, and tell if that changed it."""
    _hold_lane(conn, store_id)
    changed = classify(conn, store_id, status, counts=counts)
    if changed:
        recompute(conn, store_id)
    return changed


def set_rfm_settings(conn: Connection[TupleRow], store_id: int, settings: RfmSettings) -> bool:
    """Take what the merchant decided about scores, rescore, and tell if that changed it.

    Where there are many buyers they follow piece by piece (`rescoring`): the settings are in force
    at once, and `anew.under_way` tells how far they have reached.
    """
    edges = load_edges(conn, store_id)
    if (
        settings != load_rfm_settings(conn, store_id)
        and edges is not None
        and edges.buyers > AT_ONCE
    ):
        _begin_settings(conn, store_id, settings)
        return True
    _hold_lane(conn, store_id)
    if settings == load_rfm_settings(conn, store_id):
        return False
    work_off(conn, store_id)
    keep_rfm_settings(conn, store_id, settings)
    recompute(conn, store_id)
    return True


def _begin_settings(conn: Connection[TupleRow], store_id: int, settings: RfmSettings) -> None:
    """Put settings in force, with edges found before the lane is held: no webhook waits for it."""
    cut = settings.cut(store_day(conn, store_id) if settings.turns else None)
    conn.execute("set local jit to off")
    target = anew.edges_under(conn, store_id, settings, cut)
    _hold_lane(conn, store_id)
    before = load_rfm_settings(conn, store_id)
    money = (before.tax, before.shipping) != (settings.tax, settings.shipping)
    keep_rfm_settings(conn, store_id, settings, settling=True)
    backlog.begin_anew(conn, store_id, target, money=money)


def turn_day(conn: Connection[TupleRow], store_id: int, day: date) -> int:
    """Bring scores to a store's day, all at once; gives how many customers changed segment by it.

    Where the store has a window, days that passed meanwhile are taken one by one; else the scores
    are those of `day`, whenever it is called.
    """
    _hold_lane(conn, store_id)
    moved = work_off(conn, store_id)
    while (following := day_ahead(load_row(conn, store_id), day)) is not None:
        moved += begin_day(conn, store_id, following) + work_off(conn, store_id)
    return moved


def day_ahead(row: Mapping[str, Any], day: date) -> date | None:
    """Give the day that scores (by the store's row of settings) go to next on the way to `day`."""
    held = row.get("day")
    if held is None or date.fromisoformat(held) == day:
        return None
    following = date.fromisoformat(held) + timedelta(days=1)
    return min(following, day) if row["window_days"] is not None else day


def begin_day(conn: Connection[TupleRow], store_id: int, day: date) -> int:
    """Begin a day given by `day_ahead`, and note what it changes (`rescoring` works that).

    What the day before asked for must be done. Gives how many customers moved at once.
    """
    _hold_lane(conn, store_id)
    row = load_row(conn, store_id)
    settings, back = settings_of(row), date.fromisoformat(row["day"]) > day
    note_day(conn, store_id, day)
    cut, segments = settings.cut(day), segments_of(settings)
    if back and cut.windowed:  # The store is in another zone now: orders come into the window.
        rescored = repair_rfm(conn, store_id, segments, cut)
    else:
        backlog.begin_day(conn, store_id, cut)
        rescored = move_to(conn, store_id, cut, segments, Because("time"))
    scored = Touched(scored=[each.customer_id for each in rescored])
    membership.follow(conn, store_id, scored, otherwise="time")
    return record_moves(conn, store_id, rescored, {}, None, otherwise="time")


def _hold_lane(conn: Connection[TupleRow], store_id: int) -> None:
    conn.execute(_jobs["lane_hold"], {"lane": lane_of(store_id)})


def _expect_whole_stores(conn: Connection[TupleRow]) -> None:
    # Whole stores are compared here. While the server's statistics do not know a new store yet, it
    # takes it for a few rows and would go through all lines once per order.
    conn.execute("set local enable_nestloop to off")
    conn.execute("set local work_mem to '64MB'")
    conn.execute("set local jit to off")
