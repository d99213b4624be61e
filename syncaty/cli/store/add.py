"""`syncaty store add`: connects a store by hand."""

from typing import Annotated

import typer

from syncaty.cli.options import DataDir

EXAMPLE = "syncaty store add --merchant 1305146709 --secret - --name 'My shop'"


def add(
    merchant: Annotated[int, typer.Option("--merchant", help="The store's merchant id at Salla")],
    secret: Annotated[
        str, typer.Option("--secret", help='Its webhook secret; "-" reads it from standard input')
    ],
    name: Annotated[str | None, typer.Option("--name", help="What to call the store")] = None,
    strategy: Annotated[
        str | None,
        typer.Option("--strategy", help="How its webhooks are secured: signature or token"),
    ] = None,
    timezone: Annotated[
        str | None, typer.Option("--timezone", help="Zone of its days, such as Asia/Riyadh")
    ] = None,
    currency: Annotated[
        str | None, typer.Option("--currency", help="Its currency [default: the first order's]")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Connect a store, or give a connected one a further secret.

    What is left out stays as it is (a new store: signature, Asia/Riyadh). Secrets given before
    stay valid. Webhooks that waited for the store are processed.
    """
    from syncaty import recompute
    from syncaty.cli import runtime
    from syncaty.stores import store
    from syncaty.stores.secrets import open_keys

    if secret == "-":  # noqa: S105  # means standard input
        secret = typer.get_text_stream("stdin").readline().strip()
    with runtime.database(data_dir) as config, runtime.connect(config) as conn:
        keys = open_keys(config)
        before = store.load(conn, keys, merchant)
        added = store.add(
            conn,
            keys,
            merchant,
            secret,
            name=name,
            strategy=strategy,
            timezone=timezone,
            currency=currency,
        )
        if before is not None and recompute.settings_moved(
            before, store.load(conn, keys, merchant)
        ):
            recompute.recompute(conn, merchant)
    typer.echo(_said(merchant, added.created, added.secret_added))
    if added.woken:
        typer.echo(f"{added.woken} webhooks that waited for it are processed now.")


def _said(merchant: int, created: bool, secret_added: bool) -> str:
    if created:
        return f"Store {merchant} is connected. Point its webhooks at /webhooks/salla."
    if secret_added:
        return f"Store {merchant} has a further secret; those it had stay valid."
    return f"Store {merchant} is up to date; it had this secret already."
