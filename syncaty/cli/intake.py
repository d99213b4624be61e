"""`syncaty intake`: takes webhooks in, and nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from syncaty.cli.options import DataDir, Host, Port
from syncaty.config import Config

EXAMPLE = "syncaty intake --host 0.0.0.0 --port 8000"


def intake(host: Host = "127.0.0.1", port: Port = 8000, data_dir: DataDir = None) -> None:
    """Take webhooks in: check them, keep them, answer.

    Runs until SIGTERM or Ctrl-C, then finishes what is in flight. Start as many as are needed.
    While the database is away it answers 503, so that Salla sends again.
    """
    import structlog

    from syncaty.cli import logs, serve
    from syncaty.intake.app import application

    with _database(data_dir) as config, serve.listen(host, port) as sock:
        logs.configure(config)
        address = serve.address(sock)
        structlog.get_logger().info("intake listens", action="intake.start", address=address)
        serve.serve(application(config), sock)


@contextmanager
def _database(data_dir: Path | None) -> Iterator[Config]:
    """Give the settings with a database, which may be away when DATABASE_URL names it."""
    from syncaty.cli import runtime

    config = runtime.settings(data_dir)
    if not config.database_url:
        with runtime.database(data_dir) as config:
            yield config
        return
    with suppress(runtime.DatabaseAwayError):
        runtime.require_migrated(config)
    yield config
