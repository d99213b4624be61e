"""Runs the stand-in: in this thread until it is told to stop, or in one beside it."""

import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn

from syncaty.sandbox.server.app import Application, application
from syncaty.sandbox.server.world import World

_BACKLOG = 512


def _config(application: Application) -> uvicorn.Config:
    """Give how the stand-in is served: lean, quiet, with a Date header."""
    return uvicorn.Config(
        application,
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
        backlog=_BACKLOG,
    )


def serve(world: World, sock: socket.socket, per_second: float, ready: Callable[[], None]) -> None:
    """Serve the world until SIGTERM or SIGINT; so many things happen per second by themselves.

    `ready` is called once it answers.
    """
    # uvicorn raises the signal once more when it is done; this makes that the end of a good run.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    uvicorn.Server(_config(application(world, per_second, ready))).run(sockets=[sock])


@contextmanager
def running(world: World, port: int = 0) -> Iterator[str]:
    """Serve the world from a thread; gives the address, with a free port by default."""
    with socket.create_server(("127.0.0.1", port), backlog=_BACKLOG) as sock:
        server = uvicorn.Server(_config(application(world)))
        thread = threading.Thread(target=server.run, args=([sock],), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{sock.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
