"""Writes a page of a file: orders, figures, counts, errors and the place, all or nothing."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import msgspec
from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb

from syncaty.db.queries import load as load_queries
from syncaty.jobs.faults import PERMANENT
from syncaty.jobs.turns import turn
from syncaty.projections.changes import Change
from syncaty.projections.settings import load_settings
from syncaty.settle import settle
from syncaty.syncs import metrics
from syncaty.syncs.files.matching import facts_of
from syncaty.syncs.files.order import FileOrder, Setting
from syncaty.syncs.files.reading import read_order
from syncaty.syncs.files.reasons import RowError
from syncaty.syncs.files.spool import Group
from syncaty.syncs.writer import MOST_FOUND, EndedError, Tally

_sql = load_queries("syncaty.syncs.files")
_writer = load_queries("syncaty.syncs", "writer.sql")

MOST_LISTED = 10_000
"""So many errors of an import are kept with their values; all are counted."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some orders' rows; `done` of `total` rows are read with it, `listed` errors kept before."""

    groups: Sequence[Group]
    done: int
    total: int
    listed: int
    started: float


@dataclass(slots=True)
class _Read:
    orders: list[FileOrder] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    refused: int = 0


class PageWriter:
    """Writes the pages of one import, on a connection in autocommit."""

    def __init__(
        self,
        conn: Connection[TupleRow],
        store_id: int,
        sync_id: int,
        setting: Setting,
        version: str,
    ) -> None:
        self._conn = conn
        self._store = store_id
        self._sync = sync_id
        self._key = {"store_id": store_id, "id": sync_id}
        self._setting = setting
        self._version = version

    def write(self, page: Page, lane: int) -> int:
        """Write a page; gives how many errors are listed now. Raises EndedError when it may not.

        An order that the database refuses is listed as an error; the others are written.
        """
        read = self._read(page.groups)
        try:
            with turn(self._conn, lane), self._conn.transaction():
                return self._write(page, read)
        except PERMANENT as error:
            if len(page.groups) > 1:
                return self._in_halves(page, lane)
            return self._without(page, read, lane, error)

    def _read(self, groups: Sequence[Group]) -> _Read:
        read = _Read()
        for group in groups:
            order, errors = read_order(self._setting, group.reference, group.rows)
            read.errors.extend(errors)
            if order is None:
                read.refused += group.count
            else:
                read.orders.append(order)
        return read

    def _write(self, page: Page, read: _Read) -> int:
        conn = self._conn
        if conn.execute(_writer["sync_hold"], self._key).fetchone() is None:
            raise EndedError
        found = facts_of(conn, self._store, read.orders, self._version)
        facts = [(self._sync, fact) for _, said in found for fact in said]
        settled = settle(conn, load_settings(conn, self._store), facts, cause="imported")
        changes = settled.changes.get(self._sync, ())
        done = {each["id"]: each for each in changes if each["kind"] == "order"}
        self._count(page, read, [done.get(str(order_id)) for order_id, _ in found])
        listed = self._list(read.errors, page.listed)
        place = {"after": page.groups[-1].first, "done": page.done, "listed": listed}
        conn.execute(_writer["sync_place"], {**self._key, "position": Jsonb(place)})
        return listed

    def _count(self, page: Page, read: _Read, done: Sequence[Change | None]) -> None:
        changed = [each for each in done if each is not None and (each["new"] or each["fields"])]
        new = sum(each["new"] for each in changed)
        counts = {
            "missing": new,
            "stale": len(changed) - new,
            "equal": len(done) - len(changed),
            "gone": 0,
            "refused": read.refused,
        }
        metrics.observe("orders", Tally(new, counts["stale"], counts["equal"]), read.refused)
        part = {**self._key, **counts, "part": "orders", "done": page.done, "total": page.total}
        last = page.done == page.total
        seconds = time.monotonic() - page.started
        self._conn.execute(_writer["part_add"], {**part, "seconds": seconds, "finished": last})
        stale = [each for each in changed if not each["new"]][:MOST_FOUND]
        if stale:
            values = {**self._key, "found": Jsonb(stale), "most": MOST_FOUND}
            self._conn.execute(_writer["sync_found"], values)

    def _list(self, errors: Sequence[RowError], listed: int) -> int:
        rows = [
            {**msgspec.structs.asdict(each), "error": each.reason}
            for each in errors[: max(0, MOST_LISTED - listed)]
        ]
        if rows:
            document = msgspec.json.encode(rows).decode()
            self._conn.execute(_sql["errors_add"], {**self._key, "rows": document})
        return listed + len(rows)

    def _in_halves(self, page: Page, lane: int) -> int:
        half = len(page.groups) // 2
        later = sum(group.count for group in page.groups[half:])
        first = replace(page, groups=page.groups[:half], done=page.done - later)
        listed = self.write(first, lane)
        return self.write(replace(page, groups=page.groups[half:], listed=listed), lane)

    def _without(self, page: Page, read: _Read, lane: int, error: Exception) -> int:
        """Write a page of one order without it, saying that the database refused it."""
        group = page.groups[0]
        if not read.orders:
            raise error
        wrong = RowError(group.first, "", "", "", "rejected", group.reference, kept=False)
        refused = _Read([], [*read.errors, wrong], group.count)
        with turn(self._conn, lane), self._conn.transaction():
            return self._write(page, refused)
