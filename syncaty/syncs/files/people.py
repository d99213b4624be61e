"""Reads a file of customers: which of its columns say who they are, and each row's entry."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from syncaty.segments.entries import LONGEST, Entry, read_email, read_entry, read_id, read_mobile
from syncaty.syncs.files.cells import Note, Row, Table, plain
from syncaty.syncs.files.csv_rows import open_csv
from syncaty.syncs.files.faults import FileError
from syncaty.syncs.files.known import SYNONYMS, folded
from syncaty.syncs.files.opening import letter
from syncaty.syncs.files.xlsx_rows import open_xlsx

MB = 1024 * 1024
MOST_BYTES = 20 * MB
_SAMPLE = 200
_HEADER_WITHIN = 15
_SHORTEST_ID = 7
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_READERS: Mapping[str, Callable[[str], int | str | None]] = {
    "id": read_id,
    "mobile": read_mobile,
    "email": read_email,
}
_NAMES: Mapping[str, frozenset[str]] = {
    "id": frozenset({*SYNONYMS["customer_id"], *map(folded, ("id", "salla id", "معرف سلة"))}),
    "mobile": frozenset(SYNONYMS["mobile"]),
    "email": frozenset(SYNONYMS["email"]),
}


@dataclass(frozen=True, slots=True)
class People:
    """An opened file of customers: the columns that were read, by name, and the entries, once."""

    columns: tuple[str, ...]
    entries: Iterator[Entry]
    notes: tuple[Note, ...]


def open_people(path: Path) -> People:
    """Open a CSV or XLSX file of customers; raises FileError with a sentence for the merchant.

    Columns are known by their headers; in a file without one, the column is read in which most
    values are phones or e-mails, else long numbers.
    """
    table = _table(path)
    below = (row for row in table.rows if any(cell is not None for cell in row[1]))
    first = list(islice(below, _SAMPLE))
    if not first:
        raise FileError("list_empty")
    at, named = _header(first)
    if named:
        rows = chain(first[at + 1 :], below)
        names = tuple(plain(first[at][1][position]) for position in named.values())
        return People(names, _by_columns(rows, named), table.notes)
    position = _telling(first)
    start = 0 if _entry(first[0], position).readable else 1
    rows = chain(first[start:], below)
    entries = (_entry(row, position) for row in rows if _text(row, position))
    return People((letter(position),), entries, table.notes)


def _table(path: Path) -> Table:
    if path.stat().st_size > MOST_BYTES:
        raise FileError("list_large", mb=MOST_BYTES // MB)
    with path.open("rb") as file:
        start = file.read(4)
    if start == _OLD_EXCEL:
        raise FileError("file_old")
    try:
        return open_xlsx(path) if start.startswith(b"PK") else open_csv(path)
    except FileError as error:
        raise FileError("list_empty") if error.code == "file_empty" else error from None


def _header(rows: Sequence[Row]) -> tuple[int, dict[str, int]]:
    """Find the row that names columns, and the column of each way to know a customer."""
    for at, (_, cells) in enumerate(rows[:_HEADER_WITHIN]):
        found: dict[str, int] = {}
        for position, cell in enumerate(cells):
            name = folded(plain(cell)) if cell is not None else ""
            kind = next((kind for kind, names in _NAMES.items() if name in names), None)
            if kind is not None:
                found.setdefault(kind, position)
        if found:
            return at, found
    return 0, {}


def _by_columns(rows: Iterator[Row], named: Mapping[str, int]) -> Iterator[Entry]:
    for row in rows:
        said = {kind: _text(row, position) for kind, position in named.items()}
        if any(said.values()):
            known = {kind: _READERS[kind](text) for kind, text in said.items()}
            written = " ".join(filter(None, said.values()))[:LONGEST]
            yield Entry(row[0], written, **known)  # type: ignore[arg-type]


def _telling(rows: Sequence[Row]) -> int:
    """Find the column of a file without a header that says best who is meant."""
    width = max(len(cells) for _, cells in rows)
    return max(range(width), key=lambda position: _tells(rows, position))


def _tells(rows: Sequence[Row], position: int) -> float:
    entries = [_entry(row, position) for row in rows if _text(row, position)]
    if not entries:
        return -1
    firm = sum(each.mobile is not None or each.email is not None for each in entries)
    ids = sum(each.id is not None and len(str(each.id)) >= _SHORTEST_ID for each in entries)
    return (2 * firm + ids) / len(entries)


def _entry(row: Row, position: int) -> Entry:
    return read_entry(_text(row, position), row[0])


def _text(row: Row, position: int) -> str:
    return plain(row[1][position]) if position < len(row[1]) else ""
