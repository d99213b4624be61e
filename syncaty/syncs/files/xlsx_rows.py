"""Reads XLSX row by row, never unpacking more than a workbook of orders has reason to hold."""

import warnings
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from openpyxl.reader.excel import load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.utils.exceptions import InvalidFileException

from syncaty.syncs.files.cells import MOST_COLUMNS, Cell, Row, Table, clean
from syncaty.syncs.files.faults import FileError

MOST_UNPACKED = 1_500_000_000
MOST_TEXTS = 64_000_000  # bytes of shared texts, or styles, which are held at once
MOST_RATIO = 400  # workbooks pack ten- to thirtyfold; a bomb a thousandfold
_MOST_PARTS = 5_000
_SHEETS = "worksheets/"
_BROKEN = (
    zipfile.BadZipFile,
    InvalidFileException,
    ParseError,
    KeyError,
    ValueError,
    OSError,
    EOFError,
    TypeError,
    IndexError,
)


def open_xlsx(path: Path) -> Table:
    """Open the first sheet with rows of a workbook; formulas give the value last shown.

    Raises FileError when it is no workbook, is locked by a password, or unpacks to far too much.
    """
    _check_size(path)
    file = path.open("rb")  # by a name, the library opens only files that end in .xlsx
    try:
        sheets, sheet, epoch = _first_sheet(file)
    except _BROKEN:
        file.close()
        raise FileError("file_broken") from None
    if sheet is None:
        file.close()
        raise FileError("file_empty")
    notes = [("sheet", sheet.title)] if sheets > 1 else []
    return Table("xlsx", _rows(file, sheet), tuple(notes), epoch == CALENDAR_MAC_1904)


def _first_sheet(file: BinaryIO) -> tuple[int, Any, Any]:
    """Give how many sheets can be seen, the first of them with rows, and where days begin."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of extensions and styles openpyxl passes over
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    sheets = [each for each in book.worksheets if each.sheet_state == "visible"]
    return len(sheets), next((each for each in sheets if _has_rows(each)), None), book.epoch


def _check_size(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
    except _BROKEN:
        raise FileError("file_broken") from None
    unpacked = sum(each.file_size for each in parts)
    ratio = unpacked / max(1, path.stat().st_size)
    held = max((each.file_size for each in parts if _SHEETS not in each.filename), default=0)
    if len(parts) > _MOST_PARTS or unpacked > MOST_UNPACKED or ratio > MOST_RATIO:
        raise FileError("file_unpacks")
    if held > MOST_TEXTS:
        raise FileError("file_texts")
    if any(each.flag_bits & 1 for each in parts):
        raise FileError("file_broken")


def _has_rows(sheet: Any) -> bool:  # noqa: ANN401
    sheet.reset_dimensions()  # written wrongly by some programs; the rows themselves tell
    rows = sheet.iter_rows(max_row=50, values_only=True)
    return any(cell is not None for row in rows for cell in row)


def _rows(file: BinaryIO, sheet: Any) -> Iterator[Row]:  # noqa: ANN401
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # dates that no calendar has come as errors in the cell
            rows = sheet.iter_rows(values_only=True)
            for number, row in enumerate(rows, 1):
                cells = [clean(cell) for cell in row[:MOST_COLUMNS]]
                if any(cell is not None for cell in cells):
                    yield number, [_whole(cell) for cell in cells]
    except _BROKEN:
        raise FileError("file_broken") from None
    finally:
        file.close()


def _whole(cell: Cell) -> Cell:
    """Round a time to the second: a day's fraction in binary is a few microseconds off."""
    if isinstance(cell, datetime) and cell.microsecond:
        up = timedelta(seconds=1 if cell.microsecond >= 500_000 else 0)
        return cell.replace(microsecond=0) + up
    return cell
