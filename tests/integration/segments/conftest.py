"""A year of a small shop, its people and goods described: what rules are asked of."""

import uuid
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg.conninfo import make_conninfo

from syncaty.db.pool import domain_dsn
from syncaty.recompute import recompute
from tests.integration.pipeline.shop import Shop
from tests.integration.reading.bazaar import bodies, bought
from tests.integration.segments.random_rules import TODAY, ZONE
from tests.integration.segments.reference import World, read_world


@pytest.fixture(scope="module")
def store(postgres: str, template: str) -> Iterator[Shop]:
    """A year of a small shop, its people and goods described."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres, autocommit=True) as admin:
        admin.execute(f"create database {name} template {template} strategy file_copy".encode())
    with Shop(domain_dsn(make_conninfo(postgres, dbname=name), "syncaty")) as shop:
        shop.conn.execute("update stores set currency = 'SAR'")
        shop.take(bodies(bought()))
        _describe(shop.conn)
        yield shop
    with psycopg.connect(postgres, autocommit=True) as admin:
        admin.execute(f"drop database {name} with (force)".encode())


def _describe(conn: Connection[Any]) -> None:
    conn.execute(
        "update customers set city = (array['الرياض', 'جدة', 'Riyadh', null])[1 + id %% 4],"
        " country_code = (array['SA', 'KW'])[1 + id %% 2],"
        " gender = (array['male', 'female', null])[1 + id %% 3],"
        " birthday = case when id %% 5 > 0"
        "   then date '1972-02-29' + (id * 397 %% 12000)::integer end,"
        " email = (array['a@b.example', '', null])[1 + id %% 3],"
        " joined_at = timestamptz '2023-12-31 21:30:00Z'"
        "   + make_interval(hours => (id * 60)::integer) where store_id = %s",
        (77,),
    )
    conn.execute("update customers set birthday = '2000-02-29' where id = 3")
    conn.execute(
        "update products set brand_id = 900 + id %% 3, categories = jsonb_build_array("
        "jsonb_build_object('id', 700 + id %% 4, 'name', 'x')) where store_id = %s",
        (77,),
    )
    conn.execute(
        "update orders set payment_method = (array['mada', 'cod', null])[1 + id %% 3],"
        " coupon = case when id %% 9 = 0 then 'RAMADAN' end,"
        " source = (array['store', 'dashboard'])[1 + id %% 2],"
        " city = (array['الرياض', 'جدة'])[1 + id %% 2] where store_id = %s",
        (77,),
    )
    with conn.transaction():
        recompute(conn, 77)  # coupons are part of the totals


@pytest.fixture(scope="module")
def world(store: Shop) -> World:
    return read_world(store.conn, store.id, TODAY, ZONE)
