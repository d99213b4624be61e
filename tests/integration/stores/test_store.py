from datetime import UTC, datetime

import pytest
from cryptography.fernet import Fernet
from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.stores.lanes import lane_of
from syncaty.stores.secrets import Keys, Secret
from syncaty.stores.statuses import classify, counts_by_default
from syncaty.stores.store import (
    Added,
    StoreError,
    add,
    expire_secret,
    load,
    load_all,
    remove_secret,
)

KEYS = Keys((Fernet.generate_key().decode(),))
Conn = Connection[TupleRow]


def test_a_new_store_has_defaults(conn: Conn) -> None:
    assert add(conn, KEYS, 7, "first") == Added(created=True, secret_added=True, woken=0)
    store = load(conn, KEYS, 7)
    assert store is not None
    assert (store.name, store.timezone, store.strategy) == ("", "Asia/Riyadh", "signature")
    assert (store.currency, store.lane) == (None, lane_of(7))
    assert [held.secret for held in store.secrets] == [Secret("first")]
    assert "first" not in repr(store)


def test_adding_again_adds_the_secret_and_changes_only_what_is_given(conn: Conn) -> None:
    add(conn, KEYS, 7, "first", name="Shop", strategy="token", timezone="Europe/London")
    again = add(conn, KEYS, 7, "second", currency="sar")
    assert again == Added(created=False, secret_added=True, woken=0)
    store = load(conn, KEYS, 7)
    assert store is not None
    assert (store.name, store.strategy, store.timezone) == ("Shop", "token", "Europe/London")
    assert store.currency == "SAR"
    assert [held.secret.value for held in store.secrets] == ["second", "first"]


def test_the_same_secret_is_held_once_and_made_valid_again(conn: Conn) -> None:
    add(conn, KEYS, 7, "first")
    store = load(conn, KEYS, 7)
    assert store is not None
    assert expire_secret(conn, 7, store.secrets[0].id, datetime(2026, 1, 1, tzinfo=UTC))
    assert not add(conn, KEYS, 7, "first").secret_added
    store = load(conn, KEYS, 7)
    assert store is not None
    assert [held.expires_at for held in store.secrets] == [None]


def test_a_secret_is_sealed_in_the_database_and_can_be_removed(conn: Conn) -> None:
    add(conn, KEYS, 7, "first")
    (number, sealed), *more = conn.execute("select id, sealed from store_secrets").fetchall()
    assert not more
    assert "first" not in sealed
    assert not remove_secret(conn, 8, number)
    assert remove_secret(conn, 7, number)
    assert not remove_secret(conn, 7, number)


def test_a_secret_of_a_lost_key_does_not_stop_the_others(conn: Conn) -> None:
    add(conn, KEYS, 7, "lost")
    other = Keys((Fernet.generate_key().decode(),))
    add(conn, other, 8, "kept")
    stores = {
        store.id: [held.secret.value for held in store.secrets] for store in load_all(conn, other)
    }
    assert stores == {7: [], 8: ["kept"]}


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"merchant": 0}, "no store id"),
        ({"merchant": 2**63}, "no store id"),
        ({"secret": "  "}, "secret is empty"),
        ({"strategy": "none"}, "no strategy"),
        ({"timezone": "Mars/Olympus"}, "no time zone"),
        ({"timezone": "../etc/passwd"}, "no time zone"),
        ({"currency": "riyal"}, "no currency"),
    ],
)
def test_bad_values_change_nothing(conn: Conn, values: dict[str, object], message: str) -> None:
    with pytest.raises(StoreError, match=message):
        add(conn, KEYS, **{"merchant": 7, "secret": "s", **values})  # type: ignore[arg-type]
    assert load_all(conn, KEYS) == []


def test_jobs_that_waited_for_the_store_become_due_and_workers_are_told(
    conn: Conn, dsn: str
) -> None:
    insert = (
        "insert into jobs (store_id, id, lane, outcome, event, received_at, due_at)"
        " values (%s, %s, %s, %s, 'order.created', '2026-01-01Z', '2026-01-01Z')"
    )
    conn.execute(insert, (7, 1, None, "waiting_for_store"))
    conn.execute(insert, (8, 2, None, "waiting_for_store"))
    conn.commit()
    with Connection.connect(dsn, autocommit=True) as listener:
        listener.execute("listen jobs")
        assert add(conn, KEYS, 7, "s").woken == 1
        conn.commit()
        told = [note.payload for note in listener.notifies(timeout=60, stop_after=1)]
    assert told == [str(lane_of(7))]
    rows = conn.execute(
        "select id, lane, outcome, due_at > '2026-01-02Z' from jobs order by id"
    ).fetchall()
    assert rows == [(1, lane_of(7), None, True), (2, None, "waiting_for_store", False)]


def test_every_change_of_a_store_is_told(conn: Conn, dsn: str) -> None:
    with Connection.connect(dsn, autocommit=True) as listener:
        listener.execute("listen stores")
        add(conn, KEYS, 7, "s")
        conn.commit()
        assert [note.channel for note in listener.notifies(timeout=60, stop_after=1)] == ["stores"]


def test_the_merchant_decides_whether_a_status_counts(conn: Conn) -> None:
    add(conn, KEYS, 7, "s")
    assert counts_by_default("anything new")
    assert not counts_by_default("canceled")
    assert classify(conn, 7, "canceled", counts=True)
    assert not classify(conn, 7, "canceled", counts=True)
    assert classify(conn, 7, "canceled", counts=False)
    rows = conn.execute("select status, counts, classified from store_statuses").fetchall()
    assert rows == [("canceled", False, True)]
