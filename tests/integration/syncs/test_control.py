"""Syncs are made once, show in Jobs, and are paused, resumed and cancelled by people."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from cryptography.fernet import Fernet
from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty import syncs, wiring
from syncaty.jobs.detail import job_detail
from syncaty.jobs.retry import retry
from syncaty.jobs.worker import Worker, unsettled
from syncaty.stores.secrets import Keys

Conn = Connection[TupleRow]
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def held(conn: Conn, store: int, sync_id: int) -> syncs.Progress:
    found = syncs.progress(conn, store, sync_id)
    assert found is not None
    return found


def test_a_sync_is_a_job_that_no_worker_claims(conn: Conn, store: int) -> None:
    made = syncs.create(conn, store, "import", "asked", asked_by="me@example.com")
    detail = job_detail(conn, store, made)
    assert detail is not None
    assert (detail.job.event, detail.job.state) == ("syncaty.import", "pending")
    assert unsettled(conn) == (0, 0)
    progress = held(conn, store, made)
    assert [part.name for part in progress.parts] == ["products", "orders", "customers"]
    assert (progress.state, progress.done, progress.total) == ("waiting", 0, None)
    queued = conn.execute("select args from procrastinate_jobs").fetchall()
    assert [row[0]["arguments"] for row in queued] == [{"sync_id": made}]


def test_the_open_one_is_given_again(conn: Conn, store: int) -> None:
    first = syncs.create(conn, store, "import", "asked")
    assert syncs.create(conn, store, "import", "connected") == first
    assert syncs.create(conn, store, "repair", "nightly", since=NOON) != first
    assert [each.kind for each in syncs.listing(conn, store)] == ["repair", "import"]


def test_an_open_repair_grows_to_the_window_asked_for(conn: Conn, store: int) -> None:
    made = syncs.create(conn, store, "repair", "outage", since=NOON, until=NOON)
    earlier, later = NOON - timedelta(hours=2), NOON + timedelta(hours=2)
    assert syncs.create(conn, store, "repair", "asked", since=earlier, until=later) == made
    progress = held(conn, store, made)
    assert (progress.since, progress.until) == (earlier, later)


def test_pause_resume_cancel(conn: Conn, store: int) -> None:
    made = syncs.create(conn, store, "import", "asked")
    syncs.pause(conn, store, made, "me")
    assert held(conn, store, made).state == "paused"
    with pytest.raises(syncs.SyncError, match="is paused"):
        syncs.pause(conn, store, made, "me")
    syncs.resume(conn, store, made, "me")
    assert held(conn, store, made).state == "waiting"
    syncs.cancel(conn, store, made, "me")
    assert held(conn, store, made).state == "cancelled"
    detail = job_detail(conn, store, made)
    assert detail is not None
    assert (detail.job.state, detail.job.outcome) == ("completed", "cancelled")
    assert [each.action for each in detail.actions] == ["cancel", "resume", "pause"]
    assert [each["label"] for each in detail.job.changes] == ["products", "orders", "customers"]
    assert syncs.create(conn, store, "import", "asked") != made


def test_what_cannot_be_asked_for(conn: Conn, store: int) -> None:
    with pytest.raises(syncs.SyncError, match="no store 42"):
        syncs.create(conn, 42, "import", "asked")
    with pytest.raises(syncs.SyncError, match="moment"):
        syncs.create(conn, store, "repair", "asked")
    with pytest.raises(syncs.SyncError, match="no sync 42"):
        syncs.cancel(conn, store, 42, "me")


def test_a_sync_left_alone_is_queued_again(conn: Conn, store: int) -> None:
    made = syncs.create(conn, store, "import", "asked")
    assert syncs.wake(conn) == 0
    conn.execute("delete from procrastinate_jobs")
    conn.execute("update syncs set state = 'running', seen_at = now() - interval '2 minutes'")
    assert syncs.wake(conn) == 1
    assert held(conn, store, made).state == "waiting"
    refused = "update syncs set state = 'paused', error_code = 'needs_reconnect'"
    conn.execute(refused)
    conn.execute("update stores set state = 'needs_reconnect'")
    assert syncs.wake(conn) == 0
    conn.execute("update stores set state = 'connected'")
    assert syncs.wake(conn) == 1


def test_running_its_job_again_asks_for_a_new_sync(conn: Conn, dsn: str, store: int) -> None:
    made = syncs.create(conn, store, "repair", "nightly", since=NOON)
    syncs.cancel(conn, store, made, "me")
    conn.commit()
    assert retry(conn, [made], "me", store) == 1
    conn.commit()
    with psycopg.connect(dsn, autocommit=True) as other:
        Worker(dsn, wiring.applier(Keys((Fernet.generate_key().decode(),)))).work_all_due(other)
    newest = syncs.listing(conn, store)[0]
    assert newest.id != made
    assert (newest.kind, newest.since, newest.state) == ("repair", NOON, "waiting")
    detail = job_detail(conn, store, made)
    assert detail is not None
    assert (detail.job.state, detail.job.outcome) == ("completed", "applied")
    assert [each["label"] for each in detail.job.changes] == ["orders", "products", "customers"]
