"""Databases that are away, too old, or joined."""

import subprocess
import sys

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from tests.integration.cli.conftest import Run


def test_an_unreachable_database_is_told_without_its_password(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://user:hush@127.0.0.1:1/x")
    said = run("status")
    assert said.code == 1
    assert said.err.startswith("The database at 127.0.0.1:1 cannot be reached")
    assert "Check DATABASE_URL" in said.err
    assert "hush" not in said.err


def test_a_database_that_lacks_migrations_is_told(
    run: Run, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with psycopg.connect(postgres, autocommit=True) as conn:
        conn.execute("create database bare")
    monkeypatch.setenv("DATABASE_URL", make_conninfo(postgres, dbname="bare"))
    said = run("status")
    assert said.code == 1
    assert "Run `syncaty migrate`" in said.err


def test_migrate_is_done_once(run: Run, database_url: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as conn:
        conn.execute("drop schema syncaty cascade")
    assert "applied 0001_stores\n" in migrate()
    assert migrate() == "The database is up to date.\n"
    assert run("status").code == 0


def migrate() -> str:
    """Run the command in a process of its own: Django serves one database per process."""
    command = [sys.executable, "-m", "syncaty", "migrate"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
