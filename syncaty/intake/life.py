"""Intake's signs of life: a row in the database for each minute in which it could keep webhooks.

A hole in them is an outage of ours (`stores.noticing`): the process was down, the database away, or
webhooks were answered 503.
"""

import asyncio

import psycopg

from syncaty.clock import Clock
from syncaty.db.queries import load
from syncaty.intake.connection import Line
from syncaty.intake.keeper import Keeper

SECONDS = 60.0

_QUERIES = load("syncaty.intake")


class Life:
    """Writes the signs of life of one process; several processes share the rows."""

    def __init__(self, line: Line, keeper: Keeper, clock: Clock) -> None:
        self._line = line
        self._keeper = keeper
        self._clock = clock
        self._turned_away = False

    def turned_away(self) -> None:
        """Note that a webhook was answered 503: this minute is no sign of life."""
        self._turned_away = True

    async def sign(self) -> bool:
        """Write a sign of life for this minute, if there is one to give; says whether."""
        trouble, self._turned_away = self._turned_away, False
        if trouble or not self._keeper.connected:
            return False
        minute = self._clock().replace(second=0, microsecond=0)
        try:
            async with self._line.use() as conn:
                await conn.execute(_QUERIES["minute_sign"], {"minute": minute})
        except psycopg.Error:
            return False
        return True

    async def run(self) -> None:
        """Give a sign at once and then every minute, until cancelled; in trouble every second."""
        while True:
            signed = await self.sign()
            await asyncio.sleep(SECONDS if signed else 1)
