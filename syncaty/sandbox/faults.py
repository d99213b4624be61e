"""What goes wrong between a shop and its app, on request and repeatably."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from syncaty.sandbox.delivery import Delivery, Kind
from syncaty.sandbox.shapes.text import rebuilt
from syncaty.sandbox.signing import Strategy, missigned, signed


@dataclass(frozen=True, slots=True)
class Faults:
    """Which faults, how likely (0 to 1), and the seed of their chance.

    `double` sends an event once more with the same bytes, `rebuild` once more with other bytes
    of the same content. `mis_sign` and `wrong_strategy` put a forged copy before the event;
    copies are not resent. `drop` leaves the event out. `delay` holds each delivery back for up
    to that many seconds, `reorder` mixes within a window of that many deliveries, `shuffle`
    mixes all of them (and so holds all of them in memory).
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


def spoil(
    source: Iterable[Delivery], faults: Faults, strategy: Strategy, secret: str
) -> Iterator[Delivery]:
    """Give the deliveries with the faults worked in; a dropped one is marked, not left out."""
    chance = random.Random(faults.seed)
    stream = _copies(source, faults, chance, strategy, secret)
    if faults.shuffle:
        everything = list(stream)
        chance.shuffle(everything)
        stream = iter(everything)
    elif faults.reorder > 1:
        stream = _mixed(stream, faults.reorder, chance)
    if faults.delay > 0:
        stream = _late(stream, faults.delay, chance)
    return stream


def _copies(
    source: Iterable[Delivery],
    faults: Faults,
    chance: random.Random,
    strategy: Strategy,
    secret: str,
) -> Iterator[Delivery]:
    for delivery in source:
        body = delivery.body
        if chance.random() < faults.mis_sign:
            headers = missigned(strategy, secret, body)
            yield replace(delivery, headers=headers, kind=Kind.MIS_SIGNED)
        if chance.random() < faults.wrong_strategy:
            headers = signed(strategy.other, secret, body)
            yield replace(delivery, headers=headers, kind=Kind.WRONG_STRATEGY)
        if chance.random() < faults.drop:
            yield replace(delivery, kind=Kind.DROPPED)
            continue
        yield delivery
        if chance.random() < faults.double:
            yield replace(delivery, kind=Kind.DOUBLE)
        if chance.random() < faults.rebuild:
            again = rebuilt(body)
            headers = signed(strategy, secret, again)
            yield replace(delivery, body=again, headers=headers, kind=Kind.REBUILT)


def _mixed(stream: Iterator[Delivery], window: int, chance: random.Random) -> Iterator[Delivery]:
    held: list[Delivery] = []
    for delivery in stream:
        held.append(delivery)
        if len(held) >= window:
            yield held.pop(chance.randrange(len(held)))
    chance.shuffle(held)
    yield from held


def _late(stream: Iterator[Delivery], delay: float, chance: random.Random) -> Iterator[Delivery]:
    for delivery in stream:
        delivery.hold = chance.uniform(0, delay)
        yield delivery
