"""Runs the stand-in in a thread of this process, on loopback."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from syncaty.sandbox.server.app import application
from syncaty.sandbox.server.world import World

_BACKLOG = 512


def config(world: World) -> uvicorn.Config:
    """Give how the stand-in is served: lean, quiet, with a Date header."""
    return uvicorn.Config(
        application(world),
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
        backlog=_BACKLOG,
    )


@contextmanager
def running(world: World, port: int = 0) -> Iterator[str]:
    """Serve the world from a thread; gives the address, with a free port by default."""
    with socket.create_server(("127.0.0.1", port), backlog=_BACKLOG) as sock:
        server = uvicorn.Server(config(world))
        thread = threading.Thread(target=server.run, args=([sock],), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{sock.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
