"""Importing a whole history from the stand-in Salla, and writing the same rows by plain COPY."""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
from psycopg import Connection, sql
from psycopg.rows import TupleRow

from bench.bodies import MERCHANT
from bench.processes import Running, free_port, listens, running, wait_for
from bench.report import commit, machine
from bench.store import Database, Stores
from syncaty import config as settings
from syncaty import syncs
from syncaty.clock import utc_now
from syncaty.db.queries import load
from syncaty.salla.oauth import Merchant
from syncaty.salla.tokens import read_tokens
from syncaty.stores import connection
from syncaty.stores.secrets import open_keys

_sql = load("bench", "imports.sql")
_TABLES = ("products", "customers", "orders", "order_items", "order_statuses")
_REDIRECT = "http://127.0.0.1:1/connect/callback"
_SCOPES = "offline_access orders.read customers.read products.read webhooks.read_write"
_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Imported:
    """What one import came to. `full`: rows of orders came whole; else three calls an order."""

    full: bool
    orders: int
    rows: int  # of all tables that hold what Salla gave
    seconds: float  # of the whole import
    order_seconds: float  # of its orders
    peak_mb: float  # of the importing process
    early_mb: float  # of the same when a fifth was done
    copy_seconds: float  # the same rows by COPY, indexes and all

    def document(self) -> dict[str, object]:
        """Give the figures for JSON."""
        return {name: getattr(self, name) for name in self.__slots__} | {
            "rows_per_second": self.rows / self.seconds,
            "orders_per_second": self.orders / self.order_seconds,
            "times_copy": self.seconds / self.copy_seconds,
        }

    def line(self) -> str:
        """Give a row of the table."""
        kind = "full rows" if self.full else "light rows, three calls each"
        return (
            f"| {self.orders:,} orders, {kind} | {self.orders / self.order_seconds:,.0f} "
            f"| {self.rows / self.seconds:,.0f} | {self.seconds:,.1f} | {self.copy_seconds:,.1f} "
            f"| {self.seconds / self.copy_seconds:,.1f} | {self.early_mb:,.0f} "
            f"| {self.peak_mb:,.0f} |"
        )


_ABOUT = (
    "From the stand-in Salla without limits, on the same machine, by one background process. COPY"
    " writes the same rows into empty tables with the same indexes, and nothing that is derived"
    " from them."
)
_HEAD = (
    "| | orders per second | rows per second | seconds | COPY s | times COPY | MB at a fifth"
    " | peak MB |\n|---|---:|---:|---:|---:|---:|---:|---:|"
)


def table(found: list[Imported]) -> str:
    """Give the section of the report."""
    met = "met" if max(each.peak_mb for each in found) < 300 else "missed"
    aim = f"- {met}: the importing process stays under 300 MB"
    lines = [each.line() for each in found]
    return "\n".join(["## Import of a history", "", _ABOUT, "", _HEAD, *lines, "", aim])


def write(found: list[Imported], folder: Path) -> Path:
    """Keep the section and its figures; gives the path."""
    folder.mkdir(parents=True, exist_ok=True)
    at = utc_now()
    path = folder / f"{at:%Y-%m-%d}-{commit()}-imports.md"
    head = f"# Measured {at:%Y-%m-%d %H:%M} UTC at {commit()}\n\n{machine()}.\n\n"
    path.write_text(f"{head}{table(found)}\n", encoding="utf-8")
    figures = json.dumps([each.document() for each in found], indent=1)
    path.with_suffix(".json").write_text(figures + "\n", encoding="utf-8")
    return path


def measure(stores: Stores, orders: int, *, full: bool, tell: Callable[[str], None]) -> Imported:
    """Import a shop of so many orders into an empty store, once."""
    with (
        _salla(stores.folder, orders, full=full, tell=tell) as address,
        stores.empty() as database,
        database.connect() as conn,
    ):
        environment = _environment(database, address)
        number = _connect(conn, address, environment)
        command = [sys.executable, "-m", "syncaty", "background"]
        with running(command, stores.folder / "background.log", environment) as process:
            early = _follow(conn, number, process, tell)
            peak = process.peak_mb()
        done = syncs.progress(conn, MERCHANT, number)
        if done is None or done.state != "completed" or done.refused:
            raise RuntimeError(f"the import ended badly: {done}")
        if any(database.differences().values()):
            raise RuntimeError(f"wrong figures: {database.differences()}")
        return _figures(stores, conn, done, full=full, early_mb=early, peak_mb=peak)


def _figures(
    stores: Stores,
    conn: Connection[TupleRow],
    done: syncs.Progress,
    *,
    full: bool,
    early_mb: float,
    peak_mb: float,
) -> Imported:
    counts = conn.execute(_sql["rows"], {"store_id": MERCHANT}).fetchone()
    if counts is None or done.started_at is None or done.finished_at is None:
        raise RuntimeError("the import left no trace")
    part = next(each for each in done.parts if each.name == "orders")
    return Imported(
        full=full,
        orders=counts[0],
        rows=sum(counts),
        seconds=(done.finished_at - done.started_at).total_seconds(),
        order_seconds=part.worked.total_seconds(),
        peak_mb=peak_mb,
        early_mb=early_mb,
        copy_seconds=_copy(stores, conn),
    )


def _copy(stores: Stores, source: Connection[TupleRow]) -> float:
    """Write the imported rows by COPY into an empty database; gives the seconds."""
    files = {name: stores.folder / f"{name}.copy" for name in _TABLES}
    for name, path in files.items():
        with path.open("wb") as out, source.cursor().copy(_statement(name, "to stdout")) as rows:
            for block in rows:
                out.write(block)
    with stores.empty() as database, database.connect() as conn:
        began = time.monotonic()
        with conn.transaction():
            for name, path in files.items():
                with (
                    path.open("rb") as held,
                    conn.cursor().copy(_statement(name, "from stdin")) as rows,
                ):
                    while block := held.read(1 << 20):
                        rows.write(block)
        return time.monotonic() - began


def _statement(name: str, direction: str) -> sql.Composed:
    parts = {"to stdout": sql.SQL("to stdout"), "from stdin": sql.SQL("from stdin")}
    return sql.SQL("copy {} {}").format(sql.Identifier(name), parts[direction])


def _follow(
    conn: Connection[TupleRow], number: int, process: Running, tell: Callable[[str], None]
) -> float:
    """Wait for the end; gives the peak of memory when a fifth of the orders was done."""
    early = 0.0
    told = time.monotonic()
    until = told + _SECONDS
    while time.monotonic() < until:
        process.check()
        held = syncs.progress(conn, MERCHANT, number)
        if held is None or not held.open or held.state == "paused":
            return early
        part = next(each for each in held.parts if each.name == "orders")
        if not early and part.total and part.done > part.total / 5:
            early = process.peak_mb()
        if time.monotonic() - told > 10:
            told = time.monotonic()
            tell(f"  {part.done:,} of {part.total or 0:,} orders, {process.peak_mb():.0f} MB")
        time.sleep(0.2)
    raise TimeoutError(f"the import took over {_SECONDS:.0f} s")


@contextmanager
def _salla(folder: Path, orders: int, *, full: bool, tell: Callable[[str], None]) -> Iterator[str]:
    """Run the stand-in with one shop; gives its address."""
    port = free_port()
    shop = f"{MERCHANT}:unlimited:{orders}"
    command = [sys.executable, "-m", "syncaty", "sandbox", "serve", "--port", str(port)]
    command += ["--shop", shop, "--rate", "0", "--seed", "4", *(["--full-orders"] if full else [])]
    tell(f"making a shop of {orders:,} orders ...")
    with running(command, folder / "salla.log", dict(os.environ)) as process:
        wait_for(lambda: _answers(port), process, _SECONDS)
        yield f"http://127.0.0.1:{port}"


def _answers(port: int) -> bool:
    """Tell whether the stand-in answers: it takes connections before its shop is made."""
    try:
        return listens(port) and httpx.get(f"http://127.0.0.1:{port}/", timeout=2).status_code < 500
    except httpx.TransportError:
        return False


def _environment(database: Database, address: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name[:8] != "SYNCATY_"}
    return {
        **kept,
        **database.environment,
        "SYNCATY_SALLA_CLIENT_ID": "sandbox-client",
        "SYNCATY_SALLA_CLIENT_SECRET": "sandbox-client-secret",
        "SYNCATY_SALLA_ACCOUNTS_URL": address,
        "SYNCATY_SALLA_API_URL": f"{address}/admin/v2",
        "SYNCATY_LOG_LEVEL": "warning",
    }


def _connect(conn: Connection[TupleRow], address: str, environment: dict[str, str]) -> int:
    """Connect the shop as a merchant does, and ask for its import; gives the sync's number."""
    config = settings.load(environment)
    asked = {"response_type": "code", "client_id": config.salla_client_id, "scope": _SCOPES}
    form = asked | {"redirect_uri": _REDIRECT, "state": "bench", "merchant": str(MERCHANT)}
    back = httpx.post(f"{address}/oauth2/auth", data=form | {"decision": "agree"})
    code = parse_qs(urlsplit(back.headers["location"]).query)["code"][0]
    keys = {"client_id": config.salla_client_id, "client_secret": config.salla_client_secret}
    given = {"grant_type": "authorization_code", "code": code, "redirect_uri": _REDIRECT}
    answer = httpx.post(f"{address}/oauth2/token", data=keys | given)
    pair = read_tokens(json.loads(answer.text), utc_now())
    merchant = Merchant(MERCHANT, "Bench", None, None, None, None, None, ())
    with conn.transaction():
        connection.connect(
            conn, open_keys(config), merchant, pair, user_id=1, actor="bench@example.com"
        )
        return syncs.create(conn, MERCHANT, "import", "connected")
