"""Connections to the domain tables."""

from collections.abc import Mapping
from typing import Any

from psycopg import Connection
from psycopg.conninfo import make_conninfo
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

# A machine that vanishes must not hold its locks for hours: the server notices within a minute.
KEEPALIVE = {
    "tcp_keepalives_idle": "20",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
}
Row = TupleRow
Conn = Connection[TupleRow]


def domain_dsn(database_url: str, schema: str, **settings: str) -> str:
    """Give a connection string whose search path is the schema of the domain tables.

    `settings` are further server settings for every connection, such as `statement_timeout="5s"`.
    """
    options = {"search_path": schema, "timezone": "UTC", "jit": "off", **KEEPALIVE, **settings}
    return make_conninfo(database_url, options=_options(options), application_name="syncaty")


def _options(settings: Mapping[str, str]) -> str:
    return " ".join(f"-c {name}={value}" for name, value in settings.items())


def open_pool(dsn: str, *, least: int = 1, most: int = 8, **kwargs: Any) -> ConnectionPool[Conn]:  # noqa: ANN401
    """Open a pool of connections; waits until the first one stands, at most ten seconds."""
    pool = ConnectionPool(
        dsn,
        min_size=least,
        max_size=most,
        open=False,
        check=ConnectionPool.check_connection,
        timeout=5,
        kwargs=kwargs or None,
    )
    pool.open(wait=True, timeout=10)
    return pool
