"""Writing a group must cost by its size, never by what is there already."""

from hashlib import sha256
from typing import Any

import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.db.queries import load
from tests.kept_plan import explain_kept, nodes

SQL = load("syncaty.intake")
GROUP = 128
SEED = """
insert into stores (id, lane) select s, s % 64 from generate_series(1, 5000) s;
insert into deliveries (store_id, body_hash, body, headers, verified_by)
select 1 + n % 5000, sha256(n::text::bytea), '{}', '{}', 'app' from generate_series(1, 20000) n;
insert into jobs (store_id, id, lane, state, event, received_at, due_at, finished_at)
select store_id, id, store_id % 64, kind.state, 'order.updated', received_at, received_at,
       case when kind.state <> 'pending' then received_at end
from deliveries
cross join lateral (
    select case id % 2 when 0 then 'completed' else 'pending' end as state
) kind
where store_id <= 20 or id % 2 = 0;
analyze stores; analyze deliveries; analyze jobs;
set enable_nestloop = off;
"""


@pytest.fixture
def seeded(conn: Connection[TupleRow]) -> Connection[TupleRow]:
    conn.execute(SEED.encode())
    return conn


def explain(conn: Connection[TupleRow], name: str, **values: object) -> list[dict[str, Any]]:
    statement = b"explain (analyze, format json) " + SQL[name].encode()
    row = conn.execute(statement, values or None).fetchone()
    assert row is not None
    return list(nodes(row[0][0]["Plan"]))


def group(known: int) -> dict[str, object]:
    """Give a group of 128 rows; that many of them are there already."""
    numbers = [*range(1, known + 1), *range(1_000_000, 1_000_000 + GROUP - known)]
    names = "headers verified_by event entity reference error_code error sealed"
    texts = names.split()
    return {
        "store_id": [1 + n % 5000 for n in numbers],
        "body_hash": [sha256(str(n).encode()).digest() for n in numbers],
        "body": [b"{}"] * GROUP,
        "repeats": [0] * GROUP,
        "entity_id": numbers,
        "customer_id": [None] * GROUP,
        "lane": [None] * GROUP,
        **{name: ["{}" if name == "headers" else None] * GROUP for name in texts},
        "verified_by": ["1"] * GROUP,
        "event": ["order.created"] * GROUP,
    }


@pytest.mark.parametrize("known", [0, GROUP // 2])
def test_a_group_reads_its_own_rows_only(seeded: Connection[TupleRow], known: int) -> None:
    found = explain_kept(seeded, SQL["group_keep"].encode(), group(known))
    assert [node for node in found if node["Node Type"] == "Seq Scan"] == []
    handled = [node["Actual Rows"] * node["Actual Loops"] for node in found]
    assert max(handled) <= GROUP
    (inserted,) = (node for node in found if node.get("Conflicting Tuples") is not None)
    assert inserted["Conflicting Tuples"] == known


def test_the_oldest_job_is_found_by_one_step_per_store_with_work(
    seeded: Connection[TupleRow],
) -> None:
    found = explain(seeded, "jobs_oldest_due")
    scans = [node for node in found if node["Node Type"].endswith("Scan") and "Index Name" in node]
    assert {node["Index Name"] for node in scans} == {"jobs_waiting"}
    assert sum(node["Actual Rows"] * node["Actual Loops"] for node in scans) <= 21


def test_counting_jobs_reads_no_finished_ones(seeded: Connection[TupleRow]) -> None:
    found = explain(seeded, "jobs_waiting_counts")
    indexes = {node["Index Name"] for node in found if "Index Name" in node}
    assert {name.removesuffix("_newest") for name in indexes} == {"jobs_waiting", "jobs_failed"}
