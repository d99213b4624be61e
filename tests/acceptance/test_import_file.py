"""A file's import in real processes: killed again and again, by command, and looked at first."""

import csv
import io
import os
import signal
import subprocess
from pathlib import Path

import psycopg
import pytest
from cryptography.fernet import Fernet
from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty import recompute, syncs
from syncaty.syncs.files import keeping
from syncaty.syncs.files.order import Choices
from tests.acceptance.harness import Syncaty, wait_for

STORE = 1305146709
COLUMNS = ["رقم الطلب", "تاريخ الطلب", "رقم الجوال", "الإجمالي"]
CHOICES = Choices(dict(zip(["reference", "placed_at", "mobile", "total"], COLUMNS, strict=True)))
ORDERS = 12_000
HELD_UP = f"""
create function held_up() returns trigger language plpgsql as
'begin perform pg_advisory_xact_lock_shared(1); return new; end';
create trigger held_up before insert on orders for each row
when (new.reference = '{500_000 + ORDERS - 1000}') execute function held_up()"""
"""Lets the import wait near its end for a lock of the test's."""


@pytest.fixture
def store(syncaty: Syncaty, database_url: str, conn: Connection[TupleRow]) -> int:
    """A store, and processes that will find it."""
    key = Fernet.generate_key().decode()
    syncaty.environment |= {"DATABASE_URL": database_url, "SYNCATY_ENCRYPTION_KEYS": key}
    add = "insert into stores (id, name, lane, timezone) values (%s, 'Coffee', 7, 'Asia/Riyadh')"
    conn.execute(add, [STORE])
    conn.commit()
    return STORE


def write(path: Path, orders: int) -> Path:
    """Write a file of orders, one row of which cannot be read."""
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(COLUMNS)
        for at in range(orders):
            total = "soon" if at == orders // 2 else at
            lines.writerow([500_000 + at, "15/03/2024", f"05{at % 700:08d}", total])
    return path


def look(conn: Connection[TupleRow], number: int) -> syncs.Progress:
    """Give the import as it is now."""
    found = syncs.progress(conn, STORE, number)
    conn.rollback()
    assert found is not None
    return found


def kill(process: subprocess.Popen[str]) -> None:
    """End a process without a word."""
    os.kill(process.pid, signal.SIGKILL)
    process.wait(60)


def test_a_killed_import_goes_on_without_a_doubled_or_missing_row(
    syncaty: Syncaty, store: int, conn: Connection[TupleRow], tmp_path: Path
) -> None:
    content = write(tmp_path / "orders.csv", ORDERS).read_bytes()
    file_id = keeping.keep(conn, store, "orders.csv", [content])
    keeping.choose(conn, store, file_id, CHOICES)
    made = keeping.start(conn, store, file_id)
    conn.execute(HELD_UP)
    conn.commit()
    conn.execute("select pg_advisory_lock(1)")
    conn.commit()
    for rows in (1, ORDERS // 3, ORDERS // 2):
        process, _ = syncaty.begin("background")
        wait_for(lambda rows=rows: look(conn, made).done >= rows, f"{rows} rows", 90)  # type: ignore[misc]
        kill(process)
    assert look(conn, made).state == "running"
    conn.execute("select pg_advisory_unlock(1)")
    conn.commit()
    syncaty.begin("background")
    done = wait_for(lambda: (p := look(conn, made)).state == "completed" and p, "the end", 120)
    assert done
    assert (done.done, done.missing, done.stale, done.refused) == (ORDERS, ORDERS - 1, 0, 1)
    row = conn.execute("select count(*), count(distinct reference), sum(total) from orders")
    expected = ORDERS * (ORDERS - 1) // 2 - ORDERS // 2
    assert row.fetchone() == (ORDERS - 1, ORDERS - 1, expected)
    assert conn.execute("select count(*) from sync_errors").fetchone() == (1,)
    assert not any(recompute.check(conn, store).values())


def test_by_command_after_a_look(
    syncaty: Syncaty, store: int, conn: psycopg.Connection[TupleRow], tmp_path: Path
) -> None:
    path, errors = write(tmp_path / "orders.csv", 300), tmp_path / "errors.csv"
    look_first = syncaty.run("import-file", str(path), "--store", str(store), "--dry-run")
    assert "299 orders (299 new) of 299 customers" in look_first.stdout
    assert "reference: رقم الطلب" in look_first.stderr
    assert conn.execute("select count(*) from orders").fetchone() == (0,)
    conn.rollback()
    said = syncaty.run("import-file", str(path), "--store", str(store), "--errors", str(errors))
    assert "299 missing" in said.stdout
    assert conn.execute("select count(*) from orders").fetchone() == (299,)
    rows = list(csv.DictReader(io.StringIO(errors.read_text(encoding="utf-8-sig"))))
    assert [(row["row"], row["value"], row["taken"]) for row in rows] == [("152", "soon", "false")]
