"""What a table of a file is made of: rows of cells, numbered as a spreadsheet numbers them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from syncaty.salla.values import plain_digits
from syncaty.spreadsheet import unguarded

Cell = str | Decimal | datetime | date | None
"""A cell with something in it is text in CSV, and also a number or a time in XLSX."""

Row = tuple[int, Sequence[Cell]]
"""A row with its number: the header of a plain file is row 1."""

Note = tuple[str, str]
"""How something was understood: a code of `notes.SENTENCES`, and what it speaks of."""

LONGEST_CELL = 2_000
MOST_COLUMNS = 300  # what stands further right is passed over


@dataclass(frozen=True, slots=True)
class Table:
    """An opened file. `rows` can be gone through once; `notes` say how the file was understood."""

    kind: str
    rows: Iterator[Row]
    notes: tuple[Note, ...] = ()
    epoch_1904: bool = False


def clean(value: object) -> Cell:
    """Bring a cell to one form: trimmed, no NUL, no float, None where there is nothing in it."""
    if isinstance(value, str):
        text = unguarded(value.replace("\0", "").replace("\u00a0", " ").strip())
        return text[:LONGEST_CELL] or None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        number = Decimal(repr(value))
        return number if number.is_finite() else None
    if isinstance(value, Decimal | datetime | date):
        return value
    return value.isoformat() if isinstance(value, time) else None


def shown(cell: Cell) -> str:
    """Give a cell as a person wrote it: 41027 for the number 41027.0, a time without zeros."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return f"{cell.normalize():f}" if cell == cell.to_integral_value() else f"{cell:f}"
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds").removesuffix(" 00:00:00")
    return cell if isinstance(cell, str) else cell.isoformat()


def plain(cell: Cell) -> str:
    """Give a cell's text with Western digits, blanks brought to one."""
    return " ".join(plain_digits(shown(cell)).split())
