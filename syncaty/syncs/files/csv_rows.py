"""Reads CSV in the encodings and dialects that spreadsheets write it in."""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

from syncaty.syncs.files.cells import MOST_COLUMNS, Row, Table, clean
from syncaty.syncs.files.faults import FileError

DELIMITERS = ",;\t|"
_ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1256": "Windows-1256",
}
_SAMPLE = 256 * 1024
_PORTION = 1024 * 1024
_TRIED_ROWS = 200
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEP_LINE = re.compile(r"sep=(.)\s*", re.IGNORECASE)
_LONGEST_FIELD = 256 * 1024
_LONGEST_LINE = 1024 * 1024
_NOT_TEXT_SHARE = 0.02


def open_csv(path: Path) -> Table:
    """Open a CSV file; raises FileError when it is no text or a quotation mark never ends."""
    encoding, damaged = find_encoding(path)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        sample = file.read(_SAMPLE)
    if not sample.strip():
        raise FileError("file_empty")
    delimiter, skip = _delimiter(sample)
    notes = [("encoding", _ENCODINGS[encoding]), ("damaged", "")]
    return Table("csv", _rows(path, encoding, delimiter, skip), tuple(notes[: 1 + damaged]))


def find_encoding(path: Path) -> tuple[str, bool]:
    """Tell the encoding of a text file, and whether some of its characters are damaged.

    UTF-8 and UTF-16 by their marks or their form, else Windows-1256, which Arabic Excel writes.
    Raises FileError for a file that is no text.
    """
    with path.open("rb") as file:
        start = file.read(_SAMPLE)
    for mark, encoding in _BOMS:
        if start.startswith(mark):
            return encoding, False
    if encoding := _unmarked_utf16(start):
        return encoding, False
    if start.count(0) or _control_share(start) > _NOT_TEXT_SHARE:
        raise FileError("file_unknown")
    good, bad = _utf8_runs(path)
    if not bad:
        return "utf-8", False
    # A cut or two in a file that is UTF-8 everywhere else is damage, not another encoding.
    return ("utf-8", True) if good > 50 * bad else ("cp1256", False)


def _unmarked_utf16(start: bytes) -> str:
    even, odd = start[::2].count(0), start[1::2].count(0)
    half = len(start) // 2
    # Separators and digits have a zero for their other byte, Arabic letters do not.
    if half > 1 and odd > half * 0.1 and odd > 20 * even:
        return "utf-16-le"
    if half > 1 and even > half * 0.1 and even > 20 * odd:
        return "utf-16-be"
    return ""


def _control_share(start: bytes) -> float:
    controls = sum(start.count(code) for code in range(1, 32) if code not in {9, 10, 12, 13})
    return controls / max(1, len(start))


def _utf8_runs(path: Path) -> tuple[int, int]:
    """Count characters beyond ASCII that are valid UTF-8, and places that are not."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    good = bad = 0
    with path.open("rb") as file:
        while portion := file.read(_PORTION):
            if portion.isascii():
                text = decoder.decode(portion)  # ends a character cut by the last portion
                bad += text.count("\ufffd")
                continue
            text = decoder.decode(portion)
            broken = text.count("\ufffd")
            bad += broken
            good += len(text.encode()) - len(text) - 2 * broken
    return good, bad + decoder.decode(b"", final=True).count("\ufffd")


def _delimiter(sample: str) -> tuple[str, int]:
    """Give the delimiter, and how many lines come before the table (Excel's `sep=` line)."""
    first, _, _ = sample.partition("\n")
    if match := _SEP_LINE.fullmatch(first.strip().lstrip("\ufeff")):
        return match[1], 1
    return max(DELIMITERS, key=lambda each: _fit(sample, each)), 0


def _fit(sample: str, delimiter: str) -> float:
    """Say how well a delimiter makes a table of the sample: many columns, the same in each row."""
    lines = sample.splitlines(keepends=True)
    if len(lines) > 1 and len(sample) == _SAMPLE:
        lines.pop()  # cut in the middle
    try:
        rows = list(islice(csv.reader(lines, delimiter=delimiter), _TRIED_ROWS))
    except csv.Error:
        return 0
    widths = Counter(len(row) for row in rows if row)
    if not widths:
        return 0
    width, times = max(widths.items(), key=lambda each: (each[1], each[0]))
    return 0 if width < 2 else times / sum(widths.values()) * (1 + width / 1000)


def _rows(path: Path, encoding: str, delimiter: str, skip: int) -> Iterator[Row]:
    held = csv.field_size_limit(_LONGEST_FIELD)
    try:
        with path.open(encoding=encoding, errors="replace", newline="") as file:
            lines = _lines(file)
            for _ in range(skip):
                next(lines, "")
            reader = csv.reader(lines, delimiter=delimiter)
            for number, row in enumerate(reader, 1 + skip):
                if any(row):
                    yield number, [clean(cell) for cell in row[:MOST_COLUMNS]]
    except csv.Error:
        raise FileError("file_quote", line=reader.line_num) from None
    finally:
        csv.field_size_limit(held)


def _lines(file: TextIO) -> Iterator[str]:
    """Give the lines of a file; raises FileError where one has no end, before it fills memory."""
    while line := file.readline(_LONGEST_LINE):
        if len(line) == _LONGEST_LINE:
            raise FileError("file_unknown")
        yield line
