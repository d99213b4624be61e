"""Listens on a port and serves an ASGI application until it is told to stop."""

import errno
import signal
import socket
from collections.abc import Awaitable, Callable
from typing import Literal

import uvicorn

from syncaty.errors import SyncatyError

BACKLOG = 2048
GRACE = 5  # seconds that requests in flight may take when the process is told to stop


class PortTakenError(SyncatyError):
    """Something else listens on the port."""


def listen(host: str, port: int) -> socket.socket:
    """Give a listening socket; port 0 takes a free one. Raises PortTakenError or SyncatyError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
        sock.listen(BACKLOG)
    except PermissionError as error:
        sock.close()
        raise SyncatyError(
            f"Port {port} may only be used by the system's administrator. "
            "Choose one from 1024 on with --port."
        ) from error
    except OSError as error:
        sock.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTakenError(
                f"Port {port} on {host} is taken by another program. "
                "Stop that one, or choose another port with --port."
            ) from error
        raise SyncatyError(
            f"Cannot listen on {host} port {port} ({error.strerror}). Choose another --host."
        ) from error
    return sock


def address(sock: socket.socket) -> str:
    """Give the address a browser on this machine would open."""
    host, port = sock.getsockname()[:2]
    if host in {"0.0.0.0", "::"}:  # noqa: S104  # compared, not bound
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(
    application: Callable[..., Awaitable[None]],
    sock: socket.socket,
    lifespan: Literal["on", "off"] = "on",
) -> None:
    """Answer requests until SIGTERM or SIGINT, then finish those in flight.

    `lifespan` is "off" for an application that knows no start and end, as WSGI ones do not.
    """
    # uvicorn raises the signal once more when it is done; this makes that the end of a good run.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    config = uvicorn.Config(
        application,
        http="httptools",
        ws="none",
        lifespan=lifespan,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        backlog=BACKLOG,
    )
    uvicorn.Server(config).run(sockets=[sock])
