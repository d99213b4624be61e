"""Members are right after each step of a random life, also while segments are being built.

Whether they are at its end tests/integration/histories asks of many more lives.
"""

import itertools
import os
import random
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import psycopg
import pytest
from psycopg import Connection
from psycopg.conninfo import make_conninfo
from psycopg.rows import TupleRow

from syncaty.db.pool import domain_dsn
from syncaty.rfm import edges
from syncaty.segments import building
from tests.integration.histories.lives import life
from tests.integration.histories.living import Store
from tests.integration.histories.proof import differing, expected_members, held_members

ZONE = ZoneInfo("Asia/Riyadh")
STORE_IDS = itertools.count(1)
LIVES = 20
FIRST = 1_000_020 if os.environ.get("CI") else random.randrange(1_000_000, 10**9)
NUMBERS = range(FIRST, FIRST + LIVES)


@pytest.fixture(scope="module")
def quick(postgres: str, template: str) -> Iterator[Connection[TupleRow]]:
    """A connection on which each step commits without waiting for the disk."""
    name = f"random_membership_{random.randrange(10**9)}"
    with psycopg.connect(postgres, autocommit=True) as admin:
        admin.execute(f"create database {name} template {template} strategy file_copy".encode())
    dsn = domain_dsn(make_conninfo(postgres, dbname=name), "syncaty")
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute("set synchronous_commit to off")
        yield conn
    with psycopg.connect(postgres, autocommit=True) as admin:
        admin.execute(f"drop database {name} with (force)".encode())


@pytest.mark.parametrize("number", NUMBERS)
def test_members_are_right_after_each_step(quick: Connection[TupleRow], number: int) -> None:
    store = Store(quick, next(STORE_IDS))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(edges, "FEW_BUYERS", 3)
        patch.setattr(edges, "LARGE_SHARE", 2)
        for step in life(number):
            store.live([step])
            expected = expected_members(quick, store.id, store.today, ZONE)
            assert held_members(quick, store.id) == expected, step
            assert differing(quick, store.id) == {}, step


@pytest.mark.parametrize("number", NUMBERS)
def test_building_goes_on_while_a_store_lives(quick: Connection[TupleRow], number: int) -> None:
    store, chance = Store(quick, next(STORE_IDS)), random.Random(number)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(building, "FIRST", 3)
        for step in life(number):
            store.live([step])
            for _ in range(chance.randint(0, 2)):
                _build(quick, store.id)
            assert differing(quick, store.id) == {}, step
    while _build(quick, store.id):
        pass
    expected = expected_members(quick, store.id, store.today, ZONE)
    assert held_members(quick, store.id) == expected
    assert differing(quick, store.id) == {}


def _build(conn: Connection[TupleRow], store_id: int) -> bool:
    """Judge a few of those left, as the background does; tells whether any were."""
    row = conn.execute(
        "select id from segments where store_id = %s and building_from is not null"
        " order by level, id limit 1",
        (store_id,),
    ).fetchone()
    if row is None:
        return False
    with conn.transaction():
        building.step(conn, store_id, row[0], 2)
    return True
