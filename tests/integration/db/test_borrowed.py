"""The tables of a library: whole at first, then only its news."""

import shutil
from pathlib import Path

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.db import borrowed
from syncaty.db.migrate import migrate


def test_the_library_finds_its_own_tables(conn: Connection[TupleRow]) -> None:
    assert borrowed.missing(conn, "syncaty") == []
    row = conn.execute("select to_regclass('procrastinate_jobs')::text").fetchone()
    assert row == ("procrastinate_jobs",)


def test_a_newer_library_brings_only_its_news(
    dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = tmp_path / "sql"
    shutil.copytree(borrowed._folder(), newer)
    (newer / "migrations" / "99.00.00_01_pre_news.sql").write_text("create table news (n int);")
    monkeypatch.setattr(borrowed, "_folder", lambda: newer)
    with psycopg.connect(dsn) as conn:
        assert [step.name for step in migrate(conn, "syncaty")] == ["99.00.00_01_pre_news"]
        assert conn.execute("select count(*) from news").fetchone() == (0,)
        assert migrate(conn, "syncaty") == []
