"""`syncaty front`: the one process of `up` that listens; webhooks first, pages behind them."""

import socket
from typing import Annotated

import typer

EXAMPLE = "syncaty front --handle 3"


def front(
    handle: Annotated[int, typer.Option("--handle", help="Number of an open listening socket")],
) -> None:
    """Serve webhooks and dashboard from one socket that the parent process opened.

    `syncaty up` starts it; by hand, use `syncaty up`, or `syncaty intake` and `syncaty web`.
    """
    from syncaty.cli import logs, runtime, serve, web
    from syncaty.intake.app import application

    config = runtime.settings()
    logs.configure(config)
    with socket.socket(fileno=handle) as sock, web.pages(config) as pages:
        serve.serve(application(config, fallback=pages), sock)
