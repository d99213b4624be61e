"""`syncaty store add`: connects a store by hand."""

from typing import TYPE_CHECKING, Annotated

import typer

from syncaty.cli.options import DataDir

if TYPE_CHECKING:  # a command imports what it needs when it runs
    from syncaty.db.pool import Conn

EXAMPLE = "syncaty store add --merchant 1305146709 --secret - --name 'My shop'"


def add(
    merchant: Annotated[int, typer.Option("--merchant", help="The store's merchant id at Salla")],
    secret: Annotated[
        str | None,
        typer.Option("--secret", help='Its webhook secret; "-" reads it from standard input'),
    ] = None,
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
    owner: Annotated[
        str | None,
        typer.Option("--owner", help="E-mail of the person whose store it is", metavar="EMAIL"),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Connect a store, or give a connected one a further secret.

    What is left out stays as it is (a new store: signature, Asia/Riyadh). Secrets given before
    stay valid. Webhooks that waited for the store are processed. Without an owner only operators
    see the store in the dashboard.
    """
    from syncaty import recompute
    from syncaty.cli import runtime
    from syncaty.stores import members, store
    from syncaty.stores.secrets import open_keys

    if secret == "-":  # noqa: S105  # means standard input
        secret = typer.get_text_stream("stdin").readline().strip()
    with runtime.database(data_dir) as config, runtime.connect(config) as conn:
        person = runtime.person(config, owner) if owner else None
        if secret is None:
            _own(conn, merchant, person)
            return
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
        if person is not None:
            members.add(conn, merchant, person, "owner")
        if before is not None and recompute.settings_moved(
            before, store.load(conn, keys, merchant)
        ):
            recompute.recompute(conn, merchant)
    typer.echo(_said(merchant, added.created, added.secret_added))
    if added.woken:
        typer.echo(f"{added.woken} webhooks that waited for it are processed now.")


def _own(conn: "Conn", merchant: int, person: int | None) -> None:
    from syncaty.cli import runtime
    from syncaty.stores import members
    from syncaty.stores.store import StoreError

    if person is None:
        raise StoreError("Give the store's webhook secret with --secret, or an --owner.")
    runtime.require_store(conn, merchant)
    members.add(conn, merchant, person, "owner")
    typer.echo(f"Store {merchant} has this owner.")


def _said(merchant: int, created: bool, secret_added: bool) -> str:
    if created:
        return f"Store {merchant} is connected. Point its webhooks at /webhooks/salla."
    if secret_added:
        return f"Store {merchant} has a further secret; those it had stay valid."
    return f"Store {merchant} is up to date; it had this secret already."
