"""Follows a sync on the terminal, and works it when no background process does."""

import sys
import threading
import time
from datetime import datetime, timedelta

import psycopg
import typer
from rich.console import Console
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from syncaty import syncs
from syncaty.background import sync_worker
from syncaty.clock import utc_now
from syncaty.config import Config
from syncaty.db.pool import Conn, domain_dsn
from syncaty.projections.settings import load_settings
from syncaty.syncs.reading import newest

LOOK = 0.5  # seconds between looks
COURTESY = 3.0  # seconds that a background process has to begin before this one does
NIGHTLY = timedelta(hours=72)


def require_open(conn: Conn, store: int, kind: syncs.Kind) -> int:
    """Give the number of a store's open sync of a kind; raises SyncError when there is none."""
    held = newest(conn, store, kind)
    if held is None or not held.open:
        raise syncs.SyncError(f"Store {store} has no {kind} under way. Nothing was changed.")
    return held.id


def window(conn: Conn, store: int, since: str | None) -> datetime:
    """Read --since; a time without a zone is the store's. Raises SyncError."""
    if since is None:
        return utc_now() - NIGHTLY
    try:
        at = datetime.fromisoformat(since)
    except ValueError as error:
        raise syncs.SyncError(
            f"--since {since!r} is no moment. Write 2026-05-01 or 2026-05-01T12:00:00+03:00."
        ) from error
    return at if at.tzinfo else at.replace(tzinfo=load_settings(conn, store).zone)


def follow(config: Config, store: int, number: int) -> bool:
    """Show a sync until it ends or rests; tell whether it came to its end.

    Works it here if nobody has begun within some seconds. Ctrl-C leaves it to the background
    process, or pauses it where there is none.
    """
    dsn = domain_dsn(config.database_url, config.schema)
    worker = _Here(config, dsn, store, number)
    with psycopg.connect(dsn, autocommit=True) as conn:
        try:
            held = _show(conn, store, number, worker)
        except KeyboardInterrupt:
            _left(conn, store, number, worker)
            return False
        finally:
            worker.stop.set()
    typer.echo(_said(held), err=held.state != "completed")
    return held.state == "completed"


class _Here:
    """The sync being worked by this command, in a thread, once it is asked to."""

    def __init__(self, config: Config, dsn: str, store: int, number: int) -> None:
        self.stop = threading.Event()
        self._work = sync_worker(config, dsn)
        self._named = (store, number)
        self._thread: threading.Thread | None = None
        self._error: Exception | None = None

    @property
    def begun(self) -> bool:
        """Whether it was asked to."""
        return self._thread is not None

    def begin(self) -> None:
        """Work it, unless that is done already; raises what ended the work before."""
        if self._error is not None:
            raise self._error
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, daemon=True)
            self._thread.start()

    def end(self) -> None:
        """Stop at the next safe place, and wait for it."""
        self.stop.set()
        if self._thread is not None:
            self._thread.join(10)

    def _run(self) -> None:
        try:
            self._work(*self._named, self.stop)
        except Exception as error:  # noqa: BLE001 - told by the one who looks
            self._error = error


def _show(conn: Conn, store: int, number: int, worker: _Here) -> syncs.Progress:
    began = time.monotonic()
    console = Console(highlight=False, markup=False)
    with Live(console=console, auto_refresh=False, transient=not sys.stdout.isatty()) as live:
        while True:
            held = syncs.progress(conn, store, number)
            if held is None:
                raise syncs.SyncError(f"Sync {number} is gone: its store was removed.")
            live.update(_drawn(held), refresh=sys.stdout.isatty())
            if held.state not in {"waiting", "running"}:
                return held
            alone = held.seen_at is None or utc_now() - held.seen_at > timedelta(seconds=COURTESY)
            if alone and time.monotonic() - began > COURTESY:
                worker.begin()
            time.sleep(LOOK)


def _left(conn: Conn, store: int, number: int, worker: _Here) -> None:
    """Say what becomes of the sync after Ctrl-C, and let it rest if it was worked here."""
    if not worker.begun:
        typer.echo("It goes on in the background. Run this again to look.", err=True)
        return
    worker.end()
    held = syncs.progress(conn, store, number)
    if held is not None and held.state in {"waiting", "running"}:
        syncs.pause(conn, store, number, "command line")
    typer.echo("Paused; all that came is kept. Run this again to go on.", err=True)


def _drawn(held: syncs.Progress) -> Table:
    """Draw the parts: rows done of total, pace, time left."""
    table = Table.grid(padding=(0, 2))
    for part in held.parts:
        total = part.total if part.total is not None else None
        bar = ProgressBar(total=total or 1, completed=part.done if total else 0, width=30)
        if part.finished:
            bar = ProgressBar(total=1, completed=1, width=30)
        rows = f"{part.done:,} of {'?' if total is None else format(total, ',')}"
        pace = "" if part.pace is None or part.finished else f"{part.pace:,.0f} rows/s"
        table.add_row(part.name, bar, rows, pace, "done" if part.finished else _left_of(part))
    if held.error and held.state in {"waiting", "running"}:
        table.add_row("", Text(held.error, overflow="fold"))
    return table


def _left_of(part: syncs.Part) -> str:
    seconds = part.seconds_left
    if seconds is None:
        return ""
    if seconds < 90:
        return f"{seconds:.0f} s left"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min left"
    return f"{seconds / 3600:.1f} h left"


def _said(held: syncs.Progress) -> str:
    """Say how it ended."""
    if held.state == "cancelled":
        return "It was cancelled; what it brought is kept."
    if held.state != "completed":
        words = "It is paused" if held.state == "paused" else "It failed"
        return f"{words}: {held.error}" if held.error else f"{words}; all that came is kept."
    counts = [f"{getattr(held, name):,} {name}" for name in ("missing", "stale", "equal")]
    counts += [f"{held.gone:,} gone"] if held.gone else []
    counts += [f"{held.refused:,} could not be read"] if held.refused else []
    return "\n".join([f"Done: {', '.join(counts)}.", *held.notes])
