"""Lists as CSV files, sent page by page, so that neither memory nor a connection is held long."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from django.http import StreamingHttpResponse

from syncaty.db.paging import LARGEST_PAGE, Page
from syncaty.spreadsheet import BOM, csv_line
from syncaty.web.database import Reading, connection

Item = TypeVar("Item")
MOST_PAGES = 10_000


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
    """Answer with a CSV file whose cells no spreadsheet runs as a formula (see spreadsheet.py)."""
    response = StreamingHttpResponse(_lines(columns, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _lines(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield BOM + csv_line(columns)
    for row in rows:
        yield csv_line(row)
