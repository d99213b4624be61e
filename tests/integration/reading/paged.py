from collections.abc import Callable
from typing import TypeVar

from syncaty.db.paging import Page

T = TypeVar("T")


def every(read: Callable[[str | None], Page[T]]) -> list[T]:
    """Read a list page by page to its end."""
    found: list[T] = []
    after: str | None = None
    while True:
        page = read(after)
        found += page.items
        if page.next is None:
            return found
        after = page.next
