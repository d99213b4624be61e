"""How fast events leave the sandbox."""

import asyncio
import random
from typing import Protocol


class Pace(Protocol):
    """Says when the next event may leave."""

    async def turn(self) -> None:
        """Return when the next event's turn has come."""


class AtOnce:
    """As fast as the receiver answers."""

    async def turn(self) -> None:
        """Return at once."""


class Steady:
    """So many per second, evenly; what was missed is caught up."""

    def __init__(self, per_second: float) -> None:
        self._gap = 1 / per_second
        self._next: float | None = None

    async def turn(self) -> None:
        """Wait for the next slot."""
        now = asyncio.get_running_loop().time()
        due = now if self._next is None else self._next
        self._next = due + self._gap
        if due > now:
            await asyncio.sleep(due - now)


class Poisson:
    """So many per second on average, at random instants, as shoppers come."""

    def __init__(self, per_second: float, chance: random.Random) -> None:
        self._per_second = per_second
        self._chance = chance

    async def turn(self) -> None:
        """Wait for a random while."""
        await asyncio.sleep(self._chance.expovariate(self._per_second))
