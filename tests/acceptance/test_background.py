"""Background work in real processes: killed in the middle, resumed by itself, nothing doubled."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import psutil
import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty import tasks
from syncaty.cli import running
from syncaty.db.pool import domain_dsn
from tests.acceptance.counting import PAGES
from tests.acceptance.harness import STOP_SECONDS, Syncaty, wait_for

RESUME_SECONDS = 60.0

Start = Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture
def line(dsn: str) -> Iterator[Connection[TupleRow]]:
    """A connection in autocommit to a database that the counting processes can use."""
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute("create table progress as select 0 as page")
        conn.execute("create table pages (page int, pid int)")
        conn.execute("create table rings (pid int)")
        yield conn


@pytest.fixture
def start(dsn: str) -> Iterator[Start]:
    """Start a process of background work; what is left of them ends with the test."""
    with ExitStack() as stack:

        def begin() -> "subprocess.Popen[bytes]":
            process = subprocess.Popen([sys.executable, "-m", "tests.acceptance.counting", dsn])
            stack.callback(process.wait, STOP_SECONDS)
            stack.callback(process.kill)
            return process

        yield begin


def page(conn: Connection[TupleRow]) -> int:
    row = conn.execute("select page from progress").fetchone()
    assert row is not None
    number: int = row[0]
    return number


def writers(conn: Connection[TupleRow]) -> set[int]:
    return {row[0] for row in conn.execute("select distinct pid from pages")}


def test_what_a_killed_process_had_in_hand_goes_on_elsewhere_without_a_doubled_page(
    line: Connection[TupleRow], start: Start
) -> None:
    first = start()
    tasks.defer(line, "count", store_id=7)
    wait_for(lambda: page(line) >= 10, "the work to begin")
    second = start()
    workers = "select count(*) = 2 from procrastinate_workers"
    wait_for(lambda: line.execute(workers.encode()).fetchone() == (True,), "both to be there")
    first.kill()
    first.wait(60)
    killed_at, reached = time.monotonic(), page(line)
    assert reached < PAGES
    wait_for(lambda: page(line) > reached, "another to go on", RESUME_SECONDS)
    assert time.monotonic() - killed_at < RESUME_SECONDS
    wait_for(lambda: page(line) == PAGES, "the end of the work")
    assert writers(line) == {first.pid, second.pid}
    pages = [row[0] for row in line.execute("select page from pages order by page")]
    assert pages == list(range(PAGES))
    rings = line.execute("select count(*) from rings").fetchone()
    assert rings == (1,), "an instant of a schedule is heeded by one of two processes"


def test_a_stopped_process_leaves_soon_and_the_next_goes_on_at_once(
    line: Connection[TupleRow], start: Start
) -> None:
    first = start()
    tasks.defer(line, "count", store_id=7)
    wait_for(lambda: page(line) >= 10, "the work to begin")
    first.terminate()
    assert first.wait(60) == 0
    assert 10 <= page(line) < PAGES
    start()
    wait_for(lambda: page(line) == PAGES, "the end of the work")
    pages = [row[0] for row in line.execute("select page from pages order by page")]
    assert pages == list(range(PAGES))


def test_up_works_tasks_whatever_is_killed(syncaty: Syncaty) -> None:
    up = syncaty.up()
    found = running.find(syncaty.data_dir)
    assert found is not None
    dsn = domain_dsn(found.database_url, "syncaty")
    syncaty.run("store", "add", "--merchant", "701", "--secret", "a-webhook-secret")

    def checked() -> None:
        with psycopg.connect(dsn) as conn:
            conn.execute("delete from store_checks")
            tasks.defer(conn, "check", store_id=0)
            conn.commit()
            seen = b"select from store_checks where store_id = 701"
            wait_for(lambda: conn.execute(seen).rowcount == 1, "the comparison", RESUME_SECONDS)

    checked()
    victim = up.child("background")
    victim.kill()
    assert psutil.wait_procs([victim], timeout=60)[1] == []
    checked()
    folder = syncaty.data_dir / "postgres"
    psutil.Process(int((folder / "postmaster.pid").read_text().split()[0])).kill()
    up.lines.until("the database ended and was started again", 30)
    checked()
    status = json.loads(syncaty.run("status", "--json").stdout)
    assert status["checks"]["checked"] == 1
    assert status["checks"]["differing"] == 0
    assert status["background"]["failed"] == 0
    assert status["background"]["processes"] == 1
    assert status["failed_tasks"] == []
    assert "every figure of 1 store(s) as it should be" in syncaty.run("status").stdout
    assert up.stop() == 0
