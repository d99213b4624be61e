import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg.conninfo import make_conninfo
from psycopg.rows import dict_row

from syncaty.db.pool import domain_dsn
from tests.integration.pipeline.shop import Shop
from tests.integration.reading.bazaar import Bought, Buyer, bodies, bought, buyers


@dataclass(frozen=True)
class Seeded:
    """A shop whose webhooks have been worked, what they said, and a reader's connection."""

    shop: Shop
    conn: Connection[Any]
    orders: list[Bought]
    buyers: dict[int, Buyer]

    @property
    def id(self) -> int:
        return self.shop.id


@pytest.fixture(scope="module")
def seeded(postgres: str, template: str) -> Iterator[Seeded]:
    """The small shop, once for all tests of a file: readers change nothing."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres, autocommit=True) as admin:
        admin.execute(f"create database {name} template {template} strategy file_copy".encode())
    dsn = domain_dsn(make_conninfo(postgres, dbname=name), "syncaty")
    orders = bought()
    # Rows as dicts, as the dashboard has them: readers must not care.
    with Shop(dsn) as shop, psycopg.connect(dsn, row_factory=dict_row) as conn:
        shop.conn.execute("update stores set currency = 'SAR'")
        shop.take(bodies(orders))
        yield Seeded(shop, conn, orders, buyers(orders))
    with psycopg.connect(postgres, autocommit=True) as admin:
        admin.execute(f"drop database {name} with (force)".encode())


@pytest.fixture
def shop(dsn: str) -> Iterator[Shop]:
    with Shop(dsn) as each:
        yield each
