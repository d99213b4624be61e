"""Rows as text, line by line: CSV, one JSON array, or JSON lines."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Literal, get_args

import msgspec

from syncaty.spreadsheet import BOM, csv_line, csv_lines

PORTION = 500  # rows that are written at a time: a chunk of some ten kilobytes
Form = Literal["csv", "json", "jsonl"]
FORMS: tuple[Form, ...] = get_args(Form)
CONTENT_TYPES: dict[Form, str] = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "jsonl": "application/jsonl; charset=utf-8",
}


def written(
    form: Form,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    bom: bool = False,
    ending: str = "\n",
) -> Iterator[str]:
    """Give the text of rows, some hundred at a time, as they come.

    CSV cells that a spreadsheet would run are guarded (see spreadsheet.py); `bom` is for Excel.
    JSON has an object per row, money and large numbers exact.
    """
    if form == "csv":
        yield (BOM if bom else "") + csv_line(columns, ending)
        yield from (csv_lines(some, ending) for some in _portions(rows))
        return
    encode = msgspec.json.Encoder(decimal_format="string").encode
    between, before, after = (b",\n", "[\n", "\n]\n") if form == "json" else (b"\n", "", "\n")
    begun = False
    for some in _portions(rows):
        objects = (encode(dict(zip(columns, row, strict=True))) for row in some)
        yield (between.decode() if begun else before) + between.join(objects).decode()
        begun = True
    if begun or form == "json":
        yield after if begun else "[]\n"


def _portions(rows: Iterable[Sequence[object]]) -> Iterator[list[Sequence[object]]]:
    left = iter(rows)
    while some := list(islice(left, PORTION)):
        yield some
