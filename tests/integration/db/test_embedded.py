"""The embedded server: shared, and back after kills."""

import json
import os
import subprocess
import sys
from pathlib import Path

import psutil
import psycopg

from syncaty.db.borrowed import files
from syncaty.db.embedded import embedded, revive
from syncaty.db.migrate import migrate, migrations, pending

HOLD = """
import sys
from pathlib import Path
from syncaty.db.embedded import embedded
with embedded(Path(sys.argv[1]), 18) as url:
    print(url, flush=True)
    sys.stdin.read()
"""


def postmaster(data_dir: Path) -> psutil.Process:
    text = (data_dir / "postgres" / "postmaster.pid").read_text()
    return psutil.Process(int(text.split()[0]))


def hold(data_dir: Path) -> "subprocess.Popen[str]":
    """Start another process that uses the server, and wait until it does."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(data_dir)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("postgresql://")
    return process


def finish(process: "subprocess.Popen[str]") -> None:
    process.communicate()


def test_the_server_stops_with_its_last_user_and_keeps_its_data(server_dir: Path) -> None:
    with embedded(server_dir, 18) as url:
        with psycopg.connect(url) as conn:
            assert conn.execute("show shared_buffers").fetchone() == ("256MB",)
            assert conn.execute("show fsync").fetchone() == ("on",)
            conn.execute("create table kept (n int)")
        other = hold(server_dir)
        server = postmaster(server_dir)
    assert server.is_running(), "another process still uses it"
    finish(other)
    assert psutil.wait_procs([server], timeout=60)[1] == []
    with embedded(server_dir, 16) as url, psycopg.connect(url) as conn:
        assert conn.execute("select count(*) from kept").fetchone() == (0,)
        assert conn.info.server_version >= 180000, "a folder keeps the version it was made with"


def test_a_killed_user_does_not_keep_the_server_for_ever(server_dir: Path) -> None:
    other = hold(server_dir)
    other.kill()
    finish(other)
    server = postmaster(server_dir)
    assert server.is_running(), "nobody told it to stop"
    with embedded(server_dir, 18):
        assert postmaster(server_dir).pid == server.pid
    assert psutil.wait_procs([server], timeout=60)[1] == []


def test_a_killed_server_comes_back_with_what_was_committed(server_dir: Path) -> None:
    with embedded(server_dir, 18) as url:
        with psycopg.connect(url) as conn:
            conn.execute("create table kept as select 1 as n")
        assert revive(server_dir) is False
        postmaster(server_dir).kill()
        psutil.wait_procs([postmaster(server_dir)], timeout=60)
        assert revive(server_dir) is True
        with psycopg.connect(url) as conn:
            assert conn.execute("select n from kept").fetchone() == (1,)


def test_a_pid_file_that_names_another_program_is_not_believed(server_dir: Path) -> None:
    with embedded(server_dir, 18):
        text = (server_dir / "postgres" / "postmaster.pid").read_text()
    stale = text.split("\n", 1)[1]
    (server_dir / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n{stale}")
    (server_dir / "postgres" / ".handle_pids.json").write_text(json.dumps([2**22 + 1]))
    with embedded(server_dir, 18) as url, psycopg.connect(url) as conn:
        assert conn.execute("select 1").fetchone() == (1,)
    assert not (server_dir / "postgres" / "postmaster.pid").exists()


def test_pending_names_what_a_database_lacks(postgres: str) -> None:
    with psycopg.connect(postgres) as conn:
        conn.autocommit = True
        conn.execute("create database lacking")
    with psycopg.connect(postgres.replace("/postgres?", "/lacking?")) as conn:
        conn.autocommit = True
        lacking = pending(conn, "syncaty")
        assert [step for step in lacking if step.number] == migrations()
        assert [step.name for step in lacking if not step.number] == [f.stem for f in files()]
        migrate(conn, "syncaty")
        assert pending(conn, "syncaty") == []
        conn.execute("delete from migrations where number = 3")
        newest = files()[-1].stem
        conn.execute("delete from library_migrations where name = %s", (newest,))
        assert [(0, newest), (3, "projections")] == [
            (step.number, step.name) for step in pending(conn, "syncaty")
        ]
