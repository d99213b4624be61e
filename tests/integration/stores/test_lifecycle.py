"""Easy mode: the app's own events, by real intake and a real worker, in whatever order."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import psycopg
import pytest
from cryptography.fernet import Fernet

from syncaty import config as settings
from syncaty import wiring
from syncaty.jobs import retry
from syncaty.jobs.worker import Worker
from syncaty.stores import connection, tokens
from syncaty.stores.lanes import lane_of
from syncaty.stores.secrets import Keys, Secret
from tests.integration.intake.running import APP_SECRET, Intake, serving

SHOP = 900
TIMES = {f"t{n}": datetime(2026, 1, 15, 7 + n, 30, tzinfo=UTC) for n in range(6)}
SCOPES = "settings.read orders.read webhooks.read_write offline_access"
PAYLOADS = Path(__file__).parents[4] / "shared" / "salla" / "payloads"


def event(name: str, at: datetime, merchant: int = SHOP, **data: object) -> bytes:
    """Give an event of the app, whose time names no zone."""
    said = at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    envelope = {"event": name, "merchant": merchant, "created_at": said}
    return json.dumps({**envelope, "data": {"id": 1, "store_type": "demo", **data}}).encode()


def authorize(name: str, at: datetime, merchant: int = SHOP) -> bytes:
    expires = int((datetime.now(UTC) + timedelta(days=14)).timestamp())
    pair = {"access_token": f"access-{name}", "refresh_token": f"refresh-{name}"}
    more = {"expires": expires, "scope": SCOPES, "token_type": "bearer"}
    return event("app.store.authorize", at, merchant, **pair, **more)


def order(merchant: int = SHOP, number: int = 5) -> bytes:
    data: dict[str, Any] = {
        "id": number,
        "date": {"date": "2026-01-15 10:30:00.000000", "timezone": "Asia/Riyadh"},
        "status": {"id": 1, "slug": "under_review", "name": "new"},
        "amounts": {"total": {"amount": 100, "currency": "SAR"}},
        "items": [],
    }
    envelope = {"event": "order.created", "merchant": merchant}
    at = "Thu Jan 15 2026 10:30:00 GMT+0300"
    return json.dumps({**envelope, "created_at": at, "data": data}).encode()


class Easy:
    """An installation in easy mode: its intake and its worker."""

    def __init__(self, intake: Intake) -> None:
        self.intake = intake
        self.keys = intake.keys

    def take(self, *bodies: bytes) -> None:
        """Take events in and work them, one after the other."""
        for body in bodies:
            assert self.intake.post(body, APP_SECRET).status_code == 200
            self.work()

    def work(self) -> None:
        worker = Worker(self.intake.dsn, wiring.applier(self.keys))
        with psycopg.connect(self.intake.dsn, autocommit=True) as conn:
            while worker.work_all_due(conn):
                pass

    def held(self, merchant: int = SHOP) -> connection.Connection:
        with psycopg.connect(self.intake.dsn) as conn:
            found = connection.connection(conn, merchant)
        assert found is not None
        return found

    def token(self, merchant: int = SHOP) -> str | None:
        with psycopg.connect(self.intake.dsn) as conn:
            held = tokens.held_token(conn, self.keys, merchant)
        return held[1] if held else None

    def jobs(self, merchant: int = SHOP) -> list[tuple[Any, ...]]:
        return self.intake.query(
            "select event, state, outcome from jobs where store_id = %s and event not like"
            " 'syncaty.%%' order by id",
            merchant,
        )


@pytest.fixture
def easy(database_url: str, dsn: str, tmp_path: Path) -> Iterator[Easy]:
    values = {
        "DATABASE_URL": database_url,
        "SYNCATY_DATA_DIR": str(tmp_path),
        "SYNCATY_APP_SECRET": APP_SECRET,
        "SYNCATY_SALLA_MODE": "easy",
    }
    with serving(settings.load(values), dsn) as intake:
        yield Easy(intake)


def test_an_unknown_store_is_connected_by_its_authorisation_and_what_waited_is_applied(
    easy: Easy,
) -> None:
    easy.take(event("app.installed", TIMES["t0"]), order())
    assert easy.jobs() == [
        ("app.installed", "pending", "waiting_for_store"),
        ("order.created", "pending", "waiting_for_store"),
    ]
    easy.take(authorize("A", TIMES["t0"]))
    assert easy.jobs() == [
        ("app.installed", "completed", "applied"),
        ("order.created", "completed", "applied"),
        ("app.store.authorize", "completed", "applied"),
    ]
    held = easy.held()
    assert (held.state, held.store_type, held.scopes) == ("connected", "demo", SCOPES.split())
    assert held.authorized_at == TIMES["t0"]
    assert easy.token() == "access-A"
    assert easy.intake.query("select id from orders") == [(5,)]
    deferred = easy.intake.query("select task_name from procrastinate_jobs order by 1")
    assert deferred == [("describe",), ("subscribe",), ("sync",)]
    assert easy.intake.query("select kind, reason from syncs") == [("import", "connected")]
    kinds = easy.intake.query("select kind from store_events order by id")
    assert kinds == [("connected",), ("installed",)]


def test_a_job_tells_what_it_changed_and_never_a_token(easy: Easy) -> None:
    easy.take(authorize("A", TIMES["t0"]))
    ((changes,),) = easy.intake.query("select changes from jobs where event like 'app.%%'")
    state = {"state": [None, "connected"], "scopes": [None, SCOPES]}
    shown = {"kind": "store", "id": str(SHOP), "label": "", "new": True, "fields": state}
    assert changes == [shown]
    easy.take(event("app.uninstalled", TIMES["t1"]))
    ((changes,),) = easy.intake.query("select changes from jobs where event = 'app.uninstalled'")
    assert changes[0]["fields"] == {"state": ["connected", "uninstalled"]}


def test_raw_tokens_lie_nowhere_in_clear_and_sealed_only_until_they_are_applied(
    easy: Easy,
) -> None:
    body = authorize("A", TIMES["t0"])
    assert easy.intake.post(body, APP_SECRET).status_code == 200
    ((kept, sealed),) = easy.intake.query("select body, sealed from deliveries")
    assert b"access-A" not in kept
    assert "access-A" not in sealed
    assert easy.keys.unseal(sealed).value.encode() == body
    easy.work()
    assert easy.intake.query("select sealed from deliveries where sealed is not null") == []
    tables = easy.intake.query(
        "select table_name from information_schema.tables where table_schema = 'syncaty'"
        " and table_type = 'BASE TABLE'"
    )
    for (table,) in tables:
        for row in easy.intake.query(f"select t::text from {table} t"):  # noqa: S608
            assert "access-A" not in row[0]
            assert b"access-A".hex() not in row[0]


def test_any_order_of_the_same_events_ends_the_same(easy: Easy) -> None:
    def story(merchant: int) -> list[bytes]:
        return [
            authorize("A", TIMES["t0"], merchant),
            event("app.uninstalled", TIMES["t1"], merchant),
            authorize("B", TIMES["t2"], merchant),
            order(merchant),
        ]

    for number, turns in enumerate(permutations(range(4))):
        merchant = 1000 + number
        bodies = story(merchant)
        easy.take(*(bodies[turn] for turn in turns))
        assert easy.held(merchant).state == "connected", turns
        assert easy.token(merchant) == "access-B", turns
        assert easy.jobs(merchant)
        assert all(state == "completed" for _, state, _ in easy.jobs(merchant)), turns


def test_the_last_uninstall_counts_whatever_comes_after_it(easy: Easy) -> None:
    def story(merchant: int) -> list[bytes]:
        return [
            authorize("A", TIMES["t0"], merchant),
            authorize("B", TIMES["t2"], merchant),
            event("app.uninstalled", TIMES["t3"], merchant),
            event("app.uninstalled", TIMES["t1"], merchant, refunded=True),
        ]

    for number, turns in enumerate(permutations(range(4))):
        merchant = 2000 + number
        bodies = story(merchant)
        easy.take(*(bodies[turn] for turn in turns))
        assert easy.held(merchant).state == "uninstalled", turns
        assert easy.token(merchant) is None, turns


def test_an_uninstalled_store_keeps_its_data_and_comes_back_whole(easy: Easy) -> None:
    easy.take(authorize("A", TIMES["t0"]), order(), event("app.uninstalled", TIMES["t1"]))
    with pytest.raises(tokens.NoAccessError):
        tokens.access_token(easy.intake.dsn, easy.keys, None, SHOP)  # type: ignore[arg-type]
    easy.take(order(number=6))
    assert easy.intake.query("select id from orders order by id") == [(5,), (6,)]
    secrets = easy.intake.query("select id, sealed from store_secrets")
    easy.intake.change("update syncs set state = 'completed'")
    easy.take(authorize("B", TIMES["t2"]))
    assert easy.held().state == "connected"
    assert easy.intake.query("select id, sealed from store_secrets") == secrets
    assert easy.intake.query("select kind, reason, since from syncs order by id") == [
        ("import", "connected", None),
        ("repair", "connected", TIMES["t1"]),
    ]


def test_a_disconnected_store_heeds_a_later_authorisation_only(easy: Easy) -> None:
    easy.take(authorize("A", TIMES["t0"]))
    with psycopg.connect(easy.intake.dsn) as conn:
        assert connection.disconnect(conn, SHOP, "mona@example.com", TIMES["t3"])
    easy.take(authorize("B", TIMES["t2"]))
    assert easy.held().state == "disconnected"
    assert easy.jobs()[-1] == ("app.store.authorize", "completed", "superseded")
    easy.take(authorize("C", TIMES["t4"]))
    assert (easy.held().state, easy.token()) == ("connected", "access-C")


def test_an_authorisation_run_again_does_not_put_spent_tokens_back(easy: Easy) -> None:
    easy.take(authorize("A", TIMES["t0"]))
    easy.intake.change("update store_tokens set access = %s", easy.keys.seal(Secret("new")))
    ((job,),) = easy.intake.query("select id from jobs where event = 'app.store.authorize'")
    with psycopg.connect(easy.intake.dsn) as conn:
        retry.retry(conn, [job], "mona@example.com")
    easy.work()
    assert easy.token() == "new"
    assert easy.jobs()[0][1] == "completed"


def test_of_two_authorisations_in_one_second_the_one_that_came_last_counts(easy: Easy) -> None:
    easy.take(authorize("A", TIMES["t0"]), authorize("B", TIMES["t0"]))
    assert easy.token() == "access-B"
    assert [outcome for _, _, outcome in easy.jobs()] == ["applied", "applied"]
    easy.take(authorize("B", TIMES["t0"]) + b"\n")
    assert easy.jobs()[-1][2] == "superseded", "the same tokens once more"
    easy.intake.change("update store_tokens set refreshes = 1, source = 'refresh'")
    easy.take(authorize("C", TIMES["t0"]))
    assert easy.token() == "access-B"


def test_the_subscription_of_the_app_is_kept_in_any_order(easy: Easy) -> None:
    def story(merchant: int) -> list[bytes]:
        paid = {"item_type": "plan", "plan_name": "Gold", "end_date": "2026-03-01T00:00:00.000Z"}
        return [
            event("app.trial.started", TIMES["t0"], merchant, plan_name="Trial"),
            event("app.subscription.started", TIMES["t1"], merchant, **paid),
            event("app.trial.expired", TIMES["t2"], merchant, plan_name="Trial"),
            event("app.subscription.started", TIMES["t3"], merchant, item_type="addon"),
        ]

    for number, turns in enumerate(permutations(range(4))):
        merchant = 3000 + number
        bodies = story(merchant)
        easy.take(authorize("A", TIMES["t0"], merchant), *(bodies[turn] for turn in turns))
        held = easy.held(merchant)
        assert (held.app_plan, held.app_plan_state) == ("Gold", "active"), turns
        assert held.app_plan_ends_at == datetime(2026, 3, 1, tzinfo=UTC), turns
    easy.take(event("app.subscription.expired", TIMES["t4"], merchant, plan_name="Gold"))
    assert easy.held(merchant).app_plan_state == "expired"


def test_only_the_app_vouches_for_its_events(easy: Easy) -> None:
    easy.intake.add_store(SHOP, "the store's own")
    body = authorize("A", TIMES["t0"])
    assert easy.intake.post(body, "the store's own").status_code == 200
    assert easy.intake.query("select sealed from deliveries") == [(None,)]
    easy.work()
    assert easy.jobs() == [("app.store.authorize", "completed", "ignored")]
    assert easy.held().state == "needs_reconnect"
    removal = event("app.uninstalled", TIMES["t1"])
    assert easy.intake.post(removal, "the store's own").status_code == 200
    easy.work()
    assert easy.held().state == "needs_reconnect"


def test_a_store_that_was_given_the_apps_secret_is_connected_too(easy: Easy) -> None:
    easy.intake.add_store(SHOP, APP_SECRET)
    easy.take(authorize("A", TIMES["t0"]))
    assert easy.held().state == "connected"


def test_tokens_that_cannot_be_opened_are_told_and_wait_for_their_key(easy: Easy) -> None:
    body = authorize("A", TIMES["t0"])
    assert easy.intake.post(body, APP_SECRET).status_code == 200
    right, easy.keys = easy.keys, Keys((Fernet.generate_key().decode(),))
    easy.work()
    assert easy.jobs() == [("app.store.authorize", "failed", "tokens_unreadable")]
    assert easy.intake.query("select count(*) from stores") == [(0,)]
    ((job,),) = easy.intake.query("select id from jobs")
    with psycopg.connect(easy.intake.dsn) as conn:
        retry.retry(conn, [job], "mona@example.com")
    easy.keys = right
    easy.work()
    assert easy.held().state == "connected"


def test_an_authorisation_without_tokens_changes_nothing(easy: Easy) -> None:
    easy.take(event("app.store.authorize", TIMES["t0"], scope=SCOPES))
    assert easy.jobs() == [("app.store.authorize", "failed", "tokens_unreadable")]
    assert easy.intake.query("select count(*) from stores") == [(0,)]


def test_riyadh_times_are_told_from_utc(easy: Easy) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    easy.take(authorize("A", now + timedelta(hours=3)))
    assert easy.held().authorized_at == now
    easy.take(event("app.uninstalled", now + timedelta(hours=3, minutes=-5)))
    assert easy.held().state == "connected"


def test_events_of_one_batch_are_applied_together(easy: Easy) -> None:
    easy.intake.add_store(SHOP, "own")
    for body in (order(), authorize("A", TIMES["t0"]), order(number=6)):
        assert easy.intake.post(body, APP_SECRET).status_code == 200
    easy.work()
    assert [(state, outcome) for _, state, outcome in easy.jobs()] == [("completed", "applied")] * 3
    assert easy.intake.query("select count(*) from orders") == [(2,)]
    lanes = easy.intake.query("select distinct lane from jobs where event not like 'syncaty.%%'")
    assert lanes == [(lane_of(SHOP),)]


def test_app_feedback_and_settings_are_kept_and_ignored(easy: Easy) -> None:
    easy.take(authorize("A", TIMES["t0"]))
    for name in ("app.feedback.created", "app.settings.updated", "app.updated"):
        easy.take(event(name, TIMES["t1"]))
    assert easy.jobs()[1:] == [
        ("app.feedback.created", "completed", "ignored"),
        ("app.settings.updated", "completed", "ignored"),
        ("app.updated", "completed", "applied"),
    ]


@pytest.mark.skipif(not PAYLOADS.is_dir(), reason="the published payloads are not here")
def test_the_published_app_events_are_applied(easy: Easy) -> None:
    files = sorted(PAYLOADS.glob("app.*.json"), key=lambda file: "authorize" not in file.name)
    bodies = [file.read_bytes() for file in files]
    assert len(bodies) == 5
    easy.take(*bodies)
    merchant = json.loads(bodies[0])["merchant"]
    assert all(state == "completed" for _, state, _ in easy.jobs(merchant))
    held = easy.held(merchant)
    assert (held.state, held.app_plan_state) == ("connected", "active")
