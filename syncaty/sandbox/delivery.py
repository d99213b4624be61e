"""One webhook on its way: a body, the headers that vouch for it, and how its sending goes."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from syncaty.sandbox.model import Event
from syncaty.sandbox.shapes import Render
from syncaty.sandbox.signing import Strategy, signed


class Kind(Enum):
    """What a delivery is: the event itself, or something a fault added or took away."""

    EVENT = "event"
    DOUBLE = "doubled"
    REBUILT = "rebuilt"
    DROPPED = "dropped"
    MIS_SIGNED = "mis_signed"
    WRONG_STRATEGY = "wrong_strategy"

    @property
    def forged(self) -> bool:
        """Whether the receiver has to refuse it."""
        return self in {Kind.MIS_SIGNED, Kind.WRONG_STRATEGY}


@dataclass(slots=True, repr=False)
class Delivery:
    """A webhook to send; `hold` seconds late, already tried `tried` times.

    `number` counts the events of the source from 0; copies carry that of their event.
    """

    number: int
    body: bytes
    headers: bytes
    kind: Kind = Kind.EVENT
    hold: float = 0.0
    tried: int = 0


Sign = Callable[[bytes], bytes]


def signer(strategy: Strategy, secret: str) -> Sign:
    """Give the function that writes the header lines vouching for a body."""
    return lambda body: signed(strategy, secret, body)


def deliveries(
    events: Iterable[Event], render: Render, sign: Sign, first: int = 0
) -> Iterator[Delivery]:
    """Write and sign each event when it is asked for; `first` is the first one's number."""
    for number, event in enumerate(events, start=first):
        body = render(event)
        yield Delivery(number, body, sign(body))
