"""`syncaty status`: what runs, what waits, what failed."""

from typing import Any

from syncaty.cli.options import AsJson, DataDir
from syncaty.config import Config

EXAMPLE = "syncaty status --json"


def status(as_json: AsJson = False, data_dir: DataDir = None) -> None:
    """Show what runs, what waits and what failed."""
    from syncaty.cli import runtime, show

    with runtime.database(data_dir) as config:
        found = _gather(config)
    if as_json:
        show.json(found)
    else:
        _print(found)


def _gather(config: Config) -> dict[str, Any]:
    from dataclasses import asdict

    from psycopg.rows import dict_row

    from syncaty.cli import running, runtime
    from syncaty.db.queries import load
    from syncaty.tasks import reading

    queries = load("syncaty.cli")
    with runtime.connect(config) as conn, conn.cursor(row_factory=dict_row) as cursor:
        jobs = cursor.execute(queries["status_jobs"]).fetchone()
        stores = cursor.execute(queries["status_stores"]).fetchall()
        workers = cursor.execute(queries["status_workers"]).fetchall()
        checks = cursor.execute(queries["status_checks"]).fetchone()
        background = asdict(reading.counts(conn))
        failed_tasks = [asdict(each) for each in reading.failed(conn)]
    up = running.find(config.data_dir)
    return {
        "up": up and {"address": up.address, "pid": up.pid, "started": up.started},
        "processes": _processes(up.pid) if up else [],
        "jobs": jobs,
        "workers": workers,
        "background": background,
        "failed_tasks": failed_tasks,
        "checks": checks,
        "stores": stores,
    }


def _processes(parent: int) -> list[dict[str, Any]]:
    """Give the processes of a running `up`; memory in MB is what each has for itself."""
    import psutil

    found = []
    try:
        for process in psutil.Process(parent).children():
            command = process.cmdline()
            if "syncaty.cli.child" in command:
                name = command[command.index("syncaty.cli.child") + 1]
                memory = round(process.memory_info().rss / 2**20)
                found.append({"name": name, "pid": process.pid, "memory_mb": memory})
    except psutil.Error:  # one of them just ended
        pass
    return found


def _print(found: dict[str, Any]) -> None:
    import typer

    from syncaty.cli import show

    up, jobs = found["up"], found["jobs"]
    typer.echo(
        f"Running at {up['address']} (process {up['pid']}) since {up['started']}."
        if up
        else "No `syncaty up` runs on this data directory."
    )
    if found["processes"]:
        show.table(
            ("process", "pid", "memory MB"),
            [tuple(one.values()) for one in found["processes"]],
            numbers="pid memory MB",
        )
    oldest = jobs["oldest_waiting"]
    show.table(
        ("jobs", "number"),
        [
            ("waiting", jobs["waiting"]),
            ("  of these for another try", jobs["retrying"]),
            ("waiting for their store", jobs["waiting_for_store"]),
            ("completed", jobs["completed"]),
            ("failed", jobs["failed"]),
        ],
        numbers="number",
    )
    if oldest:
        typer.echo(f"The oldest waiting came at {oldest.astimezone():%Y-%m-%d %H:%M:%S}.")
    show.table(
        ("worker", "started", "done", "failed"),
        [(one["id"], one["started_at"], one["done"], one["failed"]) for one in found["workers"]],
        numbers="done failed",
    )
    _print_background(found)
    show.table(
        ("store", "name", "waiting", "failed", "last webhook"),
        [tuple(one.values()) for one in found["stores"]],
        numbers="store waiting failed",
    )


def _print_background(found: dict[str, Any]) -> None:
    import typer

    from syncaty.cli import show

    tasks, checks = found["background"], found["checks"]
    show.table(
        ("background tasks", "number"),
        [
            ("in hand", tasks["in_hand"]),
            ("due", tasks["due"]),
            ("planned for later", tasks["later"]),
            ("to be tried again", tasks["retrying"]),
            ("given up", tasks["failed"]),
        ],
        numbers="number",
    )
    if not tasks["processes"]:
        typer.echo("No background process runs. Start `syncaty up` or `syncaty background`.")
    if found["failed_tasks"]:
        show.table(
            ("failed task", "store", "failed at", "tried again", "error"),
            [
                (
                    one["name"],
                    one["store_id"] or "",
                    one["at"],
                    one["again_at"] or "given up",
                    one["error"],
                )
                for one in found["failed_tasks"]
            ],
            numbers="store",
        )
    if checks["differing"]:
        typer.echo(
            f"The nightly comparison found figures that differ in {checks['differing']} of "
            f"{checks['checked']} store(s). See `syncaty recompute --check`."
        )
    elif checks["checked"]:
        typer.echo(
            f"The nightly comparison of {checks['newest'].astimezone():%Y-%m-%d %H:%M} found "
            f"every figure of {checks['checked']} store(s) as it should be."
        )
