"""`syncaty import`: brings a store's history from Salla, or repairs a gap, with progress."""

from typing import TYPE_CHECKING, Annotated

import typer

from syncaty.cli.options import DataDir, Store

if TYPE_CHECKING:
    from syncaty.db.pool import Conn
    from syncaty.syncs import Kind

EXAMPLE = "syncaty import --store 1305146709"
ACTOR = "command line"


def import_(
    store: Store,
    repair: Annotated[
        bool, typer.Option("--repair", help="Compare what changed since a moment, and mend it")
    ] = False,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            help="With --repair: the moment, as 2026-05-01 or 2026-05-01T12:00:00+03:00"
            " [default: 72 hours ago]",
            show_default=False,
        ),
    ] = None,
    pause: Annotated[bool, typer.Option("--pause", help="Let the one under way rest")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Let a paused one go on")] = False,
    cancel: Annotated[bool, typer.Option("--cancel", help="End it; what it brought stays")] = False,
    data_dir: DataDir = None,
) -> None:
    """Bring a store's history from Salla and show how far it is; joins the one under way.

    With `up` or `background` running it goes on there, also after Ctrl-C. Without, this command
    does the work itself, and Ctrl-C pauses it: run it again to go on. With --repair it brings what
    changed lately and was missed. Exit code 0 once all is here (or what was asked is done), else 1.
    """
    from syncaty import syncs
    from syncaty.cli import importing, runtime

    if pause + resume + cancel > 1:
        raise typer.BadParameter("choose one of --pause, --resume and --cancel")
    if since is not None and not repair:
        raise typer.BadParameter("--since goes with --repair")
    with runtime.database(data_dir) as config:
        with runtime.connect(config) as conn:
            runtime.require_store(conn, store)
            kind: Kind = "repair" if repair else "import"
            if pause or cancel:
                number = importing.require_open(conn, store, kind)
                (syncs.pause if pause else syncs.cancel)(conn, store, number, ACTOR)
                typer.echo("Paused." if pause else "Cancelled; what it brought stays.")
                return
            number = _begin(conn, store, kind, since, resume=resume)
        done = importing.follow(config, store, number)
    raise typer.Exit(0 if done else 1)


def _begin(conn: "Conn", store: int, kind: "Kind", since: str | None, *, resume: bool) -> int:
    """Start or join a sync; one that rests goes on."""
    from syncaty import syncs
    from syncaty.cli import importing

    if resume:
        number = importing.require_open(conn, store, kind)
    else:
        from_ = importing.window(conn, store, since) if kind == "repair" else None
        number = syncs.create(conn, store, kind, "asked", since=from_, asked_by=ACTOR)
    held = syncs.progress(conn, store, number)
    if held is not None and held.state == "paused":
        syncs.resume(conn, store, number, ACTOR)
    return number
