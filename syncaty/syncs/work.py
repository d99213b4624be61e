"""Works one sync from where it stands to its end, or until it is to stop.

Everything it has done is in the database after each batch, so it may be killed at any moment: the
next run goes on from there. Two runs never work the same sync: each holds an advisory lock.
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

import psycopg
import structlog
from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.clock import utc_now
from syncaty.db.queries import load as load_queries
from syncaty.projections.settings import load_settings
from syncaty.salla.api import MerchantApi
from syncaty.salla.errors import SallaError
from syncaty.salla.limits import Budget
from syncaty.stores.tokens import NoAccessError, RefreshPausedError, refused_for_good
from syncaty.syncs import history, metrics, repair
from syncaty.syncs.budget import HaltedError, SharedBudget
from syncaty.syncs.drain import Drain, Pace
from syncaty.syncs.fetching import Fetching
from syncaty.syncs.files.run import import_file
from syncaty.syncs.page import Batch, Item, Position
from syncaty.syncs.reader import STUBBORN, RowError
from syncaty.syncs.reading import progress
from syncaty.syncs.report import report
from syncaty.syncs.stream import Stream
from syncaty.syncs.sync import Kind, Progress
from syncaty.syncs.writer import EndedError, Writer

_sql = load_queries("syncaty.syncs", "work.sql")
_log = structlog.get_logger("syncaty.syncs")

MakeApi = Callable[[int, Budget], MerchantApi]
"""Gives the API of a store, which takes its calls from a budget."""

SHARES: dict[Kind, float] = {"import": 0.8, "repair": 0.5}
"""How much of a store's limits a sync of each kind may use up; the rest is left to others."""

SOURCES: dict[Kind, dict[str, Callable[[Fetching, Position], Iterator[Item]]]] = {
    "import": history.SOURCES,
    "repair": repair.SOURCES,
}

_FAULTS = (SallaError, NoAccessError, RefreshPausedError)
_Fault = SallaError | NoAccessError | RefreshPausedError

_BEAT = 1.0  # seconds between signs of life


def work(
    dsn: str,
    store_id: int,
    sync_id: int,
    stop: threading.Event,
    make_api: MakeApi,
    pace: Pace | None = None,
) -> bool:
    """Work an import, a repair or a file until it ends, is paused, or `stop` is set.

    Gives False when somebody else works it already. Raises what is wrong with the database or with
    ourselves; faults of Salla are waited out, or pause the sync with a sentence.
    """
    with psycopg.connect(dsn, autocommit=True) as conn:
        row = conn.execute(_sql["sync_lock"], {"id": sync_id}).fetchone()
        if row is None or not row[0]:
            return False
        held = progress(conn, store_id, sync_id)
        if held is not None and held.state in {"waiting", "running"}:
            if held.kind == "file":
                import_file(conn, store_id, sync_id, stop)
            else:
                _Work(dsn, conn, held, stop, make_api, pace or Pace()).run()
    return True


_SPENT = {
    "code": "rate_limited",
    "error": "The calls that Salla allows the store for now are spent. It goes on by itself.",
}


class _Work:
    """One sync in hand."""

    def __init__(
        self,
        dsn: str,
        conn: Connection[TupleRow],
        held: Progress,
        stop: threading.Event,
        make_api: MakeApi,
        pace: Pace,
    ) -> None:
        self._dsn = dsn
        self._conn = conn
        self._held = held
        self._key = {"store_id": held.store_id, "id": held.id}
        self._stop = stop
        self._pace = pace
        repair = held.kind == "repair"
        # What a repair brings happened while we did not hear of it; an import brings the past.
        self._writer = Writer(
            conn,
            held.store_id,
            held.id,
            list_new=repair,
            cause=None if repair else "imported",
        )
        self._halt = threading.Event()
        self._budget = SharedBudget(
            dsn, held.store_id, share=SHARES[held.kind], halted=self._halted, nap=self._halt.wait
        )
        self._api = make_api(held.store_id, self._budget)
        self._left_out: set[int] = set()
        self._failures: dict[int, int] = {}
        self._rounds = 0
        self._beaten_at = 0.0
        self._begun = utc_now()

    def run(self) -> None:
        """Work part after part."""
        _log.info("sync begins", action="sync_begins", kind=self._held.kind, **self._key)
        try:
            self._count_rows()
            while True:
                part = self._next_part()
                if part is not None:
                    self._try(part)
                elif self._finish():
                    return
        except (EndedError, HaltedError) as error:
            if isinstance(error, HaltedError) and not self._stop.is_set():
                raise  # nobody asked for it: rather a further try than a sync that nobody works
            _log.info("sync rests", action="sync_rests", **self._key)
        finally:
            self._halt.set()
            self._api.close()
            self._budget.close()

    def _halted(self) -> bool:
        return self._halt.is_set() or self._stop.is_set()

    def _beat(self) -> None:
        """Give a sign of life now and then; raises once the sync is to rest."""
        if self._stop.is_set():
            raise HaltedError
        if time.monotonic() - self._beaten_at < _BEAT:
            return
        self._beaten_at = time.monotonic()
        if self._conn.execute(_sql["sync_seen"], self._key).fetchone() is None:
            raise EndedError
        if self._budget.waiting:
            self._conn.execute(_sql["sync_waits"], {**self._key, **_SPENT})

    def _count_rows(self) -> None:
        """Ask how many rows an import's parts have, so that all of it is known from the start.

        What Salla does not say now, or refuses, is told when the part's turn comes.
        """
        if self._held.kind != "import":
            return
        asks = {
            "products": self._api.products,
            "orders": self._api.orders,
            "customers": self._api.customers,
        }
        for part in self._held.parts:
            if part.total is None:
                with suppress(*_FAULTS):
                    total = asks[part.name](1, per_page=1).total
                    self._conn.execute(
                        _sql["part_rows"], {**self._key, "part": part.name, "total": total}
                    )

    def _next_part(self) -> str | None:
        self._beat()
        held = progress(self._conn, self._held.store_id, self._held.id)
        if held is None or held.state not in {"waiting", "running"}:
            raise EndedError
        self._held = held
        return next((part.name for part in held.parts if not part.finished), None)

    def _try(self, part: str) -> None:
        try:
            self._fetch(part)
        except RowError as error:
            self._count(error)
            self._cope(part, error.cause)
        except _FAULTS as error:
            self._cope(part, error)

    def _fetch(self, part: str) -> None:
        """Fetch and write a part from where it stands; raises what Salla failed with."""
        place = self._place(part)
        drain = Drain(self._writer, part, place, self._pace, self._beat)
        source = SOURCES[self._held.kind][part]
        listing = psycopg.connect(self._dsn, autocommit=True)
        with listing as lister, Stream(self._pace.calls) as stream:
            fetching = self._fetching(lister, stream)
            stream.begin(lambda: source(fetching, place))
            try:
                drain.run(stream)
            except (HaltedError, RowError, *_FAULTS):
                drain.flush()
                raise
        drain.flush(finished=True, notes=fetching.notes)
        self._rounds = 0

    def _fetching(self, lister: Connection[TupleRow], stream: Stream) -> Fetching:
        return Fetching(
            conn=lister,
            stream=stream,
            api=self._api,
            store_id=self._held.store_id,
            sync_id=self._held.id,
            zone=load_settings(self._conn, self._held.store_id).zone,
            begun=self._begun if self._held.kind == "repair" else self._held.created_at,
            since=self._held.since,
            left_out=self._left_out,
        )

    def _place(self, part: str) -> Position:
        """Give where a part stands: nowhere yet, unless it is the one that was left."""
        row = self._conn.execute(_sql["sync_position"], self._key).fetchone()
        place: Position = {} if row is None else row[0]
        return place if place.get("part") == part else {}

    def _count(self, error: RowError) -> None:
        """Count the failures of one order, and leave it out once there were too many."""
        if error.cause.code not in STUBBORN:
            return
        failures = self._failures.get(error.order_id, 0) + 1
        self._failures[error.order_id] = failures
        if failures >= self._pace.row_tries:
            self._left_out.add(error.order_id)

    def _cope(self, part: str, error: _Fault) -> None:
        """Do what a fault of Salla calls for: leave the part out, rest, or wait a while."""
        _log.warning("salla", action="sync_fault", part=part, code=error.code, **self._key)
        metrics.waited(error.code)
        ours = isinstance(error, SallaError) and error.ours
        if error.code == "scope_missing":
            self._writer.write(Batch(part, finished=True, notes=[f"{part}: {error}"]))
        elif error.retryable or ours or error.code in STUBBORN:
            self._wait_out(error, self._pace.delays[-1 if ours else 0 :])
        else:
            lost = isinstance(error, NoAccessError) or (
                isinstance(error, SallaError) and error.needs_reconnect
            )
            if isinstance(error, SallaError):
                refused_for_good(self._conn, self._held.store_id, error, utc_now())
            code = "needs_reconnect" if lost else error.code
            self._conn.execute(_sql["sync_stop"], {**self._key, "code": code, "error": str(error)})
            raise EndedError

    def _wait_out(self, error: _Fault, delays: Sequence[float]) -> None:
        delay = delays[min(self._rounds, len(delays) - 1)]
        self._rounds += 1
        said = {**self._key, "code": error.code, "error": str(error)}
        self._conn.execute(_sql["sync_waits"], said)
        until = time.monotonic() + delay
        while (left := until - time.monotonic()) > 0:
            self._stop.wait(min(left, _BEAT))
            self._beat()

    def _finish(self) -> bool:
        """End the sync with its report; not a repair that was asked to look further meanwhile."""
        with self._conn.transaction():
            values = {**self._key, "begun": self._begun, "since": self._held.since}
            row = self._conn.execute(_sql["sync_end"], values).fetchone()
            if row is None:
                raise EndedError
            if row[0]:
                report(self._conn, self._held.store_id, self._held.id)
                _log.info("sync ended", action="sync_ended", state=row[1], **self._key)
                return True
        self._begun = utc_now()
        return False
