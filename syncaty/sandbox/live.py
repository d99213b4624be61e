"""Keeps a shop going: what is still to be told of its past, then its life as it comes."""

from collections.abc import Callable, Iterator

from syncaty.clock import Clock, utc_now
from syncaty.sandbox.delivery import Delivery, Sending, Writer
from syncaty.sandbox.journal import Journal, Step
from syncaty.sandbox.model import Event
from syncaty.sandbox.pace import Pace
from syncaty.sandbox.shop import Shop


class LiveShop:
    """A shop that is played up to where its journal stands and then goes on.

    Its deliveries are first the backlog, as fast as wanted, then life, which has no end and
    happens at the instants when it is asked for. Events are numbered from the shop's opening.
    """

    def __init__(self, journal: Journal, writer: Writer, clock: Clock = utc_now) -> None:
        self._journal = journal
        self._writer = writer
        self._clock = clock
        self._shop = Shop(journal.plan)
        self.alive = False  # whether the past is told

    def deliveries(self) -> Iterator[Delivery]:
        """Give what was not settled at the last stop, then what happens from now on."""
        number = 0
        for event in self._past():
            if number >= self._journal.sent:
                yield self._writer.delivery(Sending(number, event))
            number += 1
        self.alive = True
        for event in self._future():
            yield self._writer.delivery(Sending(number, event))
            number += 1

    def _past(self) -> Iterator[Event]:
        yield from self._shop.history()
        for step in list(self._journal.steps):
            yield from step.play(self._shop)

    def _future(self) -> Iterator[Event]:
        while True:
            step = Step(self._clock())
            self._journal.step(step)
            yield from step.play(self._shop)


class LivePace:
    """Tells the past at once and lets life come at random, so many events per second."""

    def __init__(self, shop: LiveShop, life: Pace, on_alive: Callable[[], None]) -> None:
        self._shop = shop
        self._life = life
        self._on_alive = on_alive
        self._announced = False

    async def turn(self) -> None:
        """Wait for the next event's turn."""
        if self._shop.alive:
            if not self._announced:
                self._announced = True
                self._on_alive()
            await self._life.turn()
