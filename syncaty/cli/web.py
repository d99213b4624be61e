"""`syncaty web`: the dashboard and the REST API alone."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from syncaty.cli.options import DataDir, Host, Port
from syncaty.config import Config

EXAMPLE = "syncaty web --host 0.0.0.0 --port 8001"
THREADS = 8  # pages served at the same time by one process


def web(host: Host = "127.0.0.1", port: Port = 8000, data_dir: DataDir = None) -> None:
    """Run the dashboard and the REST API alone.

    Runs until SIGTERM or Ctrl-C, then finishes what is in flight. Start as many as are needed.
    """
    import structlog

    from syncaty.cli import logs, runtime, serve

    with runtime.database(data_dir) as config, serve.listen(host, port) as sock:
        logs.configure(config)
        address = serve.address(sock)
        structlog.get_logger().info("dashboard listens", action="web.start", address=address)
        with pages(config) as application:
            serve.serve(application, sock, lifespan="off")


@contextmanager
def pages(config: Config) -> Iterator[Callable[..., Awaitable[None]]]:
    """Give the dashboard as an ASGI application: Django as WSGI in a pool of threads."""
    from a2wsgi import WSGIMiddleware

    from syncaty.web import start

    application: Any = start.application(config)  # the two packages name the same shape apart
    try:
        yield WSGIMiddleware(application, workers=THREADS)
    finally:
        start.close()
