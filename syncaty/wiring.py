"""The one list of what happens to a webhook, in order. Start reading here.

A batch of one store's jobs goes through `apply`: decode, project, total and score, segment, sum up.
All of it runs in the transaction that also completes the jobs.
"""

from collections.abc import Sequence
from typing import Any

from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.analytics.rollups import apply_sales
from syncaty.config import Config
from syncaty.errors import PermanentError
from syncaty.jobs.faults import as_failed
from syncaty.jobs.outcome import Done, Failed, Job, Result
from syncaty.jobs.worker import Worker
from syncaty.projections.changes import Change, Projected, change
from syncaty.projections.project import Sourced, project
from syncaty.projections.settings import StoreSettings, load_settings
from syncaty.rfm.upkeep import Rescored, rescore
from syncaty.salla.decode import decode
from syncaty.salla.events import EVENTS
from syncaty.segments.classic import CLASSIC
from syncaty.segments.moves import causes_of, record_moves


def worker(config: Config, dsn: str) -> Worker:
    """Make a worker that applies webhooks."""
    return Worker(dsn, apply, batch=config.batch_size)


def apply(conn: Connection[TupleRow], store_id: int, jobs: Sequence[Job]) -> list[Result]:
    """Apply webhooks of one store; gives what became of each, in order."""
    settings = load_settings(conn, store_id)
    facts: list[Sourced] = []
    failed: dict[int, Failed] = {}
    for job in jobs:
        try:
            facts.extend((job.id, fact) for fact in _decoded(job, settings))
        except PermanentError as error:
            failed[job.id] = as_failed(error)
    projected = project(conn, settings, facts)
    apply_sales(conn, store_id, projected.orders)
    rescored = rescore(conn, store_id, projected.orders, CLASSIC)
    causes = causes_of(projected.orders)
    record_moves(conn, store_id, rescored, causes, jobs[-1].id)
    _note_scores(projected, rescored, {each: job_id for each, (_, job_id) in causes.items()})
    return [failed.get(job.id) or _done(job, projected) for job in jobs]


def _decoded(job: Job, settings: StoreSettings) -> Sequence[Any]:
    if job.event not in EVENTS:
        return ()
    return decode(job.event, job.body, job.received_at, settings.zone).facts


def _done(job: Job, projected: Projected) -> Done:
    if job.event not in EVENTS:
        return Done("ignored")
    changes: list[Change] | None = projected.changes.get(job.id)
    return Done("superseded") if changes is None else Done("applied", changes)


def _note_scores(
    projected: Projected, rescored: Sequence[Rescored], job_of: dict[int, int]
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
