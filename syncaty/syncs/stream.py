"""Fetching ahead of the one who writes: a thread that lists, more that complete rows, a bounded
queue between, so that memory does not grow with the store.
"""

import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from types import TracebackType
from typing import Self

from syncaty.syncs.budget import HaltedError
from syncaty.syncs.page import Item, Mark

AHEAD = 600
"""Rows that may be listed or fetched and not yet written: a few pages."""

Source = Callable[[], Iterator[Item]]


class Stream:
    """The items of one source in order, fetched by threads while others are written.

    `pool` completes rows. It is there before `begin` starts the source, which uses it at once.
    """

    def __init__(self, calls: int) -> None:
        self._queue: queue.Queue[Item | Exception | None] = queue.Queue(AHEAD)
        self._halt = threading.Event()
        self.pool = ThreadPoolExecutor(calls, "sync-row")

    @property
    def halted(self) -> bool:
        """Whether nothing more is wanted."""
        return self._halt.is_set()

    def __enter__(self) -> Self:
        return self

    def begin(self, source: Source) -> None:
        """Start to list a source, in a thread of its own."""
        lister = threading.Thread(target=self._list, args=[source], name="sync-list", daemon=True)
        lister.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # Calls under way may take their time limit; nobody waits for what they bring.
        self._halt.set()
        self.pool.shutdown(wait=False, cancel_futures=True)

    def get(self, timeout: float) -> Item | None:
        """Give the next item, None at the end; raises queue.Empty when there is none in time.

        Raises what the source raised, after everything before it was given.
        """
        item = self._queue.get(timeout=timeout) if timeout > 0 else self._queue.get_nowait()
        if isinstance(item, Exception):
            raise item
        return item

    def _list(self, source: Source) -> None:
        try:
            for item in source():
                self._put(item)
            self._put(None)
        except Exception as error:  # noqa: BLE001 - handed to the one who writes
            with suppress(HaltedError):  # nobody waits for it any more
                self._put(error)

    def _put(self, item: Item | Exception | None) -> None:
        while not self._halt.is_set():
            try:
                return self._queue.put(item, timeout=0.2)
            except queue.Full:
                continue
        raise HaltedError


def ready(item: Item) -> bool:
    """Tell whether an item can be had without waiting."""
    return isinstance(item, Mark) or not isinstance(item.read, Future) or item.read.done()
