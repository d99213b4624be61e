"""`syncaty store secrets`: the secrets a store's webhooks may be signed with."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from syncaty.cli.options import AsJson, DataDir, Store

EXAMPLE = "syncaty store secrets --store 1305146709 --expire 1 --in-hours 24"


def secrets(
    store: Store,
    expire: Annotated[
        int | None, typer.Option("--expire", help="Let the secret of this number end")
    ] = None,
    in_hours: Annotated[
        float, typer.Option("--in-hours", help="... this many hours from now", min=0)
    ] = 0,
    remove: Annotated[
        int | None, typer.Option("--remove", help="Forget the secret of this number at once")
    ] = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Show a store's secrets by number, or let one of them end. The secrets are never printed.

    To change a secret without loss: add the new one with "store add", set it at Salla, and let the
    old one end when no webhook is signed with it any more.
    """
    from psycopg.rows import dict_row

    from syncaty.cli import runtime, show
    from syncaty.db.queries import load
    from syncaty.stores import store as stores

    with runtime.connection(data_dir) as conn:
        runtime.require_store(conn, store)
        if expire is not None:
            at = datetime.now(UTC) + timedelta(hours=in_hours)
            _said(stores.expire_secret(conn, store, expire, at), expire, "ends")
        if remove is not None:
            _said(stores.remove_secret(conn, store, remove), remove, "is forgotten")
        with conn.cursor(row_factory=dict_row) as cursor:
            query = load("syncaty.cli")["store_secrets"]
            found = cursor.execute(query, {"store_id": store}).fetchall()
    if as_json:
        show.json(found)
        return
    show.table(("secret", "added", "ends", "last used"), [tuple(row.values()) for row in found])


def _said(done: bool, number: int, what: str) -> None:
    from syncaty.errors import SyncatyError

    if not done:
        raise SyncatyError(f"The store has no secret {number}. Nothing was changed.")
    typer.echo(f"Secret {number} {what}.", err=True)
