"""Rows as text, line by line: CSV, one JSON array, or JSON lines."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, get_args

import msgspec

from syncaty.spreadsheet import BOM, csv_line

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
    """Give the text of rows, a line at a time.

    CSV cells that a spreadsheet would run are guarded (see spreadsheet.py); `bom` is for Excel.
    JSON has an object per row, money and large numbers exact.
    """
    if form == "csv":
        yield (BOM if bom else "") + csv_line(columns, ending)
        for row in rows:
            yield csv_line(row, ending)
        return
    encode = msgspec.json.Encoder(decimal_format="string").encode
    objects = (encode(dict(zip(columns, row, strict=True))).decode() for row in rows)
    if form == "jsonl":
        yield from (f"{each}\n" for each in objects)
        return
    before = "[\n"
    for each in objects:
        yield before + each
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"
