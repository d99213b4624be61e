"""What all tests share: an embedded PostgreSQL, and a database per test made from a template."""

import inspect
import os
import signal
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from hypothesis import HealthCheck, settings
from psycopg import Connection
from psycopg.conninfo import make_conninfo
from psycopg.rows import TupleRow

from syncaty.db.embedded import embedded
from syncaty.db.migrate import migrate
from syncaty.db.pool import domain_dsn
from tests.sharing import ByPlace

# On the project's own machines the same examples every time: a red run can be looked at again.
# At a desk the examples differ from run to run and find what those never will. How long an example
# takes says more of what else the machine does than of the code.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("busy"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "busy")

# A busy machine answers late, which is no fault: what tests ask without a limit may take a minute.
_patience = inspect.signature(httpx.get).parameters["timeout"].default
_patience.connect = _patience.read = _patience.write = _patience.pool = 60.0

# A shell makes what it starts in the background deaf to Ctrl-C, and children inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

pytest_plugins = ["tests.salla_server"]  # the fixtures `salla` and `two_shops`

SCHEMA = "syncaty"
POSTGRES_VERSION = int(os.environ.get("TEST_POSTGRES_VERSION", "18"))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByPlace:
    """Share the tests out by file and folder."""
    return ByPlace(config, log)


@contextmanager
def folder_for_a_server() -> Iterator[Path]:
    """Give a folder that an embedded server can live in, and remove it.

    Not in pytest's own folder: each new session of pytest closes that folder to other users, and
    under root the server runs as another user, so it would lose its files half-way.
    """
    with tempfile.TemporaryDirectory(prefix="syncaty-tests-") as folder:
        yield Path(folder).resolve()


@pytest.fixture
def server_dir() -> Iterator[Path]:
    """A folder of the test's own that an embedded server can live in."""
    with folder_for_a_server() as folder:
        yield folder


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A running PostgreSQL of the version under test; gives its address as superuser.

    It does not wait for the disk: each test makes a database, and nobody pulls this one's plug.
    """
    with folder_for_a_server() as folder, embedded(folder, POSTGRES_VERSION) as url:
        with psycopg.connect(url, autocommit=True) as conn:
            conn.execute("alter system set fsync to off")
            conn.execute("alter system set full_page_writes to off")
            conn.execute("select pg_reload_conf()")
        yield url


@pytest.fixture(scope="session")
def template(postgres: str) -> str:
    """A migrated database to copy from; gives its name."""
    name = f"template_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(postgres, autocommit=True) as conn:
        conn.execute(f"create database {name}".encode())
    with psycopg.connect(make_conninfo(postgres, dbname=name)) as conn:
        migrate(conn, SCHEMA)
    return name


@pytest.fixture
def database_url(postgres: str, template: str) -> Iterator[str]:
    """A database of this test's own; gives an address as `DATABASE_URL` would."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres, autocommit=True) as conn:
        conn.execute(f"create database {name} template {template} strategy file_copy".encode())
    yield make_conninfo(postgres, dbname=name)
    with psycopg.connect(postgres, autocommit=True) as conn:
        conn.execute(f"drop database {name} with (force)".encode())


@pytest.fixture
def dsn(database_url: str) -> str:
    """The test's database with the search path of the domain tables."""
    return domain_dsn(database_url, SCHEMA)


@pytest.fixture
def conn(dsn: str) -> Iterator[Connection[TupleRow]]:
    """An open connection to the domain tables of the test's database."""
    with psycopg.connect(dsn) as connection:
        yield connection
