"""What is looked at every few minutes must not read through a store's past."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg.conninfo import make_conninfo
from psycopg.types.json import Jsonb

from syncaty.db.pool import domain_dsn
from syncaty.db.queries import load
from syncaty.stores.noticing import REFUSED, RUN
from syncaty.stores.rhythm import Rhythm

ROWS, STORES = 30_000, 6
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SQL = load("syncaty.stores", "watches.sql")
SEED = f"""
insert into stores (id, name, lane, state, state_at)
select s, 'Shop ' || s, s, 'connected', timestamptz '{NOW}' - interval '1 year'
from generate_series(1, {STORES}) s;
insert into store_watches (store_id) select id from stores;
insert into jobs (store_id, id, lane, state, outcome, event, received_at, due_at, finished_at)
select 1 + n % {STORES}, n, 1, 'completed', 'applied', 'order.updated', at, at, at
from generate_series(1, {ROWS}) n,
     lateral (select timestamptz '{NOW}' - (({ROWS} - n) || ' minutes')::interval as at) t;
insert into refusals (store_id, received_at, reason, status, body, body_size, headers)
select 1 + n % {STORES}, timestamptz '{NOW}' - (({ROWS} - n) || ' seconds')::interval,
       'signature_wrong', 401, '{{}}', 2, '{{}}'
from generate_series(1, {ROWS}) n;
insert into intake_minutes
select timestamptz '{NOW}' - (n || ' minutes')::interval from generate_series(0, 43200) n;
analyze jobs; analyze refusals; analyze stores; analyze intake_minutes; analyze store_watches;
"""  # noqa: S608


@pytest.fixture(scope="module")
def seeded(postgres: str, template: str) -> Iterator[Connection[Any]]:
    name = "watch_plans"
    with psycopg.connect(postgres, autocommit=True) as admin:
        admin.execute(f"create database {name} template {template} strategy file_copy".encode())
    with psycopg.connect(domain_dsn(make_conninfo(postgres, dbname=name), "syncaty")) as conn:
        conn.execute(SEED.encode())
        habit = Rhythm("Asia/Riyadh", (1.0,) * 168, 1.0, 100)
        conn.execute("update store_watches set rhythm = %s", [Jsonb(habit.as_json())])
        conn.commit()
        yield conn
    with psycopg.connect(postgres, autocommit=True) as admin:
        admin.execute(f"drop database {name} with (force)".encode())


def rows_read(conn: Connection[Any], name: str, table: str, **values: object) -> float:
    """Give how many rows of a table a statement reads, those it drops included; then undo it."""
    explain = f"explain (analyze, format json) {SQL[name]}"
    found = conn.execute(explain.encode(), values).fetchone()
    conn.rollback()
    assert found is not None
    plan = found[0] if isinstance(found[0], list) else json.loads(found[0])
    return sum(
        _read(node) for node in _nodes(plan[0]["Plan"]) if node.get("Relation Name") == table
    )


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for inner in node.get("Plans", ()):
        yield from _nodes(inner)


def _read(node: dict[str, Any]) -> float:
    dropped = node.get("Rows Removed by Filter", 0)
    return float(node["Actual Loops"] * (node["Actual Rows"] + dropped))


def test_silences_need_one_webhook_of_each_store(seeded: Connection[Any]) -> None:
    assert rows_read(seeded, "silent_stores", "jobs") == STORES


def test_refusals_need_the_newest_of_each_store(seeded: Connection[Any]) -> None:
    values = {"now": NOW, "reasons": list(REFUSED), "least": RUN}
    assert 0 < rows_read(seeded, "refused_stores", "refusals", **values) <= 200 * STORES


def test_what_was_accepted_is_looked_for_among_the_newest(seeded: Connection[Any]) -> None:
    values = {"store_id": 3, "since": NOW - timedelta(days=1)}
    assert 0 < rows_read(seeded, "accepted_since", "jobs", **values) <= 1000


def test_only_what_came_since_the_last_count_is_counted(seeded: Connection[Any]) -> None:
    values = {
        "store_id": 3,
        "counted_to": ROWS - 60 * STORES,
        "since": NOW - timedelta(weeks=8),
        "now": NOW,
    }
    assert 0 < rows_read(seeded, "hours_count", "jobs", **values) <= 2 * 61


def test_a_page_asks_for_one_webhook(seeded: Connection[Any]) -> None:
    assert rows_read(seeded, "watch_state", "jobs", store_id=3) == 1
