"""One webhook on its way: what is to be sent, and the bytes that are sent for it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from syncaty.sandbox.model import Event
from syncaty.sandbox.shapes import Render
from syncaty.sandbox.shapes.text import rebuilt
from syncaty.sandbox.signing import Strategy, missigned, signed


class Kind(Enum):
    """What a sending is: the event itself, or something a fault added or took away."""

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


@dataclass(frozen=True, slots=True)
class Sending:
    """An event that is to be sent, `hold` seconds late; not yet written down.

    `number` counts the events of the shop from 0; copies carry that of their event.
    """

    number: int
    event: Event
    kind: Kind = Kind.EVENT
    hold: float = 0.0


@dataclass(slots=True, repr=False)
class Delivery:
    """A webhook as it is sent: body and the header lines that vouch for it."""

    number: int
    body: bytes
    headers: bytes
    kind: Kind = Kind.EVENT
    hold: float = 0.0
    tried: int = 0


@dataclass(frozen=True, slots=True, repr=False)
class Writer:
    """Writes bodies in one shape and vouches for them with one store's secret."""

    render: Render
    strategy: Strategy
    secret: str

    def deliveries(self, sendings: Iterable[Sending]) -> Iterator[Delivery]:
        """Write each when it is asked for."""
        return map(self.delivery, sendings)

    def delivery(self, sending: Sending) -> Delivery:
        """Write one: a rebuilt copy in other bytes, a forged one with what must be refused."""
        kind = sending.kind
        if kind is Kind.DROPPED:
            return Delivery(sending.number, b"", b"", kind)
        body = self.render(sending.event)
        if kind is Kind.REBUILT:
            body = rebuilt(body)
        return Delivery(sending.number, body, self._vouch(kind, body), kind, sending.hold)

    def _vouch(self, kind: Kind, body: bytes) -> bytes:
        if kind is Kind.MIS_SIGNED:
            return missigned(self.strategy, self.secret, body)
        if kind is Kind.WRONG_STRATEGY:
            return signed(self.strategy.other, self.secret, body)
        return signed(self.strategy, self.secret, body)
