"""The feed and a customer's timeline read a page's worth of rows, however much ever happened."""

from collections.abc import Iterator
from typing import Any

import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.db.queries import load
from syncaty.segments.activity import LOOK

SQL = load("syncaty.segments", "activity.sql")
EACH, PAGE = 10, 26
SEED = """
insert into stores (id, lane) values (1, 1), (2, 2);
insert into customers (store_id, id, name, version, delivery_id)
select 1, n, 'C' || n, '1', 1 from generate_series(1, 40000) n;
insert into orders (store_id, id, placed_at, placed_on, counts, customer_id, version, delivery_id)
select 1, n, now() - n * interval '1 minute', current_date, true, 1 + n % 2000, '1', n
  from generate_series(1, 20000) n;
insert into jobs (store_id, id, lane, state, event, entity, entity_id, customer_id, received_at,
                  due_at, finished_at, outcome, changes)
select 1 + n % 2, n, 1, 'completed', 'order.updated', 'order', n, 1 + n % 2000, now(), now(),
       now(), 'applied', '[]'
  from generate_series(1, 40000) n;
insert into score_moves (store_id, customer_id, at, from_code, to_code, cause)
select 1, 1 + n % 2000, now(), 555, 455, 'edges' from generate_series(1, 20000) n;
insert into segments (store_id, key, name, kind, changed_by)
select 1 + n / 100, 'own' || n, 'Own', 'list', 'x' from generate_series(1, 5000) n;
insert into membership_moves (store_id, day, segment_id, customer_id, entered, cause)
select 1, current_date, g.id, 1 + n % 2000, true, 'list'
  from generate_series(1, 20000) n, segments g where g.key = 'own7';
insert into segment_moves (store_id, customer_id, to_segment, cause, job_id)
select 1, 1 + n % 2000, 'loyal', 'ordered', n from generate_series(1, 20000) n;
analyze;
set plan_cache_mode = force_custom_plan;
"""


@pytest.fixture
def seeded(conn: Connection[TupleRow]) -> Connection[TupleRow]:
    conn.execute(SEED.encode())
    return conn


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from nodes(inner)


def most_rows(conn: Connection[TupleRow], name: str, **values: object) -> int:
    """Give how many rows the busiest step of a statement touched."""
    statement = b"explain (analyze, format json) " + SQL[name].encode()
    row = conn.execute(statement, values).fetchone()
    assert row is not None
    steps = list(nodes(row[0][0]["Plan"]))
    assert not [step for step in steps if step["Node Type"] == "Seq Scan"], steps
    return int(
        max(
            (step["Actual Rows"] + step.get("Rows Removed by Filter", 0)) * step["Actual Loops"]
            for step in steps
        )
    )


def test_the_feed_looks_at_the_newest_jobs_only(seeded: Connection[TupleRow]) -> None:
    assert most_rows(seeded, "happened", store_id=1, look=LOOK) <= LOOK * 2


@pytest.mark.parametrize("at", [None, "2020-01-01T00:00:00Z"])
def test_a_timeline_reads_its_customer_only(seeded: Connection[TupleRow], at: str | None) -> None:
    wanted = {"store_id": 1, "customer_id": 77, "at": at, "kind": "order", "id": 1, "limit": PAGE}
    shown = {"orders": True, "moves": True, "webhooks": True, "scores": True, "members": True}
    assert most_rows(seeded, "timeline", **wanted, **shown) <= 4 * EACH
