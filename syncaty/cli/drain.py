"""`syncaty drain`: waits until everything that came is applied."""

from typing import Annotated

import typer

from syncaty.cli.options import DataDir

EXAMPLE = "syncaty drain --timeout 60"
LOOK_SECONDS = 0.2


def drain(
    timeout: Annotated[
        float, typer.Option("--timeout", min=0, help="Seconds to wait at most")
    ] = 60.0,
    data_dir: DataDir = None,
) -> None:
    """Wait until no job is waiting and all derived figures are settled.

    Exit code 0 once that is so, 1 when the time is up first. Failed jobs, and those whose store is
    not connected, are not waited for. Figures change in the transaction that completes a job, so
    none can be behind once no job waits.
    """
    import time

    from syncaty.cli import runtime
    from syncaty.db.queries import load

    deadline = time.monotonic() + timeout
    with runtime.connection(data_dir) as conn:
        conn.autocommit = True
        while True:
            row = conn.execute(load("syncaty.jobs")["jobs_unsettled"]).fetchone()
            waiting, retrying = row or (0, 0)
            if waiting == 0:
                typer.echo("Nothing waits.")
                return
            if time.monotonic() >= deadline:
                break
            time.sleep(LOOK_SECONDS)
        workers = len(conn.execute(load("syncaty.cli")["status_workers"]).fetchall())
    typer.echo(_left(waiting, retrying, workers), err=True)
    raise typer.Exit(1)


def _left(waiting: int, retrying: int, workers: int) -> str:
    said = f"{waiting} jobs still wait"
    if retrying:
        said += f", {retrying} of them for another try after a fault (see `syncaty jobs list`)"
    if workers == 0:
        return f"{said}. No worker runs: start `syncaty up` or `syncaty worker`."
    return f"{said}. {workers} workers are at it; nothing is lost."
