"""The threads that work tasks, led by Procrastinate's worker in a thread of its own."""

import asyncio
import logging
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from procrastinate import App, PsycopgConnector
from procrastinate.worker import Worker

from syncaty.tasks.perform import AsTold, Performer

POLL = 1.0  # seconds between looks at the queue when no word of new tasks comes
JOIN = 0.5  # seconds between two requests to stop


class Crew:
    """Works the tasks of some names, so many at a time; ends when told to or when it fails."""

    def __init__(
        self, dsn: str, names: Iterable[str], performer: Performer, halt: threading.Event, most: int
    ) -> None:
        self._dsn = dsn
        self._names = sorted(names)
        self._performer = performer
        self._halt = halt
        self._most = most
        self._worker: Worker | None = None
        self._thread = threading.Thread(target=self._run, name="crew", daemon=True)
        self.error: Exception | None = None

    @property
    def alive(self) -> bool:
        """Tell whether tasks are still worked."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin to work, in the background."""
        # We tell ourselves what becomes of a task; the library would tell it a second time.
        logging.getLogger("procrastinate").setLevel(logging.CRITICAL)
        self._thread.start()

    def stop(self) -> None:
        """Take no more tasks, ask those in hand to leave, and wait for them."""
        self._halt.set()
        while self._thread.is_alive():
            if self._worker is not None:
                self._worker.stop()
            self._thread.join(JOIN)

    def _run(self) -> None:
        try:
            asyncio.run(self._work())
        except Exception as error:  # noqa: BLE001  # handed to whoever leads us
            self.error = error
        finally:
            self._halt.set()

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(self._most, thread_name_prefix="task"))
        connector = PsycopgConnector(conninfo=self._dsn, min_size=1, max_size=2, timeout=5)
        app = App(connector=connector)
        for name in self._names:
            app.task(name=name, pass_context=True, retry=AsTold())(self._performer.perform)
        async with app.open_async():
            self._worker = self._leader(app)
            await self._worker.run()

    def _leader(self, app: App) -> Worker:
        leader = _Worker(
            app=app,
            # One queue per name: a task of a newer release is left to those who know it.
            queues=self._names,
            concurrency=self._most,
            fetch_job_polling_interval=POLL,
            delete_jobs="successful",
            install_signal_handlers=False,
        )
        leader.halt = self._halt
        return leader


class _Worker(Worker):
    """The library's worker, which asks the tasks in hand to leave whenever it ends.

    By itself it would wait for them, for hours where one imports, and take no other meanwhile.
    """

    halt: threading.Event

    async def _shutdown(self, side_tasks: list[asyncio.Task[Any]]) -> None:
        self.halt.set()
        await super()._shutdown(side_tasks)
