"""The command line: one file per command, each of which imports what it needs when it runs."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

import typer

from syncaty.cli import (
    background,
    demo,
    drain,
    export,
    front,
    import_,
    import_file,
    intake,
    migrate,
    recompute,
    sandbox,
    status,
    token,
    up,
    user,
    web,
    worker,
)
from syncaty.cli.jobs import list as jobs_list
from syncaty.cli.jobs import retry as jobs_retry
from syncaty.cli.jobs import show as jobs_show
from syncaty.cli.store import add as store_add
from syncaty.cli.store import check as store_check
from syncaty.cli.store import list as store_list
from syncaty.cli.store import reseal as store_reseal
from syncaty.cli.store import secrets as store_secrets
from syncaty.cli.store import statuses as store_statuses
from syncaty.errors import SyncatyError


def _group(text: str, example: str, name: str = "") -> typer.Typer:
    return typer.Typer(
        name=name or None,
        help=text,
        epilog=f"Example: {example}",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )


def _add(group: typer.Typer, command: Callable[..., None], example: str, name: str = "") -> None:
    name = name or command.__name__.strip("_")
    group.command(name, epilog=f"Example: {example}", hidden=command is front.front)(command)


app = _group(
    "Keeps a Salla store in step through webhooks, and turns it into customer knowledge.",
    "syncaty demo",
    "syncaty",
)
_add(app, demo.demo, demo.EXAMPLE)
_add(app, up.up, up.EXAMPLE)
_add(app, intake.intake, intake.EXAMPLE)
_add(app, web.web, web.EXAMPLE)
_add(app, worker.worker, worker.EXAMPLE)
_add(app, background.background, background.EXAMPLE)
_add(app, migrate.migrate, migrate.EXAMPLE)
_add(app, status.status, status.EXAMPLE)
_add(app, drain.drain, drain.EXAMPLE)
_add(app, recompute.recompute, recompute.EXAMPLE)
_add(app, import_.import_, import_.EXAMPLE)
_add(app, import_file.import_file, import_file.EXAMPLE, "import-file")
_add(app, export.export, export.EXAMPLE)
_add(app, front.front, front.EXAMPLE)

stores = _group("Connect stores and see which are connected.", store_add.EXAMPLE)
_add(stores, store_add.add, store_add.EXAMPLE)
_add(stores, store_list.list_, store_list.EXAMPLE)
_add(stores, store_secrets.secrets, store_secrets.EXAMPLE)
_add(stores, store_check.check, store_check.EXAMPLE)
_add(stores, store_reseal.reseal, store_reseal.EXAMPLE)
_add(stores, store_statuses.statuses, store_statuses.EXAMPLE)
app.add_typer(stores, name="store")

users = _group("People who may sign in to the dashboard.", user.EXAMPLE)
_add(users, user.add, user.EXAMPLE)
app.add_typer(users, name="user")

tokens = _group("Keys for programs that use the API.", token.EXAMPLE)
_add(tokens, token.create, token.EXAMPLE)
app.add_typer(tokens, name="token")

jobs = _group("See what came and what became of it; run it again.", jobs_list.EXAMPLE)
_add(jobs, jobs_list.list_, jobs_list.EXAMPLE)
_add(jobs, jobs_show.show, jobs_show.EXAMPLE)
_add(jobs, jobs_retry.retry, jobs_retry.EXAMPLE)
app.add_typer(jobs, name="jobs")

app.add_typer(sandbox.app, name="sandbox")


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command: exit code 1 and one sentence when it cannot do what was asked."""
    try:
        app(arguments, prog_name="syncaty")
    except SyncatyError as error:
        typer.echo(str(error), err=True)
    except Exception:  # noqa: BLE001  # the last line of defence: kept in full, told in short
        typer.echo(_keep_traceback(), err=True)
    sys.exit(1)


def _keep_traceback() -> str:
    """Write the error at hand to a file and give a sentence that says where."""
    import os
    import traceback
    from datetime import UTC, datetime

    path = Path(os.environ.get("SYNCATY_DATA_DIR") or ".syncaty").resolve() / "errors.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{datetime.now(UTC).isoformat()} syncaty {' '.join(sys.argv[1:2])}\n")
        file.write(f"{traceback.format_exc()}\n")
    return (
        "Something went wrong inside Syncaty. What was committed before is safe. "
        f"The details are in {path}; please send them along when you report it."
    )
