"""One whole run: every measurement of every side in turn, repeated, on one seeded store."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.bodies import Webhook, new_orders, shop_history
from bench.measure import (
    Figures,
    measure_empty,
    measure_intake,
    measure_latency,
    measure_pipeline,
)
from bench.report import Report
from bench.sides import Peer, Side, Syncaty
from bench.size import Size
from bench.store import Stores

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _Work:
    size: Size
    stores: Stores
    report: Report
    orders: Sequence[Webhook]
    history: Sequence[Webhook]
    peer_history: Sequence[Webhook]
    tell: Tell

    def turn(self, sides: Sequence[Side]) -> None:
        """Take every measurement once, both sides of each right after another."""
        empty = measure_empty(self.stores.folder, self.orders, self.size)
        self._note("intake", "empty", empty)
        for side in sides:
            figures = measure_intake(side, self.stores, self.orders, self.size)
            self._note("intake", side.name, figures)
        if len(sides) > 1:
            single = Peer(self.stores.folder, processes=1)
            figures = measure_intake(single, self.stores, self.orders, self.size)
            self._note("intake", "peer_single", figures)
        for side in sides:
            history = self.peer_history if side.name == Peer.name else self.history
            self._note("pipeline", side.name, measure_pipeline(side, self.stores, history))
        for side in sides:
            figures = measure_latency(side, self.stores, self.orders, self.size)
            self._note("latency", side.name, figures)

    def _note(self, measure: str, side: str, figures: Figures) -> None:
        self.report.add(measure, side, figures)
        shown = ", ".join(f"{name} {value:.1f}" for name, value in figures.values.items())
        self.tell(f"{measure} {side}: {shown}")


def run(stores: Stores, size: Size, *, with_peer: bool, tell: Tell) -> Report:
    """Measure both sides in turns, so that what else the machine does meets both alike.

    `stores` holds the seeded store of that size.
    """
    history = peer_history = shop_history(size.purchases, size.shoppers)
    if size.peer_purchases != size.purchases:
        peer_history = shop_history(size.peer_purchases, size.peer_shoppers)
    orders = list(new_orders(size.bodies))
    report = Report(size, stores.facts(), orders, history)
    work = _Work(size, stores, report, orders, history, peer_history, tell)
    sides: list[Side] = [Syncaty(stores.folder)]
    if with_peer:
        sides.append(Peer(stores.folder))
    for _ in range(size.repeats):
        work.turn(sides)
    return report
