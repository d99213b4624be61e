"""The import of a store's history: where each part's rows come from, and in which order.

Products first: they are few calls, and every figure of products needs their names. Then orders,
newest first, so that figures become useful early; an order brings its customer along. Customers
last: their list adds those who never ordered, and what orders do not say of the others.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, tzinfo

from syncaty.salla.fields import Object
from syncaty.salla.pages import Page
from syncaty.salla.times import read_time
from syncaty.syncs.fetching import Fetching
from syncaty.syncs.page import Entry, Item, Mark, Position, Read
from syncaty.syncs.reader import read_customer, read_product
from syncaty.syncs.walking import Ask, done_after, done_before, walk

_LOOK_MARGIN = timedelta(hours=1)

ReadRow = Callable[[Object, datetime, tzinfo], Read]


def products(fetching: Fetching, position: Position) -> Iterator[Item]:
    """Give all products."""
    return plain(fetching, fetching.api.products, read_product, position)


def customers(fetching: Fetching, position: Position) -> Iterator[Item]:
    """Give all customers."""
    return plain(fetching, fetching.api.customers, read_customer, position)


def orders(fetching: Fetching, position: Position) -> Iterator[Item]:
    """Give all orders, newest first, then those that were placed meanwhile.

    Orders that this sync has brought already, before a crash or on a page that shifted, are not
    fetched again where that would take calls.
    """
    total = position.get("total")
    if not position.get("look"):
        for page in walk(_newest_first(fetching), position.get("page", 1), total):
            yield Mark({"page": page.page, "total": page.total}, done_before(page), page.total)
            yield from fetching.orders(page.rows, page.fetched_at, fetching.brought(page))
            total = page.total
            yield Mark({"page": page.page + 1, "total": total}, done_after(page), total)
    # A webhook tells of each order placed during the walk, if it came. A last look makes sure.
    for page in walk(_newest_first(fetching), 1, None):
        yield from fetching.orders(page.rows, page.fetched_at, fetching.held(page), counts=False)
        yield Mark({"look": True}, page.total or 0, page.total)
        if _older(page, fetching.begun - _LOOK_MARGIN, fetching.zone):
            return


def plain(
    fetching: Fetching, ask: Ask, read: ReadRow, position: Position, most: int | None = None
) -> Iterator[Item]:
    """Give the rows of a list that need no further calls, `most` pages of it if that is given."""
    for page in walk(ask, position.get("page", 1), position.get("total")):
        for row in page.rows:
            yield Entry(read(row, page.fetched_at, fetching.zone))
        yield Mark({"page": page.page + 1, "total": page.total}, done_after(page), page.total)
        if most is not None and page.page >= most:
            return


def _newest_first(fetching: Fetching) -> Ask:
    return lambda number: fetching.api.orders(number, sort="created_at-desc")


def _older(page: Page, instant: datetime, zone: tzinfo) -> bool:
    """Tell whether the whole page was placed before an instant; what has no date says nothing."""
    placed = []
    for row in page.rows:
        try:
            placed.append(read_time(row.get("date"), zone))
        except ValueError:
            placed.append(None)
    return all(at is not None and at < instant for at in placed)


SOURCES: dict[str, Callable[[Fetching, Position], Iterator[Item]]] = {
    "products": products,
    "orders": orders,
    "customers": customers,
}
