"""`syncaty jobs list`: webhooks and what became of them."""

from typing import TYPE_CHECKING, Annotated

import typer

from syncaty.cli.jobs import options as o
from syncaty.cli.options import AnyStore, AsJson, DataDir

if TYPE_CHECKING:
    from syncaty.jobs.job import Job

EXAMPLE = "syncaty jobs list --state failed --event 'order.*' --after 2026-01-31"


def list_(
    store: AnyStore = None,
    state: o.State = None,
    event: o.Event = None,
    entity: o.Entity = None,
    after: o.After = None,
    before: o.Before = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="At most so many")] = 50,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """List jobs, newest first."""
    from syncaty.cli import runtime, show
    from syncaty.jobs.search import list_jobs

    wanted = o.job_filter(store, state, event, entity, after, before)
    with runtime.connection(data_dir) as conn:
        jobs = list_jobs(conn, wanted, limit=limit)
    if as_json:
        show.json(jobs)
        return
    show.table(
        ("job", "came", "store", "event", "about", "state", "error"),
        [_row(job) for job in jobs],
        numbers="job store",
    )


def _row(job: "Job") -> tuple[object, ...]:
    state = f"{job.state} ({job.outcome})" if job.outcome else job.state
    return (
        job.id,
        job.received_at,
        job.store_id,
        job.event,
        about(job),
        state,
        job.error if job.state != "completed" else None,
    )


def about(job: "Job") -> str:
    """Give what a job is about in a few words."""
    if job.entity is None:
        return ""
    return " ".join(str(part) for part in (job.entity, job.reference or job.entity_id) if part)
