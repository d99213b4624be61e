"""The one list of what happens to a webhook, in order. Start reading here.

Work that no webhook causes has its own list in background.py.

A batch of one store's jobs goes through `apply`: decode, then `settle` (project, sum up, total and
score, segment). Events of the app itself go to `stores.lifecycle` before. All of it runs in the
transaction that also completes the jobs.
"""

from collections.abc import Sequence

from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty import syncs
from syncaty.config import Config
from syncaty.errors import PermanentError
from syncaty.intake.unreadable import SENTENCES, error_code
from syncaty.jobs.faults import as_failed
from syncaty.jobs.metrics import observe
from syncaty.jobs.outcome import Apply, Done, DoneOutcome, Failed, Job, Result
from syncaty.jobs.worker import Worker
from syncaty.projections.changes import change
from syncaty.projections.settings import StoreSettings, load_settings
from syncaty.salla.decode import decode
from syncaty.salla.envelope import BadBody, peek
from syncaty.salla.facts import Decoded
from syncaty.settle import Settled, settle
from syncaty.stores import lifecycle
from syncaty.stores.lifecycle import is_app_event
from syncaty.stores.secrets import Keys, open_keys
from syncaty.syncs import SyncError


def worker(config: Config, dsn: str) -> Worker:
    """Make a worker that applies webhooks."""
    return Worker(dsn, applier(open_keys(config)), batch=config.batch_size, observe=observe)


def applier(keys: Keys) -> Apply:
    """Give what applies the jobs of one store: events of the app itself, and all others.

    A job of a sync is here only because somebody ran it again: that asks for a new sync.
    """

    def apply_all(conn: Connection[TupleRow], store_id: int, jobs: Sequence[Job]) -> list[Result]:
        of_app = [job for job in jobs if is_app_event(job.event)]
        of_syncs = [job for job in jobs if job.event in syncs.EVENTS.values()]
        if not of_app and not of_syncs:
            return apply(conn, store_id, jobs)
        begin = syncs.begin_history
        heard = lifecycle.apply(conn, keys, store_id, of_app, begin) if of_app else []
        results = {job.id: result for job, result in zip(of_app, heard, strict=True)}
        results |= {job.id: _run_again(conn, store_id, job) for job in of_syncs}
        if others := [job for job in jobs if job.id not in results]:
            applied = apply(conn, store_id, others)
            results |= {job.id: result for job, result in zip(others, applied, strict=True)}
        return [results[job.id] for job in jobs]

    return apply_all


def _run_again(conn: Connection[TupleRow], store_id: int, job: Job) -> Done:
    """Ask for a sync like the one whose job somebody ran again; that job keeps its report."""
    try:
        syncs.again(conn, store_id, job.id)
    except SyncError:
        return Done("ignored")
    return Done("applied")


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
    settled = settle(conn, settings, facts)
    done = {job.id: _done(job, decoded, settled) for job, decoded in said}
    return [failed.get(job.id) or done[job.id] for job in jobs]


def _read(job: Job, settings: StoreSettings) -> Decoded:
    """Decode a job; one that intake could not even read the envelope of is run again in vain."""
    if not job.event and isinstance(bad := peek(job.body), BadBody):
        raise PermanentError(error_code(bad), SENTENCES[bad.reason])
    return decode(job.event, job.body, job.received_at, settings.zone)


def _done(job: Job, decoded: Decoded, settled: Settled) -> Done:
    """Tell what became of a job that could be read; its warnings are kept with what it changed."""
    if not decoded.facts:
        return Done("ignored")
    changed = settled.changes.get(job.id)
    warnings = [
        change("warning", decoded.entity_id or 0, warning, new=False, fields={})
        for warning in decoded.warnings
    ]
    outcome: DoneOutcome = "superseded" if changed is None else "applied"
    return Done(outcome, [*(changed or ()), *warnings])
