"""`syncaty jobs retry`: runs jobs again."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from syncaty.cli.jobs import options as o
from syncaty.cli.options import AnyStore, DataDir
from syncaty.errors import SyncatyError

if TYPE_CHECKING:
    from syncaty.db.pool import Conn
    from syncaty.jobs.filter import JobFilter

EXAMPLE = "syncaty jobs retry --all-matching --state failed --event 'order.*' --yes"
MOST = 1_000_000


def retry(
    jobs: Annotated[
        list[int] | None,
        typer.Argument(help="Numbers of the jobs", metavar="JOB...", show_default=False),
    ] = None,
    all_matching: Annotated[
        bool, typer.Option("--all-matching", help="All that the filters find, instead of numbers")
    ] = False,
    store: AnyStore = None,
    state: o.State = None,
    event: o.Event = None,
    entity: o.Entity = None,
    after: o.After = None,
    before: o.Before = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask")] = False,
    data_dir: DataDir = None,
) -> None:
    """Run jobs again: those named, or all that match.

    --all-matching takes failed jobs unless --state says otherwise, and asks first. Running a
    completed job again is harmless: nothing is applied twice.
    """
    from syncaty.cli import runtime
    from syncaty.jobs.retry import retry as run_again

    if bool(jobs) == all_matching:
        raise SyncatyError("Name the jobs to run again, or give --all-matching with filters.")
    wanted = o.job_filter(store, state or "failed", event, entity, after, before)
    with runtime.connection(data_dir) as conn:
        if jobs:
            number = run_again(conn, jobs, _actor(), store)
        else:
            number = _matching(conn, wanted, ask=not yes)
    typer.echo(f"Jobs that run again: {number}")
    if jobs and number < len(jobs):
        typer.echo("The others wait for their turn already, or are not there.", err=True)


def _matching(conn: "Conn", wanted: "JobFilter", *, ask: bool) -> int:
    from syncaty.jobs.retry import count_retryable, retry_matching

    number, newest = count_retryable(conn, wanted, MOST)
    if number == 0:
        return 0
    if ask:
        typer.confirm(f"Jobs to run again: {number}. Go on?", abort=True, err=True)
    return retry_matching(conn, replace(wanted, up_to=newest), _actor(), MOST)


def _actor() -> str:
    """Give who asks, for the job's history."""
    import getpass
    import os

    try:
        name = getpass.getuser()
    except (OSError, KeyError):  # a container's user may have no name
        name = str(os.getuid())
    return f"command line ({name})"
