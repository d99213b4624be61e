"""The pages' way to the domain tables: the product's own pool, never Django's connection."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from psycopg import Connection, IsolationLevel
from psycopg.rows import dict_row, tuple_row
from psycopg_pool import ConnectionPool

from syncaty.config import Config
from syncaty.db.pool import Conn, domain_dsn, open_pool

Record = dict[str, Any]
Reading = Connection[Record]
PAGE_LIMIT = "8s"  # a page that takes longer is given up, so that it cannot starve the others


class _Pages:
    """Holds this process's pool once it is open."""

    pool: ConnectionPool[Reading] | None = None


def open_pages_pool(config: Config) -> None:
    """Open the pool unless it is open."""
    if _Pages.pool is None:
        dsn = domain_dsn(config.database_url, config.schema, statement_timeout=PAGE_LIMIT)
        _Pages.pool = cast("ConnectionPool[Reading]", open_pool(dsn, row_factory=dict_row))


def close_pages_pool() -> None:
    """Close the pool, if any."""
    if _Pages.pool is not None:
        _Pages.pool.close()
        _Pages.pool = None


@contextmanager
def connection() -> Iterator[Reading]:
    """Give a connection that can only read; all its statements see the same moment.

    Rows are dicts, so a template reads `row.name`.
    """
    with _pool().connection() as conn:
        conn.read_only = True
        conn.isolation_level = IsolationLevel.REPEATABLE_READ
        try:
            with conn.transaction():
                yield conn
        finally:
            if not conn.closed:
                conn.read_only = None
                conn.isolation_level = None


@contextmanager
def transaction() -> Iterator[Reading]:
    """Give a connection for an act of a person: committed at the end, rolled back on an error."""
    with _pool().connection() as conn, conn.transaction():
        yield conn


@contextmanager
def writing() -> Iterator[Conn]:
    """Give a transaction for an act that recounts a store: rows are tuples, a minute is allowed."""
    with _pool().connection() as held, held.transaction():
        conn = cast("Conn", held)
        conn.row_factory = tuple_row
        try:
            conn.execute("set local statement_timeout = '60s'")
            yield conn
        finally:
            held.row_factory = dict_row


def _pool() -> ConnectionPool[Reading]:
    if _Pages.pool is None:
        raise RuntimeError("the dashboard was not started: call start.application first")
    return _Pages.pool
