"""From facts to figures: the one place where what Salla says becomes rows, totals and segments.

Webhooks (`wiring.apply`), imports, repairs and files all end here. The caller owns the transaction
and is the only writer of the store while it lasts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.analytics.rollups import apply_sales
from syncaty.projections.changes import Change, OrderChange, Projected, change
from syncaty.projections.project import project
from syncaty.projections.rows import Sourced
from syncaty.projections.settings import StoreSettings
from syncaty.rfm import totals
from syncaty.rfm.settings import cut_of, settings_of
from syncaty.rfm.upkeep import Because, Rescored, rescore
from syncaty.segments import membership, moves
from syncaty.segments.maps import segments_of
from syncaty.segments.membership import Touched, Why
from syncaty.segments.moves import Cause, causes_of, record_moves


@dataclass(frozen=True, slots=True)
class Settled:
    """What facts did to a store: per job what it changed, scores included.

    A job without an entry in `changes` had nothing newer to say. `moved` counts the customers who
    changed segment.
    """

    changes: Mapping[int, Sequence[Change]]
    moved: int


def settle(
    conn: Connection[TupleRow],
    settings: StoreSettings,
    facts: Sequence[Sourced],
    *,
    cause: Cause | None = None,
    brief: bool = False,
) -> Settled:
    """Write what facts (each with its job) say, and bring everything derived to it.

    `cause` says why all of it comes, where that is not for each order to say: moves are kept with
    it. `brief` leaves out the fields of what is new, and scores, from what is told of changes. The
    number of round trips does not grow with the number of facts.
    """
    if not facts:
        return Settled({}, 0)
    projected = project(conn, settings, facts, brief=brief)
    _hand_over(conn, settings.id, projected)
    apply_sales(conn, settings.id, projected.orders)
    segments = segments_of(settings_of(settings.scoring))
    because = Because(cause or "edges", facts[-1][0])
    cut = cut_of(settings.scoring)
    rescored = rescore(conn, settings.id, projected.orders, segments, cut, because)
    causes = causes_of(projected.orders)
    why = {each: (cause or own, job_id) for each, (own, job_id) in causes.items()}
    moved = record_moves(conn, settings.id, rescored, why, facts[-1][0], otherwise=cause or "edges")
    if not brief:
        _note_scores(projected, rescored, {each: job_id for each, (_, job_id) in causes.items()})
    if settings.has_segments:
        own = {**_own_changes(projected, facts[-1][0]), **causes}
        if cause:
            own = {each: (cause, job_id) for each, (_, job_id) in own.items()}
        _follow(conn, settings.id, projected, rescored, own, (cause or "edges", facts[-1][0]))
    return Settled(projected.changes, moved)


def _follow(
    conn: Connection[TupleRow],
    store_id: int,
    projected: Projected,
    rescored: Sequence[Rescored],
    own: Mapping[int, Why],
    otherwise: Why,
) -> None:
    """Bring the store's own segments to what changed, and keep with each job whom it moved."""
    scored = [each.customer_id for each in rescored if each.before != each.after]
    touched = Touched(own, scored, _goods(projected))
    cause, job_id = otherwise
    membership.hand_over(conn, store_id, projected.same)
    found = membership.follow(conn, store_id, touched, own, otherwise=cause, job_id=job_id)
    if projected.brief:
        return
    for each in found:
        if each.customer_id in own and each.job_id is not None:
            key = (None, each.key) if each.entered else (each.key, None)
            note = change(
                "segment", each.customer_id, each.name, new=False, fields={"segment": key}
            )
            projected.note(each.job_id, note)


def _own_changes(projected: Projected, last_job: int) -> dict[int, Why]:
    """Give the customers whose own data changed, with the job that changed it."""
    why: Why = ("changed", last_job)
    own = dict.fromkeys(projected.same.values(), why)
    for job_id, changes in projected.changes.items():
        for each in changes:
            if each["kind"] == "customer" and (each["new"] or each["fields"]):
                own[int(each["id"])] = ("changed", job_id)
    return own


def _goods(projected: Projected) -> list[int]:
    """Give the products whose categories or brand changed, or may have where little is told."""
    return [
        int(each["id"])
        for changes in projected.changes.values()
        for each in changes
        if each["kind"] == "product"
        and (
            each["fields"].keys() & {"categories", "brand_id"} or (each["new"] and projected.brief)
        )
    ]


def _hand_over(conn: Connection[TupleRow], store_id: int, projected: Projected) -> None:
    """Let customers whom only a file had made known pass their standing to whom they are.

    So nobody seems to leave a segment and another to enter it, where one became known by name.
    """
    handed = totals.hand_over(conn, store_id, projected.same)
    moves.hand_over(conn, store_id, handed)
    if handed:
        projected.orders = [_handed(each, handed) for each in projected.orders]


def _handed(change: OrderChange, handed: Mapping[int, int]) -> OrderChange:
    before = change.before
    real = handed.get(before.customer_id or 0) if before else None
    if before is None or real is None:
        return change
    return replace(change, before=replace(before, customer_id=real))


def _note_scores(
    projected: Projected, rescored: Sequence[Rescored], job_of: Mapping[int, int]
) -> None:
    """Keep with each job what it did to the totals and scores of its customer."""
    for each in rescored:
        job_id = job_of.get(each.customer_id)
        if job_id is None or not each.own:
            continue
        pairs = {
            name: (_of(each.totals_before, name), _of(each.totals_after, name))
            for name in ("orders", "spent", "last_order_on")
        }
        pairs.update(
            {
                name: (_of(each.before, name), _of(each.after, name))
                for name in ("r", "f", "m", "segment")
            }
        )
        fields = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
        new = each.before is None
        note = change("rfm", each.customer_id, str(each.customer_id), new=new, fields=fields)
        projected.note(job_id, note)


def _of(holder: object, name: str) -> Any:  # noqa: ANN401
    return None if holder is None else getattr(holder, name)
