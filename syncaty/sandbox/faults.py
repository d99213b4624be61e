"""What goes wrong between a shop and its app, on request and repeatably."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from syncaty.sandbox.delivery import Kind, Sending
from syncaty.sandbox.model import Event


@dataclass(frozen=True, slots=True)
class Faults:
    """Which faults, how likely (0 to 1), and the seed of their chance.

    `double` sends an event once more with the same bytes, `rebuild` once more with other bytes
    of the same content. `mis_sign` and `wrong_strategy` put a forged copy before the event, which
    is not resent. `drop` leaves the event out. `delay` holds each delivery back for up
    to that many seconds, `reorder` mixes within a window of that many deliveries, `shuffle`
    mixes all of them, copies too (and so holds all events in memory).
    """

    seed: int = 0
    double: float = 0.0
    rebuild: float = 0.0
    drop: float = 0.0
    mis_sign: float = 0.0
    wrong_strategy: float = 0.0
    delay: float = 0.0
    reorder: int = 0
    shuffle: bool = False


def spoil(events: Iterable[Event], faults: Faults) -> Iterator[Sending]:
    """Give what is to be sent, the faults worked in; a dropped event is marked, not left out."""
    chance = random.Random(faults.seed)
    stream = _copies(events, faults, chance)
    if faults.shuffle:
        everything = list(stream)
        chance.shuffle(everything)
        stream = iter(everything)
    elif faults.reorder > 1:
        stream = _mixed(stream, faults.reorder, chance)
    if faults.delay > 0:
        stream = (replace(sending, hold=chance.uniform(0, faults.delay)) for sending in stream)
    return stream


def _copies(events: Iterable[Event], faults: Faults, chance: random.Random) -> Iterator[Sending]:
    for number, event in enumerate(events):
        if chance.random() < faults.mis_sign:
            yield Sending(number, event, Kind.MIS_SIGNED)
        if chance.random() < faults.wrong_strategy:
            yield Sending(number, event, Kind.WRONG_STRATEGY)
        if chance.random() < faults.drop:
            yield Sending(number, event, Kind.DROPPED)
            continue
        yield Sending(number, event)
        if chance.random() < faults.double:
            yield Sending(number, event, Kind.DOUBLE)
        if chance.random() < faults.rebuild:
            yield Sending(number, event, Kind.REBUILT)


def _mixed(stream: Iterator[Sending], window: int, chance: random.Random) -> Iterator[Sending]:
    held: list[Sending] = []
    for sending in stream:
        held.append(sending)
        if len(held) >= window:
            yield held.pop(chance.randrange(len(held)))
    chance.shuffle(held)
    yield from held
