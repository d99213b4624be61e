"""The one list of background work: who does which task, and what is due by the clock.

Work that a webhook causes is in wiring.py. A new task: its handler here, by its name; if it is due
by itself, its schedule, too. docs/operate/background.md tells operators what each does.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial

from syncaty import midnight, nightly
from syncaty.config import Config
from syncaty.midnight import Midnight
from syncaty.rescoring import Rescoring
from syncaty.salla.api import MerchantApi
from syncaty.salla.http import Http, Patience
from syncaty.salla.limits import Budget
from syncaty.salla.oauth import OAuth
from syncaty.segments.building import Builder
from syncaty.stores import keeping
from syncaty.stores.secrets import Keys, open_keys
from syncaty.stores.tokens import Access
from syncaty.stores.watching import Watcher
from syncaty.syncs import handlers as syncs
from syncaty.syncs.budget import SharedBudget
from syncaty.syncs.drain import Pace
from syncaty.syncs.gaps import LOOK_SECONDS, Look
from syncaty.syncs.work import MakeApi, work
from syncaty.tasks import Handler, Schedule
from syncaty.tasks.prune import prune
from syncaty.tasks.runner import Runner

SCHEDULES = (
    Schedule("check", cron="15 2 * * *"),
    Schedule("prune", cron="45 3 * * *"),
    Schedule("clear_sessions", cron="50 3 * * *"),
    Schedule("forget_files", cron="55 3 * * *"),
    *keeping.SCHEDULES,
    *midnight.SCHEDULES,
    Schedule("wake_syncs", every=30),
    Schedule("look", every=LOOK_SECONDS),
)
"""By UTC: shops of the Gulf are quiet before six in the morning, which is three."""
LONG = frozenset({"sync", "check", "build_segments", "forget_segment"})
"""Tasks that may take minutes or hours; they have threads of their own."""


def handlers(config: Config, dsn: str) -> dict[str, Handler]:
    """Give who does each task; `dsn` reaches the domain tables."""
    keys, oauth = open_keys(config), OAuth(config)
    housekeeper = keeping.Housekeeper(dsn, keys, oauth, config.retention_days)
    return {
        "check": partial(nightly.check, dsn),
        "prune": partial(prune, dsn),
        "turn_days": Midnight(dsn),
        **Rescoring(dsn).handlers(),
        "clear_sessions": partial(nightly.clear_sessions, config.database_url),
        "sync": partial(syncs.sync, dsn, merchant_api(config, dsn, keys, oauth), _pace(config)),
        "wake_syncs": partial(syncs.wake_syncs, dsn),
        "forget_files": partial(syncs.forget_files, dsn),
        **housekeeper.handlers(),
        **watcher(config, dsn, keys, oauth, Http()).handlers(),
        "look": Look(dsn),
        **Builder(dsn).handlers(),
    }


def watcher(config: Config, dsn: str, keys: Keys, oauth: OAuth, http: Http) -> Watcher:
    """Give what watches over stores; it takes its calls from the budget that all share."""

    @contextmanager
    def open_api(store_id: int, token: str | None) -> Iterator[MerchantApi]:
        held = Access(dsn, keys, oauth, store_id)
        with closing(SharedBudget(dsn, store_id)) as budget:
            access = held if token is None else lambda _: token
            yield MerchantApi(config.salla_api_url, access, budget, http)

    return Watcher(dsn, keys, config.public_url, open_api)


def merchant_api(config: Config, dsn: str, keys: Keys, oauth: OAuth) -> MakeApi:
    """Give what makes the API of a store; all stores share one pool of connections."""
    http = Http(Patience(connections=(config.sync_calls + 1) * config.background_tasks))

    def make(store_id: int, budget: Budget) -> MerchantApi:
        return MerchantApi(config.salla_api_url, Access(dsn, keys, oauth, store_id), budget, http)

    return make


def sync_worker(config: Config, dsn: str) -> Callable[[int, int, threading.Event], bool]:
    """Give what works one sync of a store until it ends or is told to stop; see `syncs.work`."""
    api = merchant_api(config, dsn, open_keys(config), OAuth(config))
    return lambda store_id, number, stop: work(dsn, store_id, number, stop, api, _pace(config))


def _pace(config: Config) -> Pace:
    return Pace(calls=config.sync_calls, batch=config.batch_size)


def runner(config: Config, dsn: str) -> Runner:
    """Make the runner of a background process."""
    every = handlers(config, dsn)
    return Runner(dsn, every, SCHEDULES, long=LONG, threads=config.background_tasks)
