"""`syncaty recompute`: compares or rewrites everything derived."""

from typing import Annotated

import typer

from syncaty.cli.options import AnyStore, DataDir

EXAMPLE = "syncaty recompute --store 1305146709 --check"


def recompute(
    store: AnyStore = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only compare; exit code 1 if anything differs")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Work out everything derived from scratch and write it, or only compare.

    Prints per kind how many rows differ (or did, before they were written). Webhooks go on being
    taken in meanwhile; those of a store are applied once it is done.
    """
    from syncaty import recompute as matter
    from syncaty.cli import runtime
    from syncaty.db.queries import load

    work = matter.check if check else matter.recompute
    differing: dict[str, int] = {}
    with runtime.connection(data_dir) as conn:
        if store is not None:
            runtime.require_store(conn, store)
        held = [row[0] for row in conn.execute(load("syncaty.cli")["stores_held"])]
        conn.commit()
        for each in held if store is None else [store]:
            found = work(conn, each)
            conn.commit()
            if any(found.values()):
                said = ", ".join(f"{kind} {number}" for kind, number in found.items() if number)
                typer.echo(f"store {each}: {said}", err=True)
            for kind, number in found.items():
                differing[kind] = differing.get(kind, 0) + number
    for kind, number in differing.items():
        typer.echo(f"{kind} {number}")
    if check and any(differing.values()):
        raise typer.Exit(1)
