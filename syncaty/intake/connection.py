"""How intake reaches the database: connections that come back by themselves."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import psycopg
from psycopg import AsyncConnection
from psycopg.conninfo import make_conninfo
from psycopg.rows import TupleRow

from syncaty.config import Config
from syncaty.db.pool import domain_dsn
from syncaty.errors import SettingError

AsyncConn = AsyncConnection[TupleRow]


def intake_dsn(config: Config) -> str:
    """Give the connection string of intake: no statement outlives the wait of its webhook.

    One plan is kept for groups of any size: its parts are never joined in nested loops. A peer
    that vanished is noticed in seconds. Raises SettingError when no database is set.
    """
    if not config.database_url:
        raise SettingError(
            "Intake needs a database. Set DATABASE_URL, or start everything with: syncaty up"
        )
    limit = int(config.intake_timeout * 1000)
    dsn = domain_dsn(
        config.database_url,
        config.schema,
        statement_timeout=f"{limit}ms",
        synchronous_commit="on",
        plan_cache_mode="force_generic_plan",
        enable_nestloop="off",
        work_mem="32MB",  # the largest group stays in memory
    )
    return make_conninfo(
        dsn,
        connect_timeout=3,
        keepalives_idle=5,
        keepalives_interval=2,
        keepalives_count=3,
        tcp_user_timeout=10_000,
    )


async def connect(dsn: str) -> AsyncConn:
    """Open a connection in autocommit mode; raises psycopg.OperationalError."""
    return await AsyncConnection.connect(dsn, autocommit=True)


class Line:
    """One connection for occasional statements, opened at need and opened anew when it broke."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._lock = asyncio.Lock()
        self._conn: AsyncConn | None = None

    @asynccontextmanager
    async def use(self) -> AsyncIterator[AsyncConn]:
        """Give the connection to one user at a time; raises psycopg.Error."""
        async with self._lock:
            if self._conn is None or self._conn.closed:
                self._conn = await connect(self._dsn)
            try:
                yield self._conn
            except psycopg.OperationalError:
                await self._drop()
                raise

    async def close(self) -> None:
        """Close the connection."""
        async with self._lock:
            await self._drop()

    async def _drop(self) -> None:
        if self._conn is not None:
            with suppress(psycopg.Error):
                await self._conn.close()
            self._conn = None
