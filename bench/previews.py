"""How long it takes to look at a rule before it is kept: the count and ten customers."""

import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from psycopg import Connection
from psycopg.rows import TupleRow

from bench.bodies import MERCHANT, Webhook
from bench.rules import RULES
from bench.sender import Sent, quantile, send
from bench.sides import Syncaty
from bench.store import Stores
from syncaty.segments.preview import preview
from syncaty.segments.rules.parse import parse_line

PACE = 100.0  # webhooks a second that are applied meanwhile
_ZONE = ZoneInfo("Asia/Riyadh")


@dataclass(frozen=True, slots=True)
class Previewed:
    """Milliseconds of each preview, by the line of its rule, and how many each holds for."""

    waits: dict[str, list[float]]
    matching: dict[str, int]

    def quantile(self, share: float) -> float:
        """Give the milliseconds that a share of all previews took at most."""
        return quantile([each for waits in self.waits.values() for each in waits], share)

    @property
    def slowest(self) -> tuple[str, float]:
        """Give the rule with the longest median, and that."""
        medians = {line: quantile(waits, 0.5) for line, waits in self.waits.items()}
        line = max(medians, key=lambda each: medians[each])
        return line, medians[line]


def measure_previews(stores: Stores, today: date, times: int) -> Previewed:
    """Preview every rule of the bank so many times, in turns, in a store that is at rest."""
    with stores.fresh() as database, database.connect() as conn:
        return _previews(conn, today, times)


def measure_busy_previews(
    stores: Stores, today: date, times: int, events: Sequence[Webhook]
) -> Previewed:
    """Preview the same while a hundred webhooks a second are taken in and applied."""
    side, ended = Syncaty(stores.folder), threading.Event()
    with stores.fresh() as database, ExitStack() as stack:
        port, _ = stack.enter_context(side.intake(database))
        stack.enter_context(side.workers(database))
        conn = stack.enter_context(database.connect())
        requests = [each.request(port) for each in events]
        sent: list[Sent] = []
        second = int(PACE)

        def load() -> None:
            for at in range(0, len(requests), second):
                if ended.is_set():
                    return
                sent.append(send(port, requests[at : at + second], per_second=PACE, connections=8))
            raise RuntimeError("the webhooks ended before the previews did")

        sender = threading.Thread(target=load)
        sender.start()
        try:
            found = _previews(conn, today, times)
        finally:
            ended.set()
            sender.join()
        statuses = {status for each in sent for status in each.statuses}
        if statuses != {"200"}:
            raise RuntimeError(f"not every webhook was accepted: {statuses}")
        return found


def _previews(conn: Connection[TupleRow], today: date, times: int) -> Previewed:
    rules = {line: parse_line(line) for line in RULES}
    found = Previewed({line: [] for line in RULES}, {})
    for turn in range(times + 1):
        for line, rule in rules.items():
            began = time.perf_counter()
            with conn.transaction():
                shown = preview(conn, MERCHANT, rule, today, _ZONE)
            if turn:  # the first turn reads the store into memory
                found.waits[line].append((time.perf_counter() - began) * 1000)
            found.matching[line] = shown.matching
    return found
