"""Brings a database to the schema of this release: numbered SQL files, each run once."""

from dataclasses import dataclass
from importlib.resources import files

from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg.sql import SQL, Identifier

from syncaty.db import borrowed
from syncaty.errors import SyncatyError

# Any number will do as long as nothing else in the database locks the same one.
MIGRATION_LOCK = 7_262_282_100


class MigrationError(SyncatyError):
    """The database cannot be brought to this release; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered file: `0003_orders.sql` is number 3 with the name `orders`.

    Number 0: tables of a library, which come before ours; see `borrowed.py`.
    """

    number: int
    name: str
    sql: str


def migrations() -> list[Migration]:
    """Give all migrations of this release in order."""
    found = []
    for file in files("syncaty.db").joinpath("migrations").iterdir():
        number, _, rest = file.name.partition("_")
        if rest.endswith(".sql"):
            sql = file.read_text(encoding="utf-8")
            found.append(Migration(int(number), rest.removesuffix(".sql"), sql))
    return sorted(found, key=lambda migration: migration.number)


def migrate(conn: Connection[TupleRow], schema: str) -> list[Migration]:
    """Apply what is missing, each file in its own transaction, and give what was applied.

    Other processes that migrate at the same time wait. A lock that cannot be had within five
    seconds ends the run, so that a long query never queues every webhook behind it.
    """
    conn.autocommit = True
    conn.execute("select pg_advisory_lock(%s)", (MIGRATION_LOCK,))
    try:
        return _apply_missing(conn, schema)
    finally:
        conn.execute("select pg_advisory_unlock(%s)", (MIGRATION_LOCK,))


def pending(conn: Connection[TupleRow], schema: str) -> list[Migration]:
    """Give the migrations of this release that the database lacks, changing nothing."""
    return [*_borrowed(borrowed.missing(conn, schema)), *_pending(conn, schema)]


def _pending(conn: Connection[TupleRow], schema: str) -> list[Migration]:
    table = f'"{schema}".migrations'
    row = conn.execute("select to_regclass(%s) is not null", (table,)).fetchone()
    if row is None or not row[0]:
        return migrations()
    held = SQL("select number from {}").format(Identifier(schema, "migrations"))
    done = {number for (number,) in conn.execute(held)}
    return [migration for migration in migrations() if migration.number not in done]


def _apply_missing(conn: Connection[TupleRow], schema: str) -> list[Migration]:
    conn.execute(SQL("create schema if not exists {}").format(Identifier(schema)))
    conn.execute(SQL("set search_path to {}").format(Identifier(schema)))
    conn.execute("set lock_timeout to '5s'")
    conn.execute(
        "create table if not exists migrations (number int primary key, name text not null,"
        " applied_at timestamptz not null default now())"
    )
    done = {row[0]: row[1] for row in conn.execute("select number, name from migrations")}
    known = migrations()
    if newer := set(done) - {migration.number for migration in known}:
        raise MigrationError(
            f"The database was migrated by a newer release (migration {max(newer)}). Nothing was "
            "changed. Start that release, or restore a backup from before its upgrade."
        )
    library = _borrowed(borrowed.bring_up(conn, schema))
    missing = [migration for migration in known if migration.number not in done]
    for migration in missing:
        with conn.transaction():
            conn.execute(migration.sql.encode())
            conn.execute(
                "insert into migrations (number, name) values (%s, %s)",
                (migration.number, migration.name),
            )
    return [*library, *missing]


def _borrowed(names: list[str]) -> list[Migration]:
    return [Migration(0, name, "") for name in names]
