"""Intake's signs of life: a row in the database for each minute in which it could keep webhooks.

A hole in them is an outage of ours (`stores.noticing`): the process was down, the database away, or
webhooks were answered 503.
"""

import asyncio
from datetime import datetime, timedelta

import psycopg

from syncaty.clock import Clock
from syncaty.db.queries import load
from syncaty.intake.connection import Line
from syncaty.intake.keeper import Keeper

MINUTE = timedelta(minutes=1)

_QUERIES = load("syncaty.intake")


class Life:
    """Writes the signs of life of one process; several processes share the rows."""

    def __init__(self, line: Line, keeper: Keeper, clock: Clock) -> None:
        self._line = line
        self._keeper = keeper
        self._clock = clock
        self._troubled_at: datetime | None = None

    def turned_away(self) -> None:
        """Note that a webhook was answered 503: there is no sign of life for a minute."""
        self._troubled_at = self._clock()

    async def sign(self) -> bool:
        """Write a sign of life for this minute, if there is one to give; says whether."""
        now = self._clock()
        troubled = self._troubled_at is not None and now - self._troubled_at < MINUTE
        if troubled or not self._keeper.connected:
            return False
        minute = now.replace(second=0, microsecond=0)
        try:
            async with self._line.use() as conn:
                await conn.execute(_QUERIES["minute_sign"], {"minute": minute})
        except psycopg.Error:
            return False
        return True

    async def run(self) -> None:
        """Give a sign as soon as webhooks can be kept and then every minute, until cancelled."""
        while True:
            signed = await self.sign()
            await asyncio.sleep(MINUTE.total_seconds() if signed else 0.2)
