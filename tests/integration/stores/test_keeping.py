"""What keeps connections in order: renewals in time, descriptions, retention, keys."""

import threading

import psycopg
import pytest
from cryptography.fernet import Fernet

from syncaty import syncs
from syncaty.clock import utc_now
from syncaty.salla.errors import SallaError
from syncaty.segments import stored
from syncaty.segments.rules.parse import parse_line
from syncaty.segments.stored import Draft
from syncaty.stores import connection, tokens
from syncaty.stores.keeping import SCHEDULES, Housekeeper
from syncaty.stores.reseal import Resealed, reseal
from syncaty.stores.secrets import Secret
from syncaty.tasks import Task
from tests.integration.pipeline.shop import Shop, order
from tests.integration.stores.salla_app import App
from tests.salla_server import MERCHANT


def keeper(app: App, days: int = 0) -> Housekeeper:
    return Housekeeper(app.dsn, app.keys, app.oauth, days)


def task(name: str, store_id: int = MERCHANT) -> Task:
    return Task(name, store_id, "", {}, threading.Event())


def deferred(app: App) -> list[str]:
    found = app.rows("select task_name from procrastinate_jobs order by task_name")
    return [name for (name,) in found]


def test_every_schedule_and_every_own_task_has_a_handler(app: App) -> None:
    handlers = keeper(app).handlers()
    assert {each.name for each in SCHEDULES} <= set(handlers)
    assert {"refresh", "describe"} <= set(handlers)


def test_a_due_pair_is_queued_once_and_renewed(app: App) -> None:
    app.connect()
    app.change("delete from procrastinate_jobs")
    kept = keeper(app)
    kept.refresh_due(task("refresh_due", 0))
    assert deferred(app) == []
    app.change("update store_tokens set issued_at = now() - interval '21 days'")
    for _ in range(2):
        kept.refresh_due(task("refresh_due", 0))
    assert deferred(app) == ["refresh"]
    (at,) = app.rows("select scheduled_at - now() < interval '301 seconds' from procrastinate_jobs")
    assert at[0]
    kept.refresh(task("refresh"))
    assert app.rows("select refreshes from store_tokens") == [(1,)]
    assert deferred(app) == ["describe", "refresh"]
    kept.refresh(task("refresh"))
    assert app.salla.world.grants.refreshed == 1


def test_a_renewal_that_fails_is_left_for_the_next_look(app: App) -> None:
    app.connect()
    app.change("update store_tokens set issued_at = now() - interval '21 days'")
    app.salla.faults.token = "error"
    keeper(app).refresh(task("refresh"))
    assert app.rows("select failures, failure from store_tokens") == [(1, "salla_failed")]
    assert app.rows("select state from stores") == [("connected",)]
    with psycopg.connect(app.dsn) as conn:
        assert tokens.due(conn, utc_now()) == [MERCHANT]


def test_a_store_is_described_and_keeps_the_name_it_has(app: App) -> None:
    app.connect()
    profile = app.salla.store.profile
    app.change("update stores set name = '', plan = null, owner_email = null")
    keeper(app).describe(task("describe"))
    told = app.rows("select name, plan, owner_email from stores")
    assert told == [(profile.name, profile.shown_plan, profile.email)]
    app.change("update stores set name = 'Mine'")
    keeper(app).describe(task("describe"))
    assert app.rows("select name from stores") == [("Mine",)]
    app.salla.faults.user_info_status = 500
    with pytest.raises(SallaError):
        keeper(app).describe(task("describe"))
    app.change("update stores set state = 'disconnected'")
    keeper(app).describe(task("describe"))


def test_retention_removes_everything_of_the_store_and_nothing_of_others(app: App) -> None:
    app.connect()
    app.change(
        "insert into store_invites (store_id, email, digest, invited_by, expires_at)"
        " values (%s, 'a@b', 'x', 1, now())",
        MERCHANT,
    )
    with Shop(app.dsn, 77) as other, Shop(app.dsn, 78) as gone:
        for shop in (other, gone):
            shop.take([{**order(n), "merchant": shop.id} for n in range(1, 40)])
            with psycopg.connect(app.dsn) as conn:
                syncs.create(conn, shop.id, "import", "connected")
                some = parse_line("orders at_least 1")
                stored.create(conn, shop.id, Draft("Some", some), "a@b.example")
        before = counts(app, 77)
        end(app, 78, days=31)
        end(app, MERCHANT, days=29)
        kept = keeper(app, days=30)
        kept.retention(task("retention", 0))
        assert counts(app, 77) == before
        assert set(counts(app, 78)) == {"stores", "store_events"}
        assert app.rows("select owner_email is null, purged_at is null from stores where id = 78")
        assert app.kinds(78) == ["data_removed"]
        assert "store_secrets" in counts(app, MERCHANT)
        kept.retention(task("retention", 0))
        assert app.kinds(78) == ["data_removed"]
        gone.take([{**order(1), "merchant": 78}])
        kept.retention(task("retention", 0))
        assert set(counts(app, 78)) == {"stores", "store_events"}


def test_retention_of_zero_days_keeps_all(app: App) -> None:
    app.connect()
    end(app, MERCHANT, days=3000)
    keeper(app, days=0).retention(task("retention", 0))
    assert "store_secrets" in counts(app, MERCHANT)


def test_a_removed_store_comes_back_empty_with_its_members(app: App) -> None:
    app.connect()
    end(app, MERCHANT, days=31)
    keeper(app, days=30).retention(task("retention", 0))
    assert app.rows("select purged_at is not null, owner_email from stores") == [(True, None)]
    again = app.connect().connected
    assert again.before == "uninstalled"
    assert app.rows("select purged_at, state from stores") == [(None, "connected")]
    with app.open() as conn:
        assert connection.webhook_secret(conn, app.keys, MERCHANT).value


def test_retention_leaves_between_two_steps_when_told_to_stop(app: App) -> None:
    app.connect()
    end(app, MERCHANT, days=31)
    stopped = task("retention", 0)
    stopped.stop.set()
    keeper(app, days=30).retention(stopped)
    assert "store_secrets" in counts(app, MERCHANT)


def test_everything_is_sealed_anew_with_the_newest_key(app: App) -> None:
    app.connect()
    token = tokens.access_token(app.dsn, app.keys, app.oauth, MERCHANT)
    app.change(
        "insert into deliveries (store_id, body_hash, body, headers, verified_by, sealed)"
        " values (5, 'x', '', '{}', 'app', %s)",
        app.keys.seal(Secret("a body")),
    )
    lost = Fernet.generate_key().decode()
    old, new = app.keys_texts[0], Fernet.generate_key().decode()
    with psycopg.connect(app.dsn, autocommit=True) as conn:
        app.keys_texts = (new, old)
        assert reseal(conn, app.keys) == Resealed(anew=4)
        app.keys_texts = (new,)
        assert reseal(conn, app.keys) == Resealed(already=4)
        assert tokens.access_token(app.dsn, app.keys, app.oauth, MERCHANT) == token
        app.keys_texts = (lost,)
        assert reseal(conn, app.keys) == Resealed(unreadable=4)
    app.keys_texts = (new,)
    ((sealed,),) = app.rows("select sealed from deliveries where store_id = 5")
    assert app.keys.unseal(sealed).value == "a body"


def end(app: App, store_id: int, days: int) -> None:
    app.change(
        "update stores set state = 'uninstalled', state_at = now() - %s * interval '1 day'"
        " where id = %s",
        days,
        store_id,
    )


def counts(app: App, store_id: int) -> dict[str, int]:
    """Give the number of rows in every table that holds something of a store."""
    tables = app.rows(
        "select table_name from information_schema.columns join information_schema.tables"
        " using (table_schema, table_name) where table_schema = 'syncaty'"
        " and column_name = 'store_id' and table_type = 'BASE TABLE'"
    )
    assert len(tables) > 20
    found = {"stores": app.rows("select count(*) from stores where id = %s", store_id)[0][0]}
    for (table,) in tables:
        statement = f"select count(*) from {table} where store_id = %s"  # noqa: S608
        found[table] = app.rows(statement, store_id)[0][0]
    return {table: count for table, count in found.items() if count}
