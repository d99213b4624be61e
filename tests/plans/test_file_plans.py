"""Finding who and what a file speaks of costs by its page, never by the size of the store."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import Connection
from psycopg.conninfo import make_conninfo
from psycopg.rows import TupleRow

from syncaty.db.pool import domain_dsn
from syncaty.db.queries import load
from tests.plans.test_pipeline_plans import nodes, read

STORE, EACH, ASKED = 1, 40_000, 500
FILES, MERGING = load("syncaty.syncs.files"), load("syncaty.projections")
SEED = f"""
insert into stores (id, lane) values ({STORE}, 7);
insert into customers (store_id, id, mobile, email, version, delivery_id)
select {STORE}, case when n % 2 = 0 then n else -n end, '+9665' || n,
       'c' || n || '@example.com', '1', 1
from generate_series(1, {EACH}) n;
insert into orders (store_id, id, reference, counts, customer_id, version, delivery_id)
select {STORE}, case when n % 2 = 0 then n else -n end, 'R' || n, true, n % 9000, '1', 1
from generate_series(1, {EACH}) n;
analyze;
"""  # noqa: S608
NUMBERS = range(1, 2 * ASKED, 2)
REFERENCES = [f"R{number}" for number in NUMBERS]
MOBILES = [f"+9665{number}" for number in NUMBERS]
EMAILS = [f"c{number}@example.com" for number in NUMBERS]


@pytest.fixture(scope="module")
def seeded(postgres: str, template: str) -> Iterator[Connection[TupleRow]]:
    """A store half of whose orders and customers only files made known."""
    name = "file_plans"
    with psycopg.connect(postgres, autocommit=True) as admin:
        admin.execute(f"create database {name} template {template} strategy file_copy".encode())
    with psycopg.connect(domain_dsn(make_conninfo(postgres, dbname=name), "syncaty")) as conn:
        conn.execute(SEED.encode())
        conn.commit()
        yield conn
    with psycopg.connect(postgres, autocommit=True) as admin:
        admin.execute(f"drop database {name} with (force)".encode())


def test_orders_are_found_by_their_number(seeded: Connection[TupleRow]) -> None:
    for statement in (FILES["orders_known"], MERGING["orders_made_up"]):
        plan = nodes(seeded, statement, store_id=STORE, references=REFERENCES)
        assert read(plan, "orders") <= ASKED


def test_customers_are_found_by_telephone_and_mail(seeded: Connection[TupleRow]) -> None:
    for statement in (FILES["customers_known"], MERGING["customers_made_up"]):
        plan = nodes(seeded, statement, store_id=STORE, mobiles=MOBILES, emails=EMAILS)
        assert read(plan, "customers") <= 2 * ASKED


def test_whether_files_made_anything_known_is_one_probe(seeded: Connection[TupleRow]) -> None:
    plan = nodes(seeded, MERGING["store_settings"], store_id=STORE)
    assert read(plan, "orders") + read(plan, "customers") <= 2


def test_orders_of_customers_are_found_by_them(seeded: Connection[TupleRow]) -> None:
    statement = MERGING["orders_of_customers"]
    plan = nodes(seeded, statement, store_id=STORE, customers=list(range(1, 11)))
    assert read(plan, "orders") <= 60
