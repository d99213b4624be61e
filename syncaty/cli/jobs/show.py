"""`syncaty jobs show`: one job with everything around it."""

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from syncaty.cli.options import AsJson, DataDir
from syncaty.errors import SyncatyError

if TYPE_CHECKING:
    from syncaty.jobs.job import Change, JobDetail

EXAMPLE = "syncaty jobs show 4711 --raw"


def show(
    job: Annotated[int, typer.Argument(help="The job's number", metavar="JOB", show_default=False)],
    raw: Annotated[bool, typer.Option("--raw", help="Print only the body, as it came")] = False,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Show a job: what came, each failed try with its error, and what it changed."""
    from syncaty.cli import runtime
    from syncaty.cli import show as printed
    from syncaty.jobs.detail import job_detail

    with runtime.connection(data_dir) as conn:
        detail = job_detail(conn, None, job)
    if detail is None:
        raise SyncatyError(f"There is no job {job}. See `syncaty jobs list`.")
    if raw:
        sys.stdout.buffer.write(detail.delivery.body)
    elif as_json:
        printed.json(_as_dict(detail))
    else:
        _print(detail)


def _as_dict(detail: "JobDetail") -> dict[str, Any]:
    whole = asdict(detail)
    del whole["related"], whole["previous"]  # jobs of their own
    whole["delivery"]["body"] = detail.delivery.body.decode("utf-8", "replace")
    return whole


def _print(detail: "JobDetail") -> None:
    from syncaty.cli.jobs.list import about

    job = detail.job
    outcome = f" ({job.outcome})" if job.outcome else ""
    typer.echo(f"Job {job.id}: {job.event} {about(job)} of store {job.store_id}")
    typer.echo(f"{job.state}{outcome}, came {job.received_at.astimezone():%Y-%m-%d %H:%M:%S}")
    if job.error:
        typer.echo(f"{job.error_code}: {job.error}")
    if job.duplicates:
        typer.echo(f"The same bytes came {job.duplicates} more times.")
    for change in job.changes:
        typer.echo(_said(change))
    for move in detail.moves:
        typer.echo(
            f"customer {move.customer_id}: {move.from_segment or '-'} to {move.to_segment or '-'}"
        )
    for attempt in detail.attempts:
        place = f" at {attempt.path}" if attempt.path else ""
        typer.echo(f"\nTry {attempt.number}, {attempt.error_code}{place}: {attempt.error}")
        typer.echo(attempt.traceback)
    for action in detail.actions:
        typer.echo(f"{action.at.astimezone():%Y-%m-%d %H:%M:%S} {action.action} by {action.actor}")


def _said(change: "Change") -> str:
    """Give a change as one line: what it is, and each field before and after."""
    fields = ", ".join(
        f"{name} {_value(before)} to {_value(after)}"
        for name, (before, after) in change["fields"].items()
    )
    new = " (new)" if change["new"] else ""
    return f"{change['kind']} {change['label']}{new}: {fields}"


def _value(value: object) -> str:
    return "-" if value is None else str(value)
