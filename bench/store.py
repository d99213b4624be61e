"""The store before each run: a large one, made once, and copied for every run."""

import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import psycopg
from psycopg import Connection, sql
from psycopg.conninfo import make_conninfo
from psycopg.rows import TupleRow

from bench.bodies import MERCHANT, SECRET, known_customers, known_products
from bench.size import Size
from syncaty import config as settings
from syncaty.db.embedded import embedded
from syncaty.db.migrate import migrate
from syncaty.db.pool import domain_dsn
from syncaty.db.queries import load
from syncaty.recompute import check, recompute
from syncaty.stores import store
from syncaty.stores.secrets import open_keys

_sql = load("bench", "history.sql")
_peer = load("bench.peer", "tables.sql")
_ENDS = date(2026, 3, 30)  # the day before which all of it was ordered, unless another is asked for


@dataclass(frozen=True, slots=True)
class Database:
    """A database of one run, with the environment that processes of the product need for it."""

    url: str
    dsn: str
    environment: dict[str, str]

    def connect(self) -> Connection[TupleRow]:
        """Open a connection to the domain tables, each statement a transaction."""
        return psycopg.connect(self.dsn, autocommit=True)

    def differences(self) -> dict[str, int]:
        """Count per kind the rows that differ from a full recomputation."""
        with psycopg.connect(self.dsn) as conn:
            return check(conn, MERCHANT)


class Stores:
    """A running server with the seeded store in it, in the database `template`."""

    def __init__(self, url: str, folder: Path, template: str = "seeded") -> None:
        self.url = url
        self.folder = folder
        self.template = template

    def named(self, template: str) -> "Stores":
        """Give the same server with another store."""
        return Stores(self.url, self.folder, template)

    def made(self) -> bool:
        """Tell whether the store is there already, whole; brings its tables up to date."""
        with psycopg.connect(self.url) as conn:
            row = conn.execute(_sql["made"], {"name": self.template}).fetchone()
        if row is None:
            return False
        with psycopg.connect(self._database(self.template).url) as conn:
            migrate(conn, "syncaty")
        return True

    def seed(
        self,
        size: Size,
        ends: date = _ENDS,
        then: Callable[[Connection[TupleRow]], None] | None = None,
    ) -> None:
        """Make the store, and do `then`; raises RuntimeError unless all derived figures are right.

        The last orders are of the day before `ends`.
        """
        making = f"{self.template}_making"
        self._admin(f"drop database if exists {making}")
        self._admin(f"create database {making}")
        seeded = self._database(making)
        with psycopg.connect(seeded.url) as conn:
            migrate(conn, "syncaty")
        with psycopg.connect(seeded.dsn) as conn:
            keys = open_keys(settings.load(seeded.environment))
            store.add(conn, keys, MERCHANT, SECRET, name="Bench")
            with _without_indexes(conn):
                _write_history(conn, size, ends)
            recompute(conn, MERCHANT)
            if then is not None:
                then(conn)
            for name in _peer.names():
                conn.execute(_peer[name])
        with seeded.connect() as conn:
            conn.execute(_sql["settle"])
        if any(seeded.differences().values()):
            raise RuntimeError(f"the seeded store is not sound: {seeded.differences()}")
        self._admin(f"alter database {making} rename to {self.template}")

    @contextmanager
    def fresh(self) -> Iterator[Database]:
        """Give a copy of the seeded store for one run."""
        name = f"run_{uuid.uuid4().hex[:8]}"
        self._admin(f"create database {name} template {self.template} strategy file_copy")
        try:
            yield self._database(name)
        finally:
            self._admin(f"drop database {name} with (force)")

    @contextmanager
    def opened(self) -> Iterator[Connection[TupleRow]]:
        """Open a connection to the seeded store itself, to read it; writing is taken back."""
        with psycopg.connect(self._database(self.template).dsn) as conn:
            yield conn
            conn.rollback()

    @contextmanager
    def empty(self) -> Iterator[Database]:
        """Give an empty database with the tables in it for one run."""
        name = f"empty_{uuid.uuid4().hex[:8]}"
        self._admin(f"create database {name}")
        try:
            made = self._database(name)
            with psycopg.connect(made.url) as conn:
                migrate(conn, "syncaty")
            yield made
        finally:
            self._admin(f"drop database {name} with (force)")

    def facts(self) -> dict[str, str]:
        """Give the server's version and the settings that durability hangs on."""
        names = ("server_version", "fsync", "synchronous_commit", "full_page_writes")
        with psycopg.connect(self.url) as conn:
            shown = {name: conn.execute(f"show {name}".encode()).fetchone() for name in names}
        return {name: str(row[0]) for name, row in shown.items() if row}

    def _database(self, name: str) -> Database:
        url = make_conninfo(self.url, dbname=name)
        environment = {"DATABASE_URL": url, "SYNCATY_DATA_DIR": str(self.folder / "data")}
        return Database(url, domain_dsn(url, "syncaty"), environment)

    def _admin(self, statement: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as conn:
            conn.execute(statement.encode())


@contextmanager
def server(kept: Path | None = None) -> Iterator[Stores]:
    """Start an embedded PostgreSQL as the product does, and remove it with all data at the end.

    In a folder to be `kept` the stores are there again the next time. The server also keeps the
    instant of each commit, by which latency is measured.
    """
    folder = kept or Path(tempfile.mkdtemp(prefix="syncaty-bench-"))
    (folder / "data").mkdir(parents=True, exist_ok=True)
    try:
        with embedded(folder, 18) as url, psycopg.connect(url, autocommit=True) as conn:
            conn.execute("alter system set track_commit_timestamp = on")
        with embedded(folder, 18) as url:
            yield Stores(url, folder)
    finally:
        if kept is None:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _without_indexes(conn: Connection[TupleRow]) -> Iterator[None]:
    """Take indexes away while millions of rows are written, and make them anew."""
    held = conn.execute(_sql["indexes"]).fetchall()
    for name, _ in held:
        conn.execute(sql.SQL("drop index {}").format(sql.Identifier(name)))
    yield
    conn.execute("set local maintenance_work_mem to '512MB'")
    for _, definition in held:
        conn.execute(definition.encode())


def _write_history(conn: Connection[TupleRow], size: Size, ends: date) -> None:
    customers, products = known_customers(size), known_products()
    store_id = {"store_id": MERCHANT}
    # Older than every webhook.
    named = {"version": f"1{ends:%Y%m%d}T00000000000000000000T0000000000001000000000", "ends": ends}
    conn.execute(_sql["store"], store_id)
    conn.execute(_sql["statuses"], store_id)
    conn.execute(_sql["seed"])
    conn.execute(_sql["customers"], {**store_id, **named, "ids": customers})
    conn.execute(_sql["products"], {**store_id, **named, "ids": products})
    lines = {"orders": size.orders, "products": products, "product_count": len(products)}
    conn.execute(_sql["lines"], {**store_id, **lines})
    orders = {"orders": size.orders, "customers": customers, "customer_count": len(customers)}
    conn.execute(_sql["orders"], {**store_id, **named, **orders})
    jobs = {**store_id, "jobs": size.past_jobs}
    conn.execute(_sql["past_deliveries"], jobs)
    conn.execute(_sql["past_jobs"])
