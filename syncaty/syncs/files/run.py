"""Imports a merchant's file: read here what happens to it, from its bytes to the report.

The file is brought into order on disk, then written page by page. Each page is one transaction
under the store's lane, which also notes how far the import is: killed at any moment, it goes on
from there. What a file says never touches what Salla said (see `make_file_version`).
"""

import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import structlog
from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb

from syncaty.db.queries import load as load_queries
from syncaty.salla.facts import make_file_version
from syncaty.stores.lanes import lane_of
from syncaty.syncs.files import keeping
from syncaty.syncs.files.cells import Row
from syncaty.syncs.files.faults import FileError
from syncaty.syncs.files.keeping import KeptFile
from syncaty.syncs.files.notes import notes_of, sentence
from syncaty.syncs.files.opening import open_sheet
from syncaty.syncs.files.order import Votes
from syncaty.syncs.files.reading import reference_of
from syncaty.syncs.files.spool import Spool
from syncaty.syncs.files.understanding import look, positions_of, setting_of
from syncaty.syncs.files.writing import Page, PageWriter
from syncaty.syncs.report import report
from syncaty.syncs.writer import EndedError

_sql = load_queries("syncaty.syncs.files")
_work = load_queries("syncaty.syncs", "work.sql")
_log = structlog.get_logger("syncaty.syncs")

PAGE_ROWS = 1_000
_BEAT = 1.0  # seconds between signs of life


def import_file(
    conn: Connection[TupleRow], store_id: int, sync_id: int, stop: threading.Event
) -> None:
    """Import the file of a sync until it ends, is paused, or `stop` is set.

    The caller has taken the sync for itself, and the connection is in autocommit. A file that
    cannot be read fails the sync with its sentence; faults of the database are raised.
    """
    _Import(conn, store_id, sync_id, stop).run()


class _Import:
    """One import in hand."""

    def __init__(
        self, conn: Connection[TupleRow], store_id: int, sync_id: int, stop: threading.Event
    ) -> None:
        self._conn = conn
        self._store = store_id
        self._sync = sync_id
        self._key = {"store_id": store_id, "id": sync_id}
        self._stop = stop
        self._beaten_at = 0.0

    def run(self) -> None:
        """Import the file and end the sync, or leave it to go on later."""
        file = keeping.of_sync(self._conn, self._store, self._sync)
        try:
            if file is None or not file.whole:
                raise FileError("file_gone")
            self._import(file)
        except FileError as error:
            self._end("failed", file, error)
        except EndedError:
            _log.info("sync rests", action="sync_rests", **self._key)
        else:
            self._end("completed", file)

    def _import(self, file: KeptFile) -> None:
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="syncaty-file-")))
            path = folder / "file"
            keeping.write_to(self._conn, self._store, file.id, path)
            sheet = open_sheet(path)
            positions = positions_of(sheet.columns, file.choices)
            votes = Votes()
            spool = stack.enter_context(Spool(folder / "rows"))
            total = spool.fill(sheet.rows, _Voting(votes, positions), self._beat)
            setting = setting_of(self._conn, self._store, sheet, file.choices, votes)
            if file.said_at is None:
                raise ValueError(f"file {file.id} was never begun")
            version = make_file_version(file.said_at, file.mark)
            writer = PageWriter(self._conn, self._store, self._sync, setting, version)
            place = self._place()
            if not place:
                self._note([sentence(each) for each in notes_of(file.choices, votes, sheet.notes)])
            self._write(writer, spool.pages(place.get("after", 0), PAGE_ROWS), place, total)

    def _write(self, writer: PageWriter, pages: Any, place: dict[str, int], total: int) -> None:  # noqa: ANN401
        done, listed = place.get("done", 0), place.get("listed", 0)
        for groups in pages:
            self._beat()
            started = time.monotonic()
            done += sum(group.count for group in groups)
            page = Page(groups, done, total, listed, started)
            listed = writer.write(page, lane_of(self._store))

    def _place(self) -> dict[str, int]:
        row = self._conn.execute(_work["sync_position"], self._key).fetchone()
        return {} if row is None else row[0]

    def _note(self, notes: Sequence[str]) -> None:
        self._conn.execute(_sql["file_notes"], {**self._key, "notes": Jsonb([*notes])})

    def _beat(self) -> None:
        """Give a sign of life now and then; raises once the import is to rest."""
        if self._stop.is_set():
            raise EndedError
        if time.monotonic() - self._beaten_at < _BEAT:
            return
        self._beaten_at = time.monotonic()
        if self._conn.execute(_work["sync_seen"], self._key).fetchone() is None:
            raise EndedError

    def _end(self, state: str, file: KeptFile | None, error: FileError | None = None) -> None:
        code, why = (None, None) if error is None else (error.code, str(error))
        said = {**self._key, "state": state, "code": code, "error": why}
        with self._conn.transaction():
            if self._conn.execute(_sql["file_import_end"], said).fetchone() is None:
                return
            if file is not None:
                keeping.forget(self._conn, self._store, file.id)
            report(self._conn, self._store, self._sync)
        _log.info("sync ended", action="sync_ended", state=state, **self._key)


class _Voting:
    """Gives each row's order number, and lets the row vote on its way."""

    def __init__(self, votes: Votes, positions: dict[str, int]) -> None:
        self._votes = votes
        self._positions = positions
        self._at = positions["reference"]

    def __call__(self, row: Row) -> str:
        cells = row[1]
        look(self._votes, self._positions, cells)
        return reference_of(cells[self._at] if self._at < len(cells) else None)
