"""Brings the rows of a file into the order they are imported in, on disk.

Rows of one order can stand anywhere in a file, and must be read together. A small database in a
temporary file does that for any number of rows in the same memory, and gives the same order again
after a stop.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from syncaty.syncs.files.cells import Cell, Row

_PORTION = 5_000
MOST_TOGETHER = 10_001
"""More rows of one order are not read together: that is no order."""

_MADE = """
    create table rows (number integer primary key, reference text, cells blob);
    create table orders (first integer primary key, reference text, rows integer);
"""
_GROUPED = """
    insert into orders select min(number), reference, count(*) from rows group by reference
"""
_PLAIN = (str, type(None))
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(list[str | list[str] | None]).decode


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one order; `reference` is empty for a row that names none."""

    reference: str
    first: int
    count: int
    rows: Sequence[Row]


class Spool:
    """The rows of one file; a context that takes its temporary file away."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.executescript("pragma journal_mode = off; pragma synchronous = off;" + _MADE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._db.close()
        self._path.unlink(missing_ok=True)

    def fill(
        self, rows: Iterator[Row], reference: Callable[[Row], str], beat: Callable[[], None]
    ) -> int:
        """Take all rows in; gives how many. `beat` is called now and then and may raise."""
        total = 0
        self._db.execute("begin")
        batch: list[tuple[int, str, bytes]] = []
        for row in rows:
            # A row without a number stands alone: \0 is in no reference.
            batch.append((row[0], reference(row) or f"\0{row[0]}", _packed(row[1])))
            if len(batch) == _PORTION:
                total += self._put(batch)
                beat()
        total += self._put(batch)
        self._db.execute("create index rows_by_reference on rows (reference)")
        self._db.execute(_GROUPED)
        self._db.execute("commit")
        return total

    def orders(self) -> int:
        """Count the orders."""
        return int(self._db.execute("select count(*) from orders").fetchone()[0])

    def pages(self, after: int, size: int) -> Iterator[list[Group]]:
        """Give the orders whose first row comes after a row, in pages of about `size` rows."""
        while page := self._page(after, size):
            yield page
            after = page[-1].first

    def _put(self, batch: list[tuple[int, str, bytes]]) -> int:
        self._db.executemany("insert into rows values (?, ?, ?)", batch)
        count = len(batch)
        batch.clear()
        return count

    def _page(self, after: int, size: int) -> list[Group]:
        taken: list[Group] = []
        rows = 0
        statement = "select first, reference, rows from orders where first > ? order by first"
        for first, reference, count in self._db.execute(statement, (after,)):
            if taken and rows + count > size:
                break
            rows += count
            taken.append(Group(reference, first, count, ()))
        return [self._filled(group) for group in taken]

    def _filled(self, group: Group) -> Group:
        held = self._db.execute(
            "select number, cells from rows where reference = ? order by number limit ?",
            (group.reference, MOST_TOGETHER),
        )
        rows = [(number, _unpacked(cells)) for number, cells in held]
        name = "" if group.reference.startswith("\0") else group.reference
        return Group(name, group.first, group.count, rows)


def _packed(cells: Sequence[Cell]) -> bytes:
    return _encode(
        [cell if cell is None or isinstance(cell, str) else _tagged(cell) for cell in cells]
    )


def _tagged(cell: Any) -> list[str]:  # noqa: ANN401
    if isinstance(cell, Decimal):
        return ["n", str(cell)]
    return ["t" if isinstance(cell, datetime) else "d", cell.isoformat()]


def _unpacked(cells: bytes) -> list[Cell]:
    return [_plain(*cell) if isinstance(cell, list) else cell for cell in _decode(cells)]


def _plain(tag: str, text: str) -> Cell:
    if tag == "n":
        return Decimal(text)
    return datetime.fromisoformat(text) if tag == "t" else date.fromisoformat(text)
