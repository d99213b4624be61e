"""Pages of a list, read tolerantly: `pagination` may lack parts, and pages shift (X34)."""

from dataclasses import dataclass
from datetime import datetime

from syncaty.salla.errors import SallaError
from syncaty.salla.fields import Object
from syncaty.salla.values import part_of, read_count, rows_of

PER_PAGE = 60
"""The most rows that Salla gives at once (X34)."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, or a whole short one.

    `total` is how many rows Salla says there are in all, None if it does not. `pages` is how many
    pages there are as far as this page can tell; it grows while orders arrive. `fetched_at` is
    Salla's own clock, from the `Date` header.
    """

    rows: tuple[Object, ...]
    total: int | None
    page: int
    pages: int
    fetched_at: datetime

    @property
    def more(self) -> bool:
        """Whether there is a page after this one."""
        return bool(self.rows) and self.page < self.pages


def read_page(document: object, page: int, fetched_at: datetime, per_page: int = PER_PAGE) -> Page:
    """Read the answer to a list, asked for `page`; raises SallaError `bad_answer`.

    Rows that are no objects are left out. Where Salla does not count its pages, a full page is
    taken to have another after it.
    """
    if not isinstance(document, dict) or "data" not in document:
        raise SallaError("bad_answer")
    data = document["data"]
    if isinstance(data, dict) and "id" not in data and not all(key.isdigit() for key in data):
        raise SallaError("bad_answer")  # neither a list that PHP wrote as an object, nor one row
    try:
        found = list(rows_of(data))
    except ValueError as error:
        raise SallaError("bad_answer") from error
    about = part_of(document, "pagination")
    total, size = _count(about, "total"), _count(about, "perPage") or per_page
    pages = _count(about, "totalPages")
    if pages is None and total is not None:
        pages = -(-total // size)
    if pages is None:
        follows = "next" in part_of(about, "links") or (about and len(found) >= size)
        pages = page + 1 if follows else page
    rows = tuple(row for row in found if isinstance(row, dict) and row)
    return Page(rows, total, page, max(pages, 1), fetched_at)


def _count(about: Object, key: str) -> int | None:
    try:
        count = read_count(about.get(key))
    except ValueError:
        return None
    return None if count is None or count < 0 else count
