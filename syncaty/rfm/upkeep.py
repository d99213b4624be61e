"""Rescores exactly the buyers that a batch of order changes touches, directly or by an edge."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.db.queries import load as load_queries
from syncaty.projections.changes import OrderChange
from syncaty.rfm.cut import LIVE, Cut
from syncaty.rfm.edges import (
    Shifted,
    StoreEdges,
    find_edges,
    load_edges,
    move_edges,
    shift_edges,
    stand,
    write_edges,
)
from syncaty.rfm.scoring import DIMENSIONS, EPOCH, Dimension, recency_value, score
from syncaty.rfm.totals import (
    Retotalled,
    Scores,
    Standing,
    Totals,
    remove_totals,
    retotal,
    write_totals,
)

_sql = load_queries("syncaty.rfm")

SegmentMap = Sequence[str]
"""The segment of each of the 125 codes, in the order 111, 112, ... 555."""


@dataclass(frozen=True, slots=True)
class Rescored:
    """A customer's standing before and after a batch; `own` when his own orders changed.

    Of customers that only an edge's movement touched, the scores alone are known.
    """

    customer_id: int
    before: Scores | None
    after: Scores | None
    totals_before: Totals | None = None
    totals_after: Totals | None = None
    own: bool = False


def rescore(
    conn: Connection[TupleRow],
    store_id: int,
    changes: Sequence[OrderChange],
    segments: SegmentMap,
    cut: Cut = LIVE,
) -> list[Rescored]:
    """Bring totals, edges and scores of a store to what its orders now say.

    Gives every customer whose own orders changed and every other whose scores changed. The cost
    follows the number of changes and of the customers an edge passed over, not the store's size.
    Edges that stand (frozen, fixed) are left where they are.
    """
    touched = retotal(conn, store_id, changes)
    if not touched:
        return []
    held = load_edges(conn, store_id)
    shifts = _shifts(touched)
    standing = None if cut.kind == "live" else stand(held, shifts, cut.fixed)
    shifted = standing or shift_edges(held, shifts)
    provisional = shifted or held
    standings = {
        each.customer_id: Standing(each.after, _scores(each, provisional, segments))
        for each in touched
        if each.after is not None
    }
    write_totals(conn, store_id, standings)
    gone = [each.customer_id for each in touched if each.after is None]
    remove_totals(conn, store_id, gone)
    edges = standing or _live_edges(conn, store_id, shifted)
    write_edges(conn, store_id, edges if edges and edges.buyers else None)
    moved = _rescore_reached(conn, store_id, provisional, edges, segments)
    return _report(touched, standings, moved)


def move_to(
    conn: Connection[TupleRow], store_id: int, cut: Cut, segments: SegmentMap
) -> list[Rescored]:
    """Move edges that stand to where they belong now; gives those whose scores changed by it.

    Reads the buyers that an edge passed over, and all of them to find frozen edges anew.
    """
    held = load_edges(conn, store_id)
    if held is None:
        return []
    found = find_edges(conn, store_id) if cut.fixed is None else StoreEdges(held.buyers, cut.fixed)
    write_edges(conn, store_id, found)
    moved = _rescore_reached(conn, store_id, held, found, segments)
    return [Rescored(each, before, after) for each, (before, after) in moved.items()]


def _live_edges(
    conn: Connection[TupleRow], store_id: int, shifted: StoreEdges | None
) -> StoreEdges | None:
    return find_edges(conn, store_id) if shifted is None else move_edges(conn, store_id, shifted)


def scores_of(totals: Totals, edges: StoreEdges, segments: SegmentMap) -> Scores:
    """Score one buyer against a store's edges."""
    values = values_of(totals)
    r, f, m = (score(each, values[each], edges.edges[each]) for each in DIMENSIONS)
    return Scores(r, f, m, segments[(r - 1) * 25 + (f - 1) * 5 + m - 1])


def values_of(totals: Totals) -> dict[Dimension, Decimal]:
    """Give the three numbers that a buyer is scored by."""
    recency = recency_value(totals.last_order_on)
    return {"r": recency, "f": Decimal(totals.orders), "m": totals.spent}


def _scores(each: Retotalled, edges: StoreEdges | None, segments: SegmentMap) -> Scores:
    if edges is None or each.after is None:
        return Scores(1, 1, 1, segments[0])
    return scores_of(each.after, edges, segments)


def _shifts(touched: Sequence[Retotalled]) -> dict[Dimension, Shifted]:
    removed = [values_of(each.before.totals) for each in touched if each.before]
    added = [values_of(each.after) for each in touched if each.after]
    return {
        each: Shifted([values[each] for values in removed], [values[each] for values in added])
        for each in DIMENSIONS
    }


def _rescore_reached(
    conn: Connection[TupleRow],
    store_id: int,
    before: StoreEdges | None,
    after: StoreEdges | None,
    segments: SegmentMap,
) -> dict[int, tuple[Scores, Scores]]:
    """Rescore those between an edge's old place and its new one; everyone where there was none.

    Those of the batch were scored by the old edges, so they need it only where they lie there.
    """
    if after is None:
        return {}
    customers = None if before is None else _reached(conn, store_id, before, after)
    if customers == []:
        return {}
    parameters: dict[str, Any] = {
        "store_id": store_id,
        "customers": customers,
        "segments": list(segments),
    }
    for each in DIMENSIONS:
        parameters[each] = [_column_of(each)(edge.value) for edge in after.edges[each]]
    # Planned for these very customers: a plan for any number would read the whole store.
    rows = conn.execute(_sql["rescore"], parameters, prepare=False).fetchall()
    return {row[0]: (Scores(*row[1:5]), Scores(*row[5:9])) for row in rows}


def _reached(
    conn: Connection[TupleRow], store_id: int, before: StoreEdges, after: StoreEdges
) -> list[int]:
    """Give the buyers whose bin the movement of an edge changed, the batch's own among them."""
    ranges = _passed(before, after)
    if not any(ranges.values()):
        return []
    parameters: dict[str, Any] = {"store_id": store_id}
    for each in DIMENSIONS:
        low = [_column_of(each)(edge) for edge, _ in ranges[each]]
        high = [_column_of(each)(edge) for _, edge in ranges[each]]
        # Days run against the numbers that stand for R.
        parameters[f"{each}_low"], parameters[f"{each}_high"] = (
            (high, low) if each == "r" else (low, high)
        )
    rows = conn.execute(_sql["reached"], parameters, prepare=False)
    return [row[0] for row in rows]


def _passed(
    before: StoreEdges, after: StoreEdges
) -> Mapping[Dimension, list[tuple[Decimal, Decimal]]]:
    """Give the ranges (low, high] of values whose bin an edge's movement changed."""
    return {
        each: [
            (min(old.value, new.value), max(old.value, new.value))
            for old, new in zip(before.edges[each], after.edges[each], strict=True)
            if old.value != new.value
        ]
        for each in DIMENSIONS
    }


def _column_of(dimension: Dimension) -> Callable[[Decimal], Any]:
    """Give what turns a dimension's number into a value of its column."""
    return _day if dimension == "r" else int if dimension == "f" else Decimal


def _day(value: Decimal) -> date:
    return EPOCH - timedelta(days=int(value))


def _report(
    touched: Sequence[Retotalled],
    standings: Mapping[int, Standing],
    moved: Mapping[int, tuple[Scores, Scores]],
) -> list[Rescored]:
    own = {each.customer_id for each in touched}
    report = []
    for each in touched:
        standing = standings.get(each.customer_id)
        scores = moved[each.customer_id][1] if each.customer_id in moved else None
        report.append(
            Rescored(
                each.customer_id,
                each.before.scores if each.before else None,
                scores or (standing.scores if standing else None),
                each.before.totals if each.before else None,
                each.after,
                own=True,
            )
        )
    report.extend(
        Rescored(customer_id, before, after)
        for customer_id, (before, after) in moved.items()
        if customer_id not in own
    )
    return report
