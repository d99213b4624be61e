"""A process of background work: takes tasks, keeps the timetable, takes up what the dead left."""

import threading
from collections.abc import Collection, Mapping, Sequence
from time import monotonic

import psycopg
import structlog
from procrastinate.exceptions import ConnectorException

from syncaty.clock import utc_now
from syncaty.tasks.crew import Crew, Gang
from syncaty.tasks.guard import Guard
from syncaty.tasks.perform import Performer
from syncaty.tasks.schedules import Timetable
from syncaty.tasks.task import Handler, Schedule

_log = structlog.get_logger("syncaty.tasks")

NAME = "syncaty background"  # of the connection that stands for a process; status counts these
TICK = 1.0  # seconds between looks at the clock
QUICK = 2  # threads for tasks that are soon done
LOOK = 3.0  # seconds between looks for tasks of dead processes
AWAY = (psycopg.OperationalError, psycopg.InterfaceError, ConnectorException)


class Runner:
    """One process of background work. Any number of them share the tasks of a database.

    `handlers` are by the name of the task they do. `threads` is how many of the `long` tasks are
    worked at once; the others have QUICK threads of their own, so that nothing waits for an import.
    Tasks of one (name, store_id, key) are worked one at a time across all processes.
    """

    def __init__(
        self,
        dsn: str,
        handlers: Mapping[str, Handler],
        schedules: Sequence[Schedule] = (),
        *,
        long: Collection[str] = (),
        threads: int = 4,
    ) -> None:
        if unknown := {each.name for each in schedules} - set(handlers):
            raise ValueError(f"schedules without a handler: {', '.join(sorted(unknown))}")
        self._dsn = dsn
        self._handlers = handlers
        self._timetable = Timetable(dsn, schedules)
        quick = [name for name in handlers if name not in long]
        slow = [name for name in handlers if name in long]
        self._gangs = (Gang(quick, QUICK), Gang(slow, threads))

    def run(self, stop: threading.Event) -> None:
        """Work until told to stop; asks the tasks in hand to leave. Survives database restarts."""
        delay = 0.1
        while not stop.is_set():
            try:
                with psycopg.connect(self._dsn, autocommit=True, application_name=NAME) as conn:
                    delay = 0.1
                    self._serve(Guard(conn), stop)
                stop.wait(TICK)  # the crew ended without a fault of its own; it is made anew
            except AWAY as error:
                # Our marks went with the connection: everything in hand was asked to leave and is
                # taken up again, by us or by another.
                _log.warning("database away", action="database_away", error=str(error).strip())
                stop.wait(delay)
                delay = min(delay * 2, 5.0)

    def _serve(self, guard: Guard, stop: threading.Event) -> None:
        halt = threading.Event()
        performer = Performer(self._handlers, guard, halt)
        crew = Crew(self._dsn, self._gangs, performer, halt)
        crew.start()
        _log.info("background work ready", action="background_ready", tasks=sorted(self._handlers))
        looked_at = 0.0
        try:
            while not (halt.is_set() or stop.is_set()):
                self._timetable.look(utc_now())
                if monotonic() - looked_at > LOOK:
                    guard.look()
                    looked_at = monotonic()
                stop.wait(TICK)
        finally:
            crew.stop()
        if crew.error is not None:
            raise crew.error
