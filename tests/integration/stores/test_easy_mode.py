"""Easy mode against the stand-in Salla: install, call, uninstall, install again."""

import threading
import time
from pathlib import Path

import psycopg

from syncaty import config as settings
from syncaty import wiring
from syncaty.jobs.worker import Worker
from syncaty.salla.oauth import OAuth
from syncaty.stores import connection, tokens
from syncaty.stores.keeping import Housekeeper
from syncaty.tasks import Task
from tests.integration.intake.running import Intake, serving, until
from tests.salla_server import MERCHANT, Salla


def arrive(intake: Intake, event: str, count: int) -> None:
    """Wait until so many events of a name are here, and apply what is due."""
    statement = "select id from jobs where event = %s"
    until(lambda: intake.query(statement, event), lambda rows: len(rows) == count)
    worker = Worker(intake.dsn, wiring.applier(intake.keys))
    with psycopg.connect(intake.dsn, autocommit=True) as conn:
        while worker.work_all_due(conn):
            pass


def held(intake: Intake) -> connection.Connection:
    with psycopg.connect(intake.dsn) as conn:
        found = connection.connection(conn, MERCHANT)
    assert found is not None
    return found


def next_second() -> None:
    """Wait until the clock shows another second: app events tell no finer time."""
    now = int(time.time())
    until(lambda: int(time.time()), lambda shown: shown > now)


def test_a_store_comes_goes_and_comes_back(
    salla: Salla, database_url: str, dsn: str, tmp_path: Path
) -> None:
    values = {
        **salla.environment(),
        "DATABASE_URL": database_url,
        "SYNCATY_DATA_DIR": str(tmp_path),
        "SYNCATY_SALLA_MODE": "easy",
        "SYNCATY_PUBLIC_URL": "http://127.0.0.1:1",
    }
    config = settings.load(values)
    with serving(config, dsn) as intake:
        salla.settings.easy = True
        salla.settings.app_url = f"{intake.client.base_url}/webhooks/salla"
        oauth = OAuth(config)
        try:
            keeper = Housekeeper(dsn, intake.keys, oauth)
            salla.world.install(MERCHANT)
            arrive(intake, "app.installed", 1)
            arrive(intake, "app.store.authorize", 1)
            assert held(intake).state == "connected"
            token = tokens.access_token(dsn, intake.keys, oauth, MERCHANT)
            assert salla.world.grants.holder(token) is not None
            keeper.describe(Task("describe", MERCHANT, "", {}, threading.Event()))
            assert held(intake).name == salla.store.profile.name

            next_second()
            salla.world.uninstall(MERCHANT)
            arrive(intake, "app.uninstalled", 1)
            assert held(intake).state == "uninstalled"
            assert intake.query("select count(*) from store_tokens") == [(0,)]

            next_second()
            salla.world.install(MERCHANT)
            arrive(intake, "app.store.authorize", 2)
            assert held(intake).state == "connected"
            again = tokens.access_token(dsn, intake.keys, oauth, MERCHANT)
            assert salla.world.grants.holder(again) is not None
            assert again != token
            assert intake.query("select count(*) from stores") == [(1,)]
        finally:
            oauth.close()
