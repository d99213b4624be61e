"""Tables that a library keeps in our schema: brought up by the library's own SQL files.

Procrastinate (MIT) ships its whole schema and one file per later change. Which of these a database
has is kept in `library_migrations`, so that a newer release of the library brings only its news.
"""

from importlib.util import find_spec
from pathlib import Path

from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg.sql import SQL, Identifier


def files() -> list[Path]:
    """Give the library's files of changes in the order they are to run, oldest first."""
    return sorted((_folder() / "migrations").glob("*.sql"))


def missing(conn: Connection[TupleRow], schema: str) -> list[str]:
    """Give the names of the library's changes that the database lacks, changing nothing."""
    table = f'"{schema}".library_migrations'
    row = conn.execute("select to_regclass(%s) is not null", (table,)).fetchone()
    if row is None or not row[0]:
        return [file.stem for file in files()]
    held = SQL("select name from {}").format(Identifier(schema, "library_migrations"))
    done = {name for (name,) in conn.execute(held)}
    return [file.stem for file in files() if file.stem not in done]


def bring_up(conn: Connection[TupleRow], schema: str) -> list[str]:
    """Run what is missing, within the search path of the connection; gives what was run.

    A database without the library's tables gets the whole schema at once.
    """
    lacking = missing(conn, schema)
    if not lacking:
        return []
    with conn.transaction():
        conn.execute(
            "create table if not exists library_migrations"
            " (name text primary key, applied_at timestamptz not null default now())"
        )
        fresh = conn.execute("select 1 from library_migrations limit 1").fetchone() is None
        whole = [_folder() / "schema.sql"]
        for file in whole if fresh else [one for one in files() if one.stem in lacking]:
            conn.execute(file.read_bytes())
        for name in lacking:
            conn.execute("insert into library_migrations (name) values (%s)", (name,))
    return ["procrastinate_schema"] if fresh else lacking


def _folder() -> Path:
    # Its place on disk, without importing it: every process asks whether the database is complete.
    spec = find_spec("procrastinate")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("procrastinate is not installed")
    return Path(spec.submodule_search_locations[0]) / "sql"
