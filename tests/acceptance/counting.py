"""A process of background work whose one task writes pages, a page a commit, as an import does.

Started by the tests with the address of a database that has the tables `progress` and `pages`.
"""

import os
import signal
import sys
import threading

import psycopg

from syncaty.tasks import Schedule, Task
from syncaty.tasks.runner import Runner

PAGES = 200
PAGE_SECONDS = 0.02


def main(dsn: str) -> None:
    """Work until a signal asks for the end."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())

    def count(task: Task) -> None:
        with psycopg.connect(dsn) as conn:
            while not task.stop.wait(PAGE_SECONDS):
                row = conn.execute("select page from progress").fetchone()
                assert row is not None
                if row[0] == PAGES:
                    return
                conn.execute("insert into pages values (%s, %s)", (row[0], os.getpid()))
                conn.execute("update progress set page = page + 1")
                conn.commit()

    def ring(_: Task) -> None:
        with psycopg.connect(dsn) as conn:
            conn.execute("insert into rings values (%s)", (os.getpid(),))

    schedules = [Schedule("ring", every=86400.0)]
    Runner(dsn, {"count": count, "ring": ring}, schedules).run(stop)


if __name__ == "__main__":
    main(sys.argv[1])
