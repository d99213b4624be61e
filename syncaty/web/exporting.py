"""Lists as CSV files, sent page by page, so that neither memory nor a connection is held long."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from io import StringIO
from typing import TypeVar

from django.http import StreamingHttpResponse

from syncaty.db.paging import LARGEST_PAGE, Page
from syncaty.web.database import Reading, connection

Item = TypeVar("Item")
MOST_PAGES = 10_000
BOM = "\ufeff"  # spreadsheets then read Arabic as what it is


def pages(read: Callable[[Reading, str | None, int], Page[Item]]) -> Iterator[Item]:
    """Give all items of a list that is read by pages, each page on a connection of its own."""
    after: str | None = None
    for _ in range(MOST_PAGES):
        with connection() as conn:
            page = read(conn, after, LARGEST_PAGE)
        yield from page.items
        after = page.next
        if after is None:
            return


def csv_file(
    name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> StreamingHttpResponse:
    """Answer with a CSV file: money with its decimals, days as YYYY-MM-DD, unknown left empty."""
    response = StreamingHttpResponse(_lines(columns, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _lines(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield BOM + _line(columns)
    for row in rows:
        yield _line([_text(cell) for cell in row])


def _line(cells: Sequence[object]) -> str:
    held = StringIO()
    csv.writer(held, lineterminator="\r\n").writerow(cells)
    return held.getvalue()


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return cell.isoformat() if isinstance(cell, datetime) else str(cell)
