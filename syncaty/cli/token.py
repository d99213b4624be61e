"""`syncaty token create`: keys for programs that use the API."""

from typing import Annotated

import typer

from syncaty.cli.options import DataDir

EXAMPLE = "syncaty token create --name warehouse > token.txt"


def create(
    name: Annotated[str, typer.Option("--name", help="Which program it is for")],
    user: Annotated[
        str | None,
        typer.Option("--user", help="E-mail of the person whose stores it sees [default: all]"),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Make an API token and print it, alone on standard output. It is shown only this once."""
    from syncaty.cli import runtime

    with runtime.database(data_dir) as config, runtime.accounts(config):
        from syncaty.web.accounts import services

        owner = services.require_user(user) if user else None
        token = services.create_token(name, owner)
    typer.echo("Keep this token safe; it cannot be shown again.", err=True)
    typer.echo(token)
