"""Opens a merchant's file, whatever its name says it is, and finds its header."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from syncaty.syncs.files.cells import Note, Row, plain
from syncaty.syncs.files.csv_rows import open_csv
from syncaty.syncs.files.faults import FileError
from syncaty.syncs.files.known import KNOWN_HEADERS, folded
from syncaty.syncs.files.xlsx_rows import open_xlsx

MB = 1024 * 1024
MOST_BYTES = 100 * MB
_HEADER_WITHIN = 15  # some exports have a title, a period and blank rows before it
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK"


@dataclass(frozen=True, slots=True)
class Sheet:
    """An opened table: its columns by name, and the rows below, which can be gone through once.

    `notes` say how the file was understood.
    """

    kind: str
    columns: tuple[str, ...]
    header_row: int
    rows: Iterator[Row]
    notes: tuple[Note, ...]
    epoch_1904: bool


def open_sheet(path: Path) -> Sheet:
    """Open a CSV or XLSX file; raises FileError with a sentence for the merchant."""
    if path.stat().st_size > MOST_BYTES:
        raise FileError("file_large", mb=MOST_BYTES // MB)
    with path.open("rb") as file:
        start = file.read(4)
    if start == _OLD_EXCEL:
        raise FileError("file_old")
    table = open_xlsx(path) if start.startswith(_ZIP) else open_csv(path)
    first = list(islice(table.rows, _HEADER_WITHIN))
    at = _header_at(first)
    number, header = first[at]
    rows = chain(first[at + 1 :], table.rows)
    columns = _unique([plain(cell) for cell in header])
    return Sheet(table.kind, columns, number, rows, table.notes, table.epoch_1904)


def _header_at(rows: Sequence[Row]) -> int:
    """Find the header among the first rows: the one that says most names we know, else the first
    with at least two cells filled."""
    if not rows:
        raise FileError("file_empty")
    best, most = None, 1
    for at, (_, cells) in enumerate(rows):
        known = sum(folded(plain(cell)) in KNOWN_HEADERS for cell in cells if cell)
        if known > most:
            best, most = at, known
    if best is not None:
        return best
    filled = (
        at for at, (_, cells) in enumerate(rows) if sum(each is not None for each in cells) > 1
    )
    return next(filled, 0)


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    """Name columns without a header by their letter, and number those that share one."""
    found: dict[str, None] = {}
    for position, name in enumerate(names):
        wanted, times = name[:100] or f"({letter(position)})", 1
        unique = wanted
        while unique in found:
            times += 1
            unique = f"{wanted} ({times})"
        found[unique] = None
    while found and not names[len(found) - 1]:
        found.popitem()
    return tuple(found)


def letter(position: int) -> str:
    """Give the letters that a spreadsheet names a column by: 0 is A, 26 is AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
