"""Walking a list page by page while it shifts. Pure.

Pages are asked for one after the other. Rows inserted at the top push others down: they come
twice, which is harmless. Rows taken away pull others up, over the edge between two pages: then the
total falls, and the walk steps back by as many pages as could have been skipped.
"""

from collections.abc import Callable, Iterator

from syncaty.salla.pages import PER_PAGE, Page

Ask = Callable[[int], Page]


def walk(ask: Ask, start: int, total: int | None) -> Iterator[Page]:
    """Give the pages of a list from page `start` on; `total` is what was said when it was left.

    Pages may come again. A page is asked for when the one before it was taken.
    """
    number = max(1, start)
    while True:
        page = ask(number)
        back = pages_back(number, total, page.total)
        total = page.total
        if back:
            number -= back
            continue
        yield page
        if not page.more:
            return
        number += 1


def pages_back(number: int, before: int | None, now: int | None) -> int:
    """Tell how many pages to step back from a page when the total fell since the page before."""
    if before is None or now is None or now >= before:
        return 0
    return min(number - 1, -(-(before - now) // PER_PAGE))


def done_before(page: Page) -> int:
    """Give how many rows are done when a page is begun."""
    done = (page.page - 1) * PER_PAGE
    return done if page.total is None else min(done, page.total)


def done_after(page: Page) -> int:
    """Give how many rows are done once a page is."""
    if not page.more and page.total is not None:
        return page.total
    return min(page.page * PER_PAGE, page.total if page.total is not None else page.page * PER_PAGE)
