"""The connected stores, kept in memory so that a webhook's secrets are at hand without a query."""

import asyncio
from collections.abc import Sequence

import psycopg
import structlog

from syncaty.db.queries import load
from syncaty.intake.bucket import Bucket
from syncaty.intake.connection import AsyncConn, Line, connect
from syncaty.intake.refusals import Refused
from syncaty.stores.secrets import Keys
from syncaty.stores.store import Store, from_rows

REFRESH_SECONDS = 30
LOOK_UPS_PER_SECOND = 50
RENEWALS_PER_SECOND, RENEWALS_AT_ONCE = 1, 5
_PAUSE_SECONDS = 0.2

_STORES = load("syncaty.stores")
_log = structlog.get_logger("syncaty.intake")


class Registry:
    """All stores with their secrets, renewed whenever the database says that one has changed."""

    def __init__(self, dsn: str, line: Line, keys: Keys) -> None:
        self._dsn = dsn
        self._line = line
        self._keys = keys
        self._stores: dict[int, Store] = {}
        self._look_ups = Bucket(LOOK_UPS_PER_SECOND, LOOK_UPS_PER_SECOND)
        self._renewals = Bucket(RENEWALS_PER_SECOND, RENEWALS_AT_ONCE)
        self.current = False

    def held(self, store_id: int) -> Store | None:
        """Give a store as it is in memory."""
        return self._stores.get(store_id)

    def all(self) -> Sequence[Store]:
        """Give all stores as they are in memory."""
        return list(self._stores.values())

    async def look_up(self, store_id: int) -> Store | None:
        """Give a store as it is in the database at this moment.

        What was connected or changed an instant ago is thus known before its notice arrives. In a
        flood of look-ups memory has to do. Raises Refused when memory may be out of date and the
        database cannot be asked.
        """
        if not self._look_ups.take():
            if self.current:
                return self.held(store_id)
            raise Refused("database_away")
        try:
            async with self._line.use() as conn:
                found = await self._load(conn, [store_id])
        except psycopg.Error:
            raise Refused("database_away") from None
        if found:
            self._stores[store_id] = found[0]
        else:
            self._stores.pop(store_id, None)
        return self.held(store_id)

    async def renew(self) -> bool:
        """Read all stores from the database, unless that was done a moment ago; says whether.

        Raises Refused when memory may be out of date and the database cannot be asked.
        """
        if not self._renewals.take():
            if self.current:
                return False
            raise Refused("database_away")
        try:
            async with self._line.use() as conn:
                found = await self._load(conn, None)
        except psycopg.Error:
            raise Refused("database_away") from None
        self._stores = {store.id: store for store in found}
        return True

    async def run(self) -> None:
        """Keep memory in step until cancelled; a connection that breaks is opened anew."""
        while True:
            try:
                async with await connect(self._dsn) as conn:
                    await conn.execute("listen stores")
                    await self._follow(conn)
            except psycopg.Error as error:
                if self.current:
                    _log.warning(
                        "stores in memory may be out of date: the database went away",
                        action="intake.stores",
                        error=type(error).__name__,
                    )
            finally:
                self.current = False
            await asyncio.sleep(_PAUSE_SECONDS)

    async def _follow(self, conn: AsyncConn) -> None:
        while True:
            found = await self._load(conn, None)
            self._stores = {store.id: store for store in found}
            self.current = True
            async for _ in conn.notifies(timeout=REFRESH_SECONDS, stop_after=1):
                pass

    async def _load(self, conn: AsyncConn, ids: list[int] | None) -> list[Store]:
        cursor = await conn.execute(_STORES["stores_load"], {"ids": ids})
        rows = await cursor.fetchall()
        if len(rows) < 100:
            return from_rows(rows, self._keys)
        # Unsealing many secrets takes long enough to hold up webhooks.
        return await asyncio.to_thread(from_rows, rows, self._keys)
