"""A portion of an export, and whom a list waits for, cost by themselves, not by the segment."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import Connection
from psycopg.conninfo import make_conninfo
from psycopg.rows import TupleRow

from syncaty.db.pool import domain_dsn
from syncaty.db.queries import load
from tests.plans.test_pipeline_plans import nodes, read

STORE, EACH, LIMIT = 1, 40_000, 200
AUDIENCE = load("syncaty.segments", "audience.sql")
LISTS = load("syncaty.segments", "lists.sql")
SEED = f"""
insert into stores (id, lane) values ({STORE}, 7);
insert into customers (store_id, id, mobile, email, version, delivery_id)
select {STORE}, n, '+9665' || n, 'c' || n || '@example.com', '1', 1
from generate_series(1, {EACH}) n;
insert into customer_rfm
       (store_id, customer_id, orders, spent, first_order_on, last_order_on, r, f, m, segment)
select {STORE}, n, 1, n, '2024-01-01', '2024-01-01', 1, 1, 1, 'lost'
from generate_series(1, {EACH}) n;
insert into segments (store_id, key, name, kind, changed_by)
values ({STORE}, 'all', 'All', 'list', ''), ({STORE}, 'none', 'None', 'list', '');
insert into segment_members (store_id, customer_id, segment_id)
select {STORE}, n, g.id from generate_series(1, {EACH}) n
cross join segments g where g.key = 'all' or n % 2 = 0;
insert into list_leftovers
       (store_id, segment_id, entry, row, written, problem, customer_id, mobile, email)
select {STORE}, g.id, n::text, n, n::text, 'unknown', n + 1000000, '+9667' || n,
       'd' || n || '@x.com'
from generate_series(1, {EACH}) n cross join segments g where g.key = 'none';
analyze;
"""  # noqa: S608


@pytest.fixture(scope="module")
def seeded(postgres: str, template: str) -> Iterator[Connection[TupleRow]]:
    """A store with a large segment of each kind, and a list that waits for many."""
    name = "audience_plans"
    with psycopg.connect(postgres, autocommit=True) as admin:
        admin.execute(f"create database {name} template {template} strategy file_copy".encode())
    with psycopg.connect(domain_dsn(make_conninfo(postgres, dbname=name), "syncaty")) as conn:
        conn.execute(SEED.encode())
        conn.commit()
        yield conn
    with psycopg.connect(postgres, autocommit=True) as admin:
        admin.execute(f"drop database {name} with (force)".encode())


def number(conn: Connection[TupleRow], key: str) -> int:
    row = conn.execute("select id from segments where key = %s", (key,)).fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.parametrize("rfm", [None, "lost"])
@pytest.mark.parametrize("consent", [None, "without", "only"])
def test_a_portion_is_read_along_the_index(
    seeded: Connection[TupleRow], rfm: str | None, consent: str | None
) -> None:
    plan = nodes(
        seeded,
        AUDIENCE["audience_part"],
        store_id=STORE,
        id=None if rfm else number(seeded, "all"),
        rfm=rfm,
        after=EACH // 2,
        limit=LIMIT,
        consent=consent,
        consent_id=number(seeded, "none") if consent else None,
        consent_rfm=None,
    )
    for table in ("customers", "customer_rfm", "segment_members"):
        assert read(plan, table) <= 3 * LIMIT, table


def test_whom_a_list_waits_for_is_probed(seeded: Connection[TupleRow]) -> None:
    asked = list(range(1, LIMIT + 1))
    plan = nodes(seeded, LISTS["arrivals"], store_id=STORE, customers=asked)
    assert read(plan, "list_leftovers") <= 3 * LIMIT
    assert read(plan, "customers") <= 3 * LIMIT
