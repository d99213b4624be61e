"""The threads that work tasks, led by Procrastinate's workers in a thread of their own."""

import asyncio
import logging
import threading
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from procrastinate import App, PsycopgConnector
from procrastinate.worker import Worker

from syncaty.tasks.perform import AsTold, Performer

POLL = 1.0  # seconds between looks at the queue when no word of new tasks comes
JOIN = 0.5  # seconds between two requests to stop


@dataclass(frozen=True, slots=True)
class Gang:
    """The names of tasks that share some threads, so that others do not have to wait for them."""

    names: Collection[str]
    threads: int


class Crew:
    """Works the tasks of some gangs; ends when told to or when one of them fails.

    `halt` is set from then on, and asks the tasks in hand to leave.
    """

    def __init__(
        self, dsn: str, gangs: Sequence[Gang], performer: Performer, halt: threading.Event
    ) -> None:
        self._dsn = dsn
        self._gangs = [gang for gang in gangs if gang.names]
        self._performer = performer
        self._halt = halt
        self._leaders: list[Worker] = []
        self._thread = threading.Thread(target=self._run, name="crew", daemon=True)
        self.error: Exception | None = None

    def start(self) -> None:
        """Begin to work, in the background."""
        # We tell ourselves what becomes of a task; the library would tell it a second time.
        logging.getLogger("procrastinate").setLevel(logging.CRITICAL)
        self._thread.start()

    def stop(self) -> None:
        """Take no more tasks, ask those in hand to leave, and wait for them."""
        self._halt.set()
        while self._thread.is_alive():
            for leader in list(self._leaders):
                leader.stop()
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
        threads = sum(gang.threads for gang in self._gangs)
        loop.set_default_executor(ThreadPoolExecutor(threads, thread_name_prefix="task"))
        connector = PsycopgConnector(conninfo=self._dsn, min_size=1, max_size=2, timeout=5)
        app = App(connector=connector)
        for gang in self._gangs:
            for name in gang.names:
                app.task(name=name, pass_context=True, retry=AsTold())(self._performer.perform)
        async with app.open_async():
            self._leaders = [self._leader(app, gang) for gang in self._gangs]
            ends = [self._lead(leader) for leader in self._leaders]
            for end in await asyncio.gather(*ends, return_exceptions=True):
                if isinstance(end, BaseException):
                    raise end

    async def _lead(self, leader: Worker) -> None:
        try:
            await leader.run()
        finally:
            self._halt.set()  # one that ends ends the others

    def _leader(self, app: App, gang: Gang) -> Worker:
        leader = _Worker(
            app=app,
            # One queue per name: a task of a newer release is left to those who know it.
            queues=sorted(gang.names),
            concurrency=gang.threads,
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
