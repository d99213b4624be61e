"""`syncaty store statuses`: which order statuses count as a purchase."""

from typing import Annotated

import typer

from syncaty.cli.options import AsJson, DataDir, Store

EXAMPLE = "syncaty store statuses --store 1305146709 --ignore awaiting_transfer"


def statuses(
    store: Store,
    count: Annotated[
        list[str] | None,
        typer.Option("--count", help="Orders in this status count", show_default=False),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option("--ignore", help="Orders in this status do not count", show_default=False),
    ] = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Show a store's order statuses, or say which of them count as a purchase.

    A change is applied at once to all orders, scores, segments and figures of the store.
    """
    from psycopg.rows import dict_row

    from syncaty import recompute
    from syncaty.cli import runtime, show
    from syncaty.db.queries import load

    with runtime.connection(data_dir) as conn:
        runtime.require_store(conn, store)
        for names, counts in ((count or [], True), (ignore or [], False)):
            for name in names:
                changed = recompute.set_status_counts(conn, store, name, counts=counts)
                said = "counts" if counts else "does not count"
                typer.echo(f"{name} {said}{' now' if changed else ', as before'}.", err=True)
        with conn.cursor(row_factory=dict_row) as cursor:
            query = load("syncaty.cli")["store_statuses"]
            found = cursor.execute(query, {"store_id": store}).fetchall()
    if as_json:
        show.json(found)
        return
    show.table(
        ("status", "name", "orders", "counts", "classified"),
        [tuple(_word(cell) for cell in row.values()) for row in found],
        numbers="orders",
    )


def _word(cell: object) -> object:
    return {True: "yes", False: "no"}[cell] if isinstance(cell, bool) else cell
