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
from syncaty.intake.unreadable import SENTENCES, error_code
from syncaty.jobs.faults import as_failed
from syncaty.jobs.metrics import observe
from syncaty.jobs.outcome import Done, DoneOutcome, Failed, Job, Result
from syncaty.jobs.worker import Worker
from syncaty.projections.changes import Projected, change
from syncaty.projections.project import project
from syncaty.projections.settings import StoreSettings, load_settings
from syncaty.rfm.upkeep import Rescored, rescore
from syncaty.salla.decode import decode
from syncaty.salla.envelope import BadBody, peek
from syncaty.salla.facts import Decoded
from syncaty.segments.classic import CLASSIC
from syncaty.segments.moves import causes_of, record_moves


def worker(config: Config, dsn: str) -> Worker:
    """Make a worker that applies webhooks."""
    return Worker(dsn, apply, batch=config.batch_size, observe=observe)


def apply(conn: Connection[TupleRow], store_id: int, jobs: Sequence[Job]) -> list[Result]:
    """Apply webhooks of one store; gives what became of each, in order."""
    settings = load_settings(conn, store_id)
    said: list[tuple[Job, Decoded]] = []
    failed: dict[int, Failed] = {}
    for job in jobs:
        try:
            said.append((job, _read(job, settings)))
        except PermanentError as error:
            failed[job.id] = as_failed(error)
    facts = [(job.id, fact) for job, decoded in said for fact in decoded.facts]
    projected = project(conn, settings, facts)
    apply_sales(conn, store_id, projected.orders)
    rescored = rescore(conn, store_id, projected.orders, CLASSIC)
    causes = causes_of(projected.orders)
    record_moves(conn, store_id, rescored, causes, jobs[-1].id)
    _note_scores(projected, rescored, {each: job_id for each, (_, job_id) in causes.items()})
    done = {job.id: _done(job, decoded, projected) for job, decoded in said}
    return [failed.get(job.id) or done[job.id] for job in jobs]


def _read(job: Job, settings: StoreSettings) -> Decoded:
    """Decode a job; one that intake could not even read the envelope of is run again in vain."""
    if not job.event and isinstance(bad := peek(job.body), BadBody):
        raise PermanentError(error_code(bad), SENTENCES[bad.reason])
    return decode(job.event, job.body, job.received_at, settings.zone)


def _done(job: Job, decoded: Decoded, projected: Projected) -> Done:
    """Tell what became of a job that could be read; its warnings are kept with what it changed."""
    if not decoded.facts:
        return Done("ignored")
    changed = projected.changes.get(job.id)
    warnings = [
        change("warning", decoded.entity_id or 0, warning, new=False, fields={})
        for warning in decoded.warnings
    ]
    outcome: DoneOutcome = "superseded" if changed is None else "applied"
    return Done(outcome, [*(changed or ()), *warnings])


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
