"""Rescores exactly the buyers that a batch of order changes touches, directly or by an edge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from psycopg import Connection
from psycopg.rows import TupleRow

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
from syncaty.rfm.reach import Because, Reach, SegmentMap, rescore_reached
from syncaty.rfm.scoring import DIMENSIONS, Dimension, recency_value, score
from syncaty.rfm.totals import (
    Delta,
    Retotalled,
    Scores,
    Standing,
    Totals,
    order_deltas,
    recount,
    remove_totals,
    retotal,
    write_totals,
)

__all__ = [
    "Because",
    "Rescored",
    "SegmentMap",
    "leave_window",
    "move_to",
    "rescore",
    "score_recounted",
    "scores_of",
    "values_of",
]


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
    because: Because | None = None,
) -> list[Rescored]:
    """Bring totals, edges and scores of a store to what its orders now say.

    Gives every customer whose own orders changed and every other whose scores changed. The cost
    follows the number of changes and of the customers an edge passed over, not the store's size;
    where these are many they are left to `backlog`, with the reason given. Edges that stand
    (frozen, fixed) are left where they are.
    """
    touched = retotal(conn, store_id, order_deltas(changes), cut)
    return _bring(conn, store_id, touched, cut, Reach(segments, because or Because()))


def leave_window(
    conn: Connection[TupleRow],
    store_id: int,
    customers: Sequence[int],
    segments: SegmentMap,
    cut: Cut,
) -> list[Rescored]:
    """Score customers by what of their orders still lies in the store's window.

    Gives them, and every other whose scores changed because edges moved.
    """
    touched = retotal(conn, store_id, {each: Delta() for each in customers}, cut)
    return _bring(conn, store_id, touched, cut, Reach(segments, Because()))


def score_recounted(
    conn: Connection[TupleRow],
    store_id: int,
    customers: Sequence[int],
    segments: SegmentMap,
    cut: Cut,
) -> list[Rescored]:
    """Count customers' totals and score them anew, whatever is held; gives who changed in any way.

    And every other whose scores changed because edges moved.
    """
    held = load_edges(conn, store_id)
    touched = []
    for each in recount(conn, store_id, customers, cut):
        then = Standing(each.after, _scores(each.after, held, segments)) if each.after else None
        if then != each.before:
            touched.append(each)
    return _bring(conn, store_id, touched, cut, Reach(segments, Because()))


def _bring(
    conn: Connection[TupleRow],
    store_id: int,
    touched: Sequence[Retotalled],
    cut: Cut,
    reach: Reach,
) -> list[Rescored]:
    if not touched:
        return []
    held = load_edges(conn, store_id)
    shifts = _shifts(touched)
    standing = None if cut.kind == "live" else stand(held, shifts, cut.fixed)
    shifted = standing or shift_edges(held, shifts)
    provisional = shifted or held
    standings = {
        each.customer_id: Standing(each.after, _scores(each.after, provisional, reach.segments))
        for each in touched
        if each.after is not None
    }
    write_totals(conn, store_id, standings, cut)
    gone = [each.customer_id for each in touched if each.after is None]
    remove_totals(conn, store_id, gone)
    edges = standing or _live_edges(conn, store_id, shifted, cut)
    write_edges(conn, store_id, edges if edges and edges.buyers else None)
    moved = rescore_reached(conn, store_id, (provisional, edges), cut, reach, tuple(standings))
    return _report(touched, standings, moved)


def move_to(
    conn: Connection[TupleRow],
    store_id: int,
    cut: Cut,
    segments: SegmentMap,
    because: Because | None = None,
) -> list[Rescored]:
    """Move edges to where the cut has them stand; gives those whose scores changed by it.

    The cost follows the number of buyers that an edge passed over; many are left to `backlog`.
    """
    held = load_edges(conn, store_id)
    if held is None or cut.fixed is None:
        return []
    found = StoreEdges(held.buyers, cut.fixed)
    write_edges(conn, store_id, found)
    reach = Reach(segments, because or Because())
    moved = rescore_reached(conn, store_id, (held, found), cut, reach)
    return [Rescored(each, before, after) for each, (before, after) in moved.items()]


def _live_edges(
    conn: Connection[TupleRow], store_id: int, shifted: StoreEdges | None, cut: Cut
) -> StoreEdges | None:
    if shifted is None:
        return find_edges(conn, store_id, cut)
    return move_edges(conn, store_id, shifted, cut)


def scores_of(totals: Totals, edges: StoreEdges, segments: SegmentMap) -> Scores | None:
    """Score one buyer against a store's edges; None where none of his orders is in the window."""
    values = values_of(totals)
    if values is None:
        return None
    r, f, m = (score(each, values[each], edges.edges[each]) for each in DIMENSIONS)
    return Scores(r, f, m, segments[(r - 1) * 25 + (f - 1) * 5 + m - 1])


def values_of(totals: Totals) -> dict[Dimension, Decimal] | None:
    """Give the three numbers that a buyer is scored by, if he is."""
    if totals.frequency is None or totals.monetary is None:
        return None
    recency = recency_value(totals.last_order_on)
    return {"r": recency, "f": Decimal(totals.frequency), "m": totals.monetary}


def _scores(totals: Totals, edges: StoreEdges | None, segments: SegmentMap) -> Scores | None:
    if edges is None:
        return None if totals.frequency is None else Scores(1, 1, 1, segments[0])
    return scores_of(totals, edges, segments)


def _shifts(touched: Sequence[Retotalled]) -> dict[Dimension, Shifted]:
    removed = [values_of(each.before.totals) for each in touched if each.before]
    added = [values_of(each.after) for each in touched if each.after]
    return {
        each: Shifted(
            [values[each] for values in removed if values],
            [values[each] for values in added if values],
        )
        for each in DIMENSIONS
    }


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
