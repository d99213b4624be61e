"""The statements over jobs must take the ways they were made for, whatever the planner thinks."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg.conninfo import make_conninfo

from syncaty.db.pool import domain_dsn
from syncaty.db.queries import load
from syncaty.jobs.bounds import bounds
from syncaty.jobs.filter import JobFilter
from syncaty.jobs.search import MOST_COUNTED

JOBS = 60_000
STORES = 6
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SQL = load("syncaty.jobs", "search.sql")
SEED = f"""
insert into stores (id, name, lane) select s, 'Shop ' || s, s from generate_series(1, {STORES}) s;
insert into customers (store_id, id, name, mobile, email, version, delivery_id)
select 1 + n % {STORES}, n, 'Customer ' || n, '+9665' || lpad(n::text, 8, '0'),
       'c' || n || '@example.com', '', 0
from generate_series(1, 12000) n;
insert into deliveries (store_id, received_at, body_hash, body, headers, verified_by)
select 1 + n % {STORES}, timestamptz '{NOW}' - (({JOBS} - n) || ' seconds')::interval,
       sha256(n::text::bytea), '{{}}', '{{}}', 'app'
from generate_series(1, {JOBS}) n;
insert into jobs (store_id, id, lane, state, outcome, event, entity, entity_id, reference,
                  customer_id, received_at, due_at, finished_at, error_code)
select d.store_id, d.id, d.store_id, kind.state, kind.outcome, 'order.updated', 'order', d.id / 3,
       'R' || d.id / 3, d.id / 3 % 12000, d.received_at, d.received_at,
       case when kind.state <> 'pending' then d.received_at end,
       case when kind.state = 'failed' then 'bad_total' end
from deliveries d
cross join lateral (
    select case when d.id < 40 then 'failed' when d.id > {JOBS} - 20 then 'pending'
                else 'completed' end as state,
           case when d.id between 40 and {JOBS} - 20 then 'applied' end as outcome
) kind;
analyze jobs; analyze deliveries; analyze customers; analyze stores;
"""  # noqa: S608


@pytest.fixture(scope="module")
def seeded(postgres: str, template: str) -> Iterator[Connection[Any]]:
    with psycopg.connect(postgres, autocommit=True) as admin:
        admin.execute(f"create database plans template {template} strategy file_copy".encode())
    dsn = domain_dsn(make_conninfo(postgres, dbname="plans"), "syncaty")
    with psycopg.connect(dsn) as conn:
        conn.execute(SEED.encode())
        yield conn
    with psycopg.connect(postgres, autocommit=True) as admin:
        admin.execute("drop database plans with (force)")


def nodes(conn: Connection[Any], statement: str, values: dict[str, Any]) -> list[dict[str, Any]]:
    """Run a statement and give the nodes of its plan with what they read."""
    row = conn.execute(
        f"explain (analyze, buffers, format json) {SQL[statement]}".encode(), values, prepare=False
    ).fetchone()
    assert row is not None
    plan: list[dict[str, Any]] = []
    todo = [row[0][0]["Plan"]]
    while todo:
        node = todo.pop()
        plan.append(node)
        todo += node.get("Plans", [])
    return plan


def read(plan: list[dict[str, Any]]) -> int:
    """Give how many rows of jobs a plan touched, those it dropped included."""
    return int(
        sum(
            (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
            for node in plan
            if node.get("Relation Name") == "jobs"
        )
    )


def indexes(plan: list[dict[str, Any]]) -> set[str]:
    return {node["Index Name"] for node in plan if "Index Name" in node}


def page(conn: Connection[Any], wanted: JobFilter) -> list[dict[str, Any]]:
    return nodes(conn, "jobs_page", bounds(conn, wanted) | {"limit": 50})


@pytest.mark.parametrize(
    ("wanted", "most", "index"),
    [
        (JobFilter(), 50, "jobs_newest"),
        (JobFilter(store_id=3), 50, "jobs_pkey"),
        (JobFilter(state="failed"), 50, "jobs_failed_newest"),
        (JobFilter(store_id=3, state="failed"), 50, ""),
        (JobFilter(state="pending"), 60, ""),
        (JobFilter(entity="order:9000"), 10, ""),
        (JobFilter(after=NOW - timedelta(minutes=1)), 400, ""),
        (JobFilter(after=NOW - timedelta(hours=9), before=NOW - timedelta(hours=8)), 400, ""),
        (JobFilter(store_id=3, after=NOW), 400, ""),
    ],
)
def test_a_page_of_jobs_reads_little_more_than_it_shows(
    seeded: Connection[Any], wanted: JobFilter, most: int, index: str
) -> None:
    plan = page(seeded, wanted)
    assert "Seq Scan" not in {
        node["Node Type"] for node in plan if node.get("Relation Name") == "jobs"
    }
    assert read(plan) <= most
    assert not index or index in indexes(plan)


@pytest.mark.parametrize("store_id", [None, 3])
@pytest.mark.parametrize(
    ("statement", "values", "index"),
    [
        (
            "found_by_entity",
            {"kind": None, "number": 9000, "reference": "R9000"},
            "jobs_of_entity",
        ),
        (
            "found_by_entity",
            {"kind": "order", "number": None, "reference": "R9000"},
            "jobs_of_reference",
        ),
        ("found_by_customer", {"customer_id": 9000}, "jobs_of_customer"),
        (
            "found_by_text",
            {"text": "R9000", "number": 9000, "mobile": "+966500000900",
             "email": "c900@example.com", "name": None},
            "customers_by_mobile",
        ),
    ],
)  # fmt: skip
def test_a_search_goes_by_index(
    seeded: Connection[Any],
    statement: str,
    values: dict[str, Any],
    index: str,
    store_id: int | None,
) -> None:
    plan = nodes(seeded, statement, values | {"store_id": store_id, "limit": 1000})
    assert index in indexes(plan)
    assert read(plan) < 200


def test_the_moment_of_a_number_is_found_in_few_steps(seeded: Connection[Any]) -> None:
    plan = nodes(seeded, "first_since", {"at": NOW - timedelta(hours=5)})
    assert read(plan) < 60


def test_states_are_counted_from_the_partial_indexes(seeded: Connection[Any]) -> None:
    values = bounds(seeded, JobFilter(after=NOW - timedelta(minutes=10)))
    plan = nodes(
        seeded, "states", values | {"since": NOW - timedelta(minutes=10), "limit": MOST_COUNTED}
    )
    assert {"jobs_waiting", "jobs_failed"} & indexes(plan)
    assert "Seq Scan" not in {node["Node Type"] for node in plan}
    assert read(plan) < 1200


def test_minutes_read_only_their_window(seeded: Connection[Any]) -> None:
    window = JobFilter(after=NOW - timedelta(minutes=10), before=NOW)
    plan = nodes(
        seeded,
        "minutes",
        bounds(seeded, window) | {"step": timedelta(minutes=1), "limit": MOST_COUNTED},
    )
    assert read(plan) < 1000
    assert "Seq Scan" not in {node["Node Type"] for node in plan}
