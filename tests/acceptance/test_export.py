"""Three hundred thousand members leave in flat memory: from the API, a page and the terminal."""

import json
import os
import subprocess
import sys
from pathlib import Path

import httpx
import psutil
import psycopg
import pytest

from syncaty.cli import running
from syncaty.db.pool import domain_dsn
from tests.acceptance.harness import Syncaty, Up

STORE, MANY, FEW = 66, 300_000, 1_000
MOST_GROWTH = 32 * 1024 * 1024
# The bytes of all members as rows in memory would be a multiple of the limit above.
LEAST_BYTES = 3 * 10_000_000


@pytest.fixture(scope="module")
def store(shared: Syncaty) -> int:
    """A store whose segment `many` has 300,000 members and `few` has 1,000."""
    up = running.find(shared.data_dir)
    assert up is not None
    with psycopg.connect(domain_dsn(up.database_url, "syncaty"), autocommit=True) as conn:
        conn.execute(
            "insert into stores (id, name, timezone, lane, currency)"
            " values (%s, 'Large', 'Asia/Riyadh', 1, 'SAR')",
            (STORE,),
        )
        conn.execute(
            "insert into customers (store_id, id, name, email, mobile, city, version, delivery_id)"
            " select %s, n, 'عميل رقم ' || n, 'customer' || n || '@example.com',"
            " '+9665' || lpad(n::text, 8, '0'), 'الرياض', '', 1 from generate_series(1, %s) n",
            (STORE, MANY),
        )
        conn.execute(
            "insert into segments (store_id, key, name, kind, members, changed_by)"
            " values (%(s)s, 'many', 'Many', 'list', %(many)s, ''),"
            " (%(s)s, 'few', 'Few', 'list', %(few)s, '')",
            {"s": STORE, "many": MANY, "few": FEW},
        )
        conn.execute(
            "insert into segment_members (store_id, customer_id, segment_id)"
            " select c.store_id, c.id, g.id from customers c join segments g using (store_id)"
            " where c.store_id = %s and (g.key = 'many' or c.id <= %s)",
            (STORE, FEW),
        )
        conn.execute("analyze")
    return STORE


def terminal(shared: Syncaty, key: str, target: Path) -> int:
    """Export on the command line; gives the most memory it took."""
    most = 0
    command = ["export", "segment", key, "--store", str(STORE), "--format", "jsonl"]
    process = subprocess.Popen(
        [sys.executable, "-m", "syncaty", *command, "--output", str(target)],
        env={**os.environ, "SYNCATY_DATA_DIR": str(shared.data_dir)},
        stderr=subprocess.PIPE,
    )
    seen = psutil.Process(process.pid)
    while process.poll() is None:
        with_memory = seen.memory_info() if seen.is_running() else None
        most = max(most, with_memory.rss if with_memory else 0)
        try:
            process.wait(0.02)
        except subprocess.TimeoutExpired:
            continue
    assert process.stderr is not None
    with process.stderr as said:
        assert process.returncode == 0, said.read()
    return most


def test_the_terminal_takes_no_more_memory_for_many(
    shared: Syncaty, store: int, tmp_path: Path
) -> None:
    few = terminal(shared, "few", tmp_path / "few.jsonl")
    many = terminal(shared, "many", tmp_path / "many.jsonl")
    with (tmp_path / "many.jsonl").open(encoding="utf-8") as lines:
        numbers = [json.loads(line)["id"] for line in lines]
    assert numbers == list(range(1, MANY + 1))
    assert (tmp_path / "many.jsonl").stat().st_size > LEAST_BYTES
    assert many - few < MOST_GROWTH


@pytest.mark.parametrize("form", ["csv", "json"])
def test_the_api_streams_them_in_flat_memory(
    shared: Syncaty, up: Up, store: int, form: str
) -> None:
    token = shared.run("token", "create", "--name", form).stdout.split()[-1]
    address = f"{up.address}/api/v1/stores/{store}/segments"
    server = up.child("front")
    with httpx.Client(headers={"Authorization": f"Bearer {token}"}, timeout=60) as client:
        assert client.get(f"{address}/few/export", params={"form": form}).status_code == 200
        before = most = server.memory_info().rss
        size = ends = 0
        with client.stream("GET", f"{address}/many/export", params={"form": form}) as answer:
            assert answer.headers["X-Total-Count"] == str(MANY)
            for chunk in answer.iter_bytes():
                size += len(chunk)
                ends += chunk.count(b"\n")
                most = max(most, server.memory_info().rss)
    assert ends == MANY + {"csv": 1, "json": 2}[form]
    assert size > LEAST_BYTES
    assert most - before < MOST_GROWTH
