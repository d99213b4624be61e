"""Applying a batch must cost by its size and by what it moves, never by the size of the store."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg.conninfo import make_conninfo
from psycopg.rows import TupleRow
from psycopg.types.json import Json

from syncaty.db.pool import domain_dsn
from syncaty.db.queries import load
from syncaty.rfm.columns import worded
from syncaty.rfm.edges import find_edges
from syncaty.segments.classic import CLASSIC

STORE, LANE = 1, 7
BUYERS = 60_000
DONE, WAITING, BATCH = 60_000, 20_000, 500
JOBS = load("syncaty.jobs")
SEED = f"""
insert into stores (id, lane) values ({STORE}, {LANE}), (2, {LANE});
insert into customer_rfm (store_id, customer_id, orders, spent, first_order_on, last_order_on,
                          r, f, m, segment, frequency, monetary)
select {STORE}, n, 1 + n % 9, n + 0.25, date '2024-01-01', date '2024-01-01' + n % 900, 3, 3, 3,
       'loyal', 1 + n % 9, n + 0.25
from generate_series(1, {BUYERS}) n;
insert into deliveries (store_id, body_hash, body, headers, verified_by)
select case when n % 5 = 0 then 2 else {STORE} end, sha256(n::text::bytea), '{{}}', '{{}}', '1'
from generate_series(1, {DONE} + {WAITING}) n;
insert into jobs (store_id, id, lane, state, event, received_at, due_at, finished_at)
select store_id, id, {LANE}, case when id <= {DONE} then 'completed' else 'pending' end,
       'order.updated', received_at, received_at, case when id <= {DONE} then received_at end
from deliveries;
analyze;
"""  # noqa: S608


@pytest.fixture(scope="module")
def seeded(postgres: str, template: str) -> Iterator[Connection[TupleRow]]:
    name = "pipeline_plans"
    with psycopg.connect(postgres, autocommit=True) as admin:
        admin.execute(f"create database {name} template {template} strategy file_copy".encode())
    with psycopg.connect(domain_dsn(make_conninfo(postgres, dbname=name), "syncaty")) as conn:
        conn.execute(SEED.encode())
        conn.commit()
        yield conn
    with psycopg.connect(postgres, autocommit=True) as admin:
        admin.execute(f"drop database {name} with (force)".encode())


def rfm(name: str, windowed: bool, file: str = "queries.sql") -> str:
    return worded(name, windowed=windowed, file=file).decode()


def nodes(conn: Connection[TupleRow], statement: str, **values: object) -> list[dict[str, Any]]:
    """Run a statement, undo it, and give the nodes of its plan with what they read."""
    with conn.transaction(force_rollback=True):
        row = conn.execute(
            f"explain (analyze, format json) {statement}".encode(), values, prepare=False
        ).fetchone()
    assert row is not None
    plan: list[dict[str, Any]] = []
    todo = [row[0][0]["Plan"]]
    while todo:
        node = todo.pop()
        plan.append(node)
        todo += node.get("Plans", [])
    return plan


def read(plan: list[dict[str, Any]], table: str) -> int:
    """Give how many rows of a table were touched, those dropped at once included."""
    assert "Seq Scan" not in {n["Node Type"] for n in plan if n.get("Relation Name") == table}
    return int(
        sum(
            (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
            for node in plan
            if node.get("Relation Name") == table and "Operation" not in node
        )
    )


def test_a_claim_reads_one_batch_of_each_store(seeded: Connection[TupleRow]) -> None:
    plan = nodes(seeded, JOBS["jobs_claim"], lane=LANE, batch=BATCH)
    assert read(plan, "jobs") <= 2 * BATCH + 4
    assert read(plan, "deliveries") <= BATCH


def test_lanes_are_found_by_a_probe_per_store(seeded: Connection[TupleRow]) -> None:
    assert read(nodes(seeded, JOBS["lanes_waiting"]), "jobs") <= 4


def test_jobs_are_completed_by_their_key(seeded: Connection[TupleRow]) -> None:
    rows = [{"store_id": STORE, "id": DONE + n, "outcome": "applied"} for n in (1, 2, 3)]
    values = {"started_at": date(2024, 1, 1), "rows": Json(rows)}
    assert read(nodes(seeded, JOBS["jobs_complete"], **values), "jobs") <= 3


@pytest.mark.parametrize("windowed", [False, True])
def test_who_an_edge_passed_over_is_found_in_its_range(
    seeded: Connection[TupleRow], windowed: bool
) -> None:
    values = {
        "r_low": [date(2024, 3, 1)],
        "r_high": [date(2024, 3, 2)],
        "f_low": [],
        "f_high": [],
        "m_low": [Decimal(100), Decimal(900)],
        "m_high": [Decimal(120), Decimal(930)],
        "most": 2001,
    }
    plan = nodes(seeded, rfm("reached", windowed), store_id=STORE, **values)
    assert read(plan, "customer_rfm") <= 67 + 20 + 30


@pytest.mark.parametrize("windowed", [False, True])
def test_of_a_range_with_too_many_only_some_are_read(
    seeded: Connection[TupleRow], windowed: bool
) -> None:
    nobody: dict[str, Any] = {"r_low": [], "r_high": [], "m_low": [], "m_high": []}
    values = {**nobody, "f_low": [1, 3], "f_high": [2, 4], "most": 100}
    assert (
        read(nodes(seeded, rfm("reached", windowed), store_id=STORE, **values), "customer_rfm")
        <= 200
    )


@pytest.mark.parametrize("windowed", [False, True])
@pytest.mark.parametrize(
    ("dimension", "low", "high"), [("r", 19_000, 19_800), ("f", 1, 2), ("m", 10, 50_000)]
)
def test_a_piece_of_a_range_reads_itself_only(
    seeded: Connection[TupleRow], windowed: bool, dimension: str, low: int, high: int
) -> None:
    place = {"low": low, "after": 7, "high": high, "most": 100}
    plan = nodes(
        seeded, rfm(f"piece_{dimension}", windowed, "backlog.sql"), store_id=STORE, **place
    )
    assert read(plan, "customer_rfm") <= 101


@pytest.mark.parametrize("windowed", [False, True])
def test_only_the_named_are_rescored(seeded: Connection[TupleRow], windowed: bool) -> None:
    values = {
        "customers": list(range(1000, 1050)),
        "segments": list(CLASSIC),
        "r": [date(2025, 1, day) for day in (4, 3, 2, 1)],
        "f": [1, 2, 3, 4],
        "m": [Decimal(each) for each in (10, 20, 30, 40)],
    }
    plan = nodes(seeded, rfm("rescore", windowed), store_id=STORE, **values)
    assert read(plan, "customer_rfm") <= 2 * 50


@pytest.mark.parametrize("windowed", [False, True])
@pytest.mark.parametrize("way", ["up", "down"])
@pytest.mark.parametrize("dimension", ["r", "m"])
def test_an_edge_moves_by_the_ranks_it_is_off(
    seeded: Connection[TupleRow], dimension: Any, way: str, windowed: bool
) -> None:
    held = find_edges(seeded, STORE)
    assert held is not None
    edge = held.edges[dimension][1]
    values = {"value": edge.value, "below": edge.below, "equal": edge.equal, "skip": 20}
    plan = nodes(seeded, rfm(f"edge_{dimension}_{way}", windowed), store_id=STORE, **values)
    # The ranks themselves, twice, and all buyers with the value found (67 share a day).
    assert read(plan, "customer_rfm") <= 2 * (21 + 67) + 67
