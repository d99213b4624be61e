"""CSV for people's spreadsheets: values as text, and none of them run as a formula.

A spreadsheet runs a cell that begins with = + - or @ although it came as text, so a customer's
name could do things on the merchant's machine (OWASP: "CSV injection"). Such text is written with
an apostrophe before it. Text that is nothing but a number, such as +966501234567, stays as it is:
it can do nothing, and other programs read it.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from io import StringIO

BOM = "\ufeff"  # spreadsheets then read Arabic as what it is

# Also after blanks, which some spreadsheets drop, and in the full-width forms of East Asia.
_RUNS = re.compile(r"[\s\0]*[=+\-@＝＋－＠]|[\t\r\n]")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*", re.ASCII)
_GUARD = "'"


def guarded(text: str) -> str:
    """Give text that no spreadsheet runs: with an apostrophe before it where one might."""
    if _RUNS.match(text) and not _NUMBER.fullmatch(text):
        return _GUARD + text
    return text


def unguarded(text: str) -> str:
    """Take away the apostrophe that `guarded` put before a text."""
    return text[1:] if text[:1] == _GUARD and _RUNS.match(text, 1) else text


def csv_line(cells: Sequence[object], ending: str = "\r\n") -> str:
    """Give one line of CSV: money with its decimals, days as YYYY-MM-DD, unknown left empty."""
    return csv_lines([cells], ending)


def csv_lines(rows: Iterable[Sequence[object]], ending: str = "\r\n") -> str:
    """Give lines of CSV, each as `csv_line` gives it."""
    held = StringIO()
    write = csv.writer(held, lineterminator=ending).writerow
    for cells in rows:
        write([_written(cell) for cell in cells])
    return held.getvalue()


def _written(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, datetime):
        return cell.isoformat()
    return guarded(cell) if isinstance(cell, str) else str(cell)
