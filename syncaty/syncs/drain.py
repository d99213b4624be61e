"""Takes what a stream fetched, in order, and has it written in batches as it becomes ready."""

import queue
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from typing import Any

from syncaty.syncs.budget import HaltedError
from syncaty.syncs.page import Batch, Entry, Item, Mark, Position, Read, Refused, Taken
from syncaty.syncs.stream import Stream, ready
from syncaty.syncs.writer import Writer

_LOOK = 0.5  # seconds between looks whether to go on, while nothing comes


@dataclass(frozen=True, slots=True)
class Pace:
    """How a sync works. `calls` are made at once; `batch` rows are written in one transaction.

    What is ready is written after `patience` seconds at the latest. `delays` are the seconds
    between tries after faults of Salla that may pass; the last one repeats. An order that failed
    `row_tries` times is left out.
    """

    calls: int = 8
    batch: int = 500
    patience: float = 1.0
    delays: tuple[float, ...] = (2, 5, 15, 30, 60, 120, 300)
    row_tries: int = 3


@dataclass(slots=True)
class _Gathered:
    """What was taken from the stream and is not written yet; `rows` of it count as done."""

    taken: list[Taken] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    rows: int = 0
    mark: Mark | None = None

    @property
    def empty(self) -> bool:
        return not (self.taken or self.refused or self.rows or self.mark)


class Drain:
    """One part of a sync on its way from the stream to the writer.

    `place` is where the part stands; `beat` is called at least every half second and raises to
    end it.
    """

    def __init__(
        self, writer: Writer, part: str, place: Position, pace: Pace, beat: Callable[[], None]
    ) -> None:
        self._writer = writer
        self._part = part
        self._pace = pace
        self._beat = beat
        self._done = int(place.get("done", 0))
        self._total: int | None = place.get("total")
        self._gathered = _Gathered()
        self._written_at = time.monotonic()

    def run(self, stream: Stream) -> None:
        """Write all that the stream gives; raises what a row or the source failed with."""
        while True:
            try:
                item = stream.get(self._patience())
            except queue.Empty:
                self._look()
                continue
            if item is None:
                return
            while not ready(item):
                self._await(item)
            self._take(item)
            if len(self._gathered.taken) >= self._pace.batch or self._patience() <= 0:
                self.flush()
            self._beat()

    def flush(self, *, finished: bool = False, notes: Sequence[str] = ()) -> None:
        """Write what was gathered, and with it how far the part is."""
        gathered, self._gathered = self._gathered, _Gathered()
        if gathered.empty and not finished:
            return
        now = time.monotonic()
        seconds, self._written_at = now - self._written_at, now
        mark = gathered.mark
        if mark is not None:
            self._done, self._total = mark.done, mark.total
        self._done += gathered.rows
        done = self._done if self._total is None else min(self._done, self._total)
        self._writer.write(
            Batch(
                part=self._part,
                rows=gathered.taken,
                refused=gathered.refused,
                done=done,
                total=done if finished else self._total,
                position=None if mark is None else {"part": self._part, **_place(mark)},
                finished=finished,
                seconds=seconds,
                notes=notes,
            )
        )

    def _patience(self) -> float:
        """Give the seconds to wait for more before what is there is written."""
        if self._gathered.empty:
            return _LOOK
        left = self._written_at + self._pace.patience - time.monotonic()
        return max(0.0, min(_LOOK, left))

    def _look(self) -> None:
        if not self._gathered.empty and self._patience() <= 0:
            self.flush()
        self._beat()

    def _await(self, item: Item) -> None:
        if isinstance(item, Entry) and isinstance(item.read, Future):
            wait([item.read], timeout=self._patience() or 0.01)
            self._look()

    def _take(self, item: Item) -> None:
        if isinstance(item, Mark):
            self._gathered.mark = item
            self._gathered.rows = 0
            return
        read = _result(item)
        self._gathered.rows += item.rows
        if isinstance(read, Taken):
            self._gathered.taken.append(read)
        elif isinstance(read, Refused):
            self._gathered.refused.append(read)


def _place(mark: Mark) -> dict[str, Any]:
    return {"done": mark.done, "total": mark.total, **mark.position}


def _result(entry: Entry) -> Read:
    if not isinstance(entry.read, Future):
        return entry.read
    if entry.read.cancelled():
        raise HaltedError
    return entry.read.result()
