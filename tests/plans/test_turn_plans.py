"""A day's beginning reads those whom it may move, however large the store."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from typing import Any

import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.db.queries import load
from syncaty.segments.rules.parse import parse_line
from syncaty.segments.rules.turns import turning

SQL = load("syncaty.segments", "clock.sql")
DAY = date(2026, 3, 1)
EVERY_DAY = 55
"""About how many of 40,000 customers and orders share one of 730 days."""
SEED = """
insert into stores (id, lane) values (1, 1), (2, 2);
insert into customers (store_id, id, birthday, joined_at, version, delivery_id)
select s, n, date '1960-01-01' + n * 7 % 16000,
       timestamptz '2026-03-01' - n % 730 * interval '1 day', '1', 1
  from generate_series(1, 40000) n, generate_series(1, 2) s;
insert into customer_rfm (store_id, customer_id, orders, spent, first_order_on, last_order_on, r, f,
                          m, segment)
select s, n, 1, 10, date '2026-03-01' - n % 730, date '2026-03-01' - n % 730, 1, 1, 1, 'lost'
  from generate_series(1, 40000) n, generate_series(1, 2) s;
insert into orders (store_id, id, placed_on, counts, customer_id, version, delivery_id)
select s, n, date '2026-03-01' - n % 730, n % 3 > 0, n, '1', n
  from generate_series(1, 40000) n, generate_series(1, 2) s;
analyze;
"""
RULES = {
    "last_order_on days_ago_at_least 90": EVERY_DAY,
    "first_order_on days_ago_at_most 90": EVERY_DAY,
    "joined_on days_ago_at_most 7": 2 * EVERY_DAY,  # the days around are looked at by the hour
    "birthday within_next_days 7": 6 * EVERY_DAY,  # three days of 365, the leap day among them
    "age at_least 40": 4 * EVERY_DAY,
    "bought anything at_least 2 last_days 30": EVERY_DAY,
    'bought anything at_least 2 last_days 30 where status "canceled"': EVERY_DAY,
}


@pytest.fixture
def seeded(conn: Connection[TupleRow]) -> Connection[TupleRow]:
    conn.execute(SEED.encode())
    return conn


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from nodes(inner)


def test_a_turning_day_reads_whom_it_may_move(seeded: Connection[TupleRow]) -> None:
    for line, most in {**RULES, " or ".join(f"({each})" for each in RULES): 400}.items():
        found = turning([parse_line(line)], DAY)
        values = {each.name: sorted(getattr(found, each.name)) for each in fields(found)}
        row = seeded.execute(
            b"explain (analyze, format json) " + SQL["due_fill"].encode(),
            {"store_id": 1, "zone": "Asia/Riyadh", **values},
            prepare=False,
        ).fetchone()
        assert row is not None
        steps = list(nodes(row[0][0]["Plan"]))
        assert not [step for step in steps if step["Node Type"] == "Seq Scan"], (line, steps)
        read = [
            (step["Actual Rows"] + step.get("Rows Removed by Filter", 0)) * step["Actual Loops"]
            for step in steps
            if step.get("Relation Name") or "Index" in step["Node Type"]
        ]
        assert 0 < max(read) <= most, (line, read)
