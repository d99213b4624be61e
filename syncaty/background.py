"""The one list of background work: who does which task, and what is due by the clock.

Work that a webhook causes is in wiring.py. A new task: its handler here, by its name; if it is due
by itself, its schedule, too. docs/operate/background.md tells operators what each does.
"""

from functools import partial

from syncaty import nightly
from syncaty.config import Config
from syncaty.salla.oauth import OAuth
from syncaty.stores import keeping
from syncaty.stores.secrets import open_keys
from syncaty.tasks import Handler, Schedule
from syncaty.tasks.prune import prune
from syncaty.tasks.runner import Runner

SCHEDULES = (
    Schedule("check", cron="15 2 * * *"),
    Schedule("prune", cron="45 3 * * *"),
    Schedule("clear_sessions", cron="50 3 * * *"),
    *keeping.SCHEDULES,
)
"""By UTC: shops of the Gulf are quiet before six in the morning, which is three."""
LONG = frozenset({"sync", "check"})
"""Tasks that may take minutes or hours; they have threads of their own."""


def handlers(config: Config, dsn: str) -> dict[str, Handler]:
    """Give who does each task; `dsn` reaches the domain tables."""
    keys, oauth = open_keys(config), OAuth(config)
    housekeeper = keeping.Housekeeper(dsn, keys, oauth, config.retention_days)
    return {
        "check": partial(nightly.check, dsn),
        "prune": partial(prune, dsn),
        "clear_sessions": partial(nightly.clear_sessions, config.database_url),
        **housekeeper.handlers(),
    }


def runner(config: Config, dsn: str) -> Runner:
    """Make the runner of a background process."""
    every = handlers(config, dsn)
    return Runner(dsn, every, SCHEDULES, long=LONG, threads=config.background_tasks)
