"""What most commands need first: the settings, and a database that runs and is up to date."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from syncaty.cli import running
from syncaty.config import Config, load
from syncaty.db.embedded import embedded
from syncaty.db.migrate import migrate, pending
from syncaty.db.pool import Conn, domain_dsn
from syncaty.db.queries import load as load_queries
from syncaty.errors import SyncatyError
from syncaty.stores.store import StoreError

CONNECT_SECONDS = "5"


class DatabaseAwayError(SyncatyError):
    """The database cannot be reached; nothing was changed."""


class NotMigratedError(SyncatyError):
    """The database is older than this release."""


def settings(data_dir: Path | None = None) -> Config:
    """Read the settings; a data directory named on the command line wins, for children too."""
    if data_dir is not None:
        os.environ["SYNCATY_DATA_DIR"] = str(data_dir.expanduser().resolve())
    return load()


@contextmanager
def database(data_dir: Path | None = None) -> Iterator[Config]:
    """Give the settings with the address of a database that is up to date.

    It is `DATABASE_URL`, else that of the `up` running on the data directory, else the embedded
    server, started and migrated for as long as the command takes.
    Raises DatabaseAwayError, NotMigratedError.
    """
    config = settings(data_dir)
    if config.database_url:
        require_migrated(config)
        yield config
    elif up := running.find(config.data_dir):
        config = replace(config, database_url=up.database_url)
        require_migrated(config)
        yield config
    else:
        with embedded(config.data_dir, config.postgres_version) as url:
            config = replace(config, database_url=url)
            if migrate_domain(config):
                _migrate_accounts(config)
            yield config


@contextmanager
def connection(data_dir: Path | None = None, **kept: str) -> Iterator[Conn]:
    """Give a connection to the domain tables, committed at the end unless an error passes.

    `kept` are server settings for the connection, such as `statement_timeout="5s"`.
    """
    with database(data_dir) as config, connect(config, **kept) as conn:
        yield conn


@contextmanager
def accounts(config: Config) -> Iterator[None]:
    """Make `syncaty.web.accounts` ready: it can only be imported in here."""
    from syncaty.web import start

    start.setup(config)
    try:
        yield
    finally:
        start.close()


def person(config: Config, email: str) -> int:
    """Give the number of the account with this e-mail; raises AccountError when there is none."""
    with accounts(config):
        from syncaty.web.accounts import services

        return int(services.require_user(email).pk)


@contextmanager
def connect(config: Config, **kept: str) -> Iterator[Conn]:
    """Open a connection to the domain tables; raises DatabaseAwayError when it fails or breaks."""
    dsn = psycopg.conninfo.make_conninfo(
        domain_dsn(config.database_url, config.schema, **kept), connect_timeout=CONNECT_SECONDS
    )
    try:
        with psycopg.connect(dsn) as conn:
            yield conn
    except psycopg.OperationalError as error:
        raise DatabaseAwayError(_away(config.database_url, error)) from error


def require_store(conn: Conn, store_id: int) -> None:
    """Raise StoreError when a store is not connected."""
    if (
        conn.execute(load_queries("syncaty.cli")["store_held"], {"store_id": store_id}).rowcount
        == 0
    ):
        raise StoreError(
            f"Store {store_id} is not connected. See `syncaty store list` for those that are."
        )


def migrate_all(config: Config) -> list[str]:
    """Bring the domain tables, then the accounts' tables, to this release; names what was done."""
    applied = migrate_domain(config)
    _migrate_accounts(config)
    return applied


def _migrate_accounts(config: Config) -> None:
    from syncaty.web import start

    start.migrate(config)
    start.close()


def migrate_domain(config: Config) -> list[str]:
    """Bring the domain tables up to date; gives the names of the migrations applied."""
    with connect(config) as conn:
        return [f"{step.number:04}_{step.name}" for step in migrate(conn, config.schema)]


def require_migrated(config: Config) -> None:
    """Raise NotMigratedError when migrations of this release are missing in the database."""
    with connect(config) as conn:
        missing = pending(conn, config.schema)
    if missing:
        raise NotMigratedError(
            f"The database lacks {len(missing)} migration(s) of this release. "
            "Run `syncaty migrate`, then this command again."
        )


def _away(url: str, error: psycopg.OperationalError) -> str:
    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        parts = {}
    host, port = parts.get("host") or "localhost", parts.get("port") or 5432
    first = (str(error).strip().splitlines() or ["no reason given"])[0]
    reason = first.rpartition("failed: ")[2]
    return (
        f"The database at {host}:{port} cannot be reached or broke off ({reason}). "
        "What was committed is safe. Check DATABASE_URL and that the server runs, then try again."
    )
