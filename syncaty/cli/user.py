"""`syncaty user add`: people who may sign in to the dashboard."""

from typing import Annotated

import typer

from syncaty.cli.options import DataDir

EXAMPLE = "syncaty user add mona@example.com"


def add(
    email: Annotated[str, typer.Argument(help="The address to sign in with", metavar="EMAIL")],
    name: Annotated[str, typer.Option("--name", help="What to call the person")] = "",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input")
    ] = False,
    merchant: Annotated[
        bool,
        typer.Option("--merchant", help="See only stores he connects or is invited to"),
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Let a person sign in to the dashboard; asks for the password twice.

    He is an operator, who sees every store, unless --merchant is given.
    """
    from syncaty.cli import runtime

    if password_stdin:
        password = typer.get_text_stream("stdin").readline().rstrip("\r\n")
    else:
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    with runtime.database(data_dir) as config, runtime.accounts(config):
        from syncaty.web.accounts import services

        user = services.create_user(email, password, name, operator=not merchant)
    sees = "stores he connects or is invited to" if merchant else "every store"
    typer.echo(f"{user.email} can sign in now, and sees {sees}.")
