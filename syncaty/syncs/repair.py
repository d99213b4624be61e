"""The repair of a gap: what changed at Salla since the last sure moment, set beside what is here.

Orders can be listed by their last change, though not filtered by it (X31): the walk goes from the
newest change back, reads each order's own `updated_at` (X32), and stops at a page that lies behind
the window with a margin. Orders that should have been on it and were not are asked for one by one:
Salla answers that they are gone. Products and customers have no such order, so small lists are
walked whole and large ones from their beginning.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, wait
from datetime import datetime, timedelta, tzinfo

from syncaty.clock import utc_now
from syncaty.salla import fetched
from syncaty.salla.fields import Object
from syncaty.salla.ids import as_id
from syncaty.salla.pages import PER_PAGE, Page
from syncaty.salla.times import read_time
from syncaty.syncs.budget import HaltedError
from syncaty.syncs.fetching import Fetching
from syncaty.syncs.history import plain
from syncaty.syncs.page import Entry, Item, Mark, Position, Taken
from syncaty.syncs.reader import read_customer, read_product
from syncaty.syncs.walking import Ask, walk

MARGIN = timedelta(minutes=15)
"""How far behind the window a page must lie to end the walk; clocks and zones differ (X22)."""

MOST_PRODUCT_PAGES = 20
MOST_CUSTOMER_PAGES = 10
MOST_DOUBTED = 2000
MOST_SWEPT_PAGES = 2000


def orders(fetching: Fetching, position: Position) -> Iterator[Item]:
    """Give the orders that changed in the window, then those that Salla no longer has."""
    since = (fetching.since or fetching.begun) - MARGIN
    until = fetching.begun - MARGIN
    seen: set[int] = set()
    done = recent = 0
    total: int | None = None
    for page in walk(_latest_change_first(fetching), 1, None):
        skipped = fetching.brought(page)
        entries = list(fetching.orders(page.rows, page.fetched_at, skipped, since=since))
        yield from entries
        numbers = _numbers(page) - seen
        seen |= numbers
        recent += sum(_placed_since(row, until, fetching.zone) for row in page.rows)
        total = page.total
        fresh = sum(map(_in_window, entries)) + len(skipped)
        done += fresh
        yield Mark({}, done, done)
        if not fresh:
            break
    yield from _asked_for(fetching, _doubted(fetching, since, until, seen))
    if total is not None:
        yield from _sweep(fetching, until, total - recent)


def products(fetching: Fetching, position: Position) -> Iterator[Item]:
    """Give the products, those of the first pages if there are many; then those that are gone."""
    listed: set[int] = set()
    started: list[Page] = []

    def ask(number: int) -> Page:
        page = fetching.api.products(number)
        started.append(page)
        listed.update(_numbers(page))
        return page

    yield from plain(fetching, ask, read_product, {}, MOST_PRODUCT_PAGES)
    whole = started and all(page.total == len(listed) for page in (started[0], started[-1]))
    if not whole:
        fetching.notes.append(
            "Salla cannot list products by their last change, so only the first"
            f" {MOST_PRODUCT_PAGES * PER_PAGE} were compared."
        )
        return
    gone = fetching.query("products_unlisted", listed=sorted(listed), limit=MOST_DOUBTED)
    for row in gone:
        fact = fetched.gone("product", row[0], started[0].fetched_at)
        yield Entry(Taken("product", row[0], (fact,), gone=True), 0)


def customers(fetching: Fetching, position: Position) -> Iterator[Item]:
    """Give the customers, those of the first pages if there are many."""
    more = False

    def ask(number: int) -> Page:
        nonlocal more
        page = fetching.api.customers(number)
        more = page.more
        return page

    yield from plain(fetching, ask, read_customer, {}, MOST_CUSTOMER_PAGES)
    if more:
        fetching.notes.append(
            "Salla cannot list customers by their last change, so only the first"
            f" {MOST_CUSTOMER_PAGES * PER_PAGE} were compared, beside those whose orders changed."
        )


def _latest_change_first(fetching: Fetching) -> Ask:
    return lambda number: fetching.api.orders(number, sort="updated_at-desc")


def _numbers(page: Page) -> set[int]:
    return {number for row in page.rows if (number := as_id(row.get("id"))) is not None}


def _placed_since(row: Object, instant: datetime, zone: tzinfo) -> bool:
    try:
        placed_at = read_time(row.get("date"), zone)
    except ValueError:
        return False
    return placed_at is not None and placed_at >= instant


def _in_window(entry: Entry) -> bool:
    """Tell whether a row changed in the window, once it is fetched; a fault may have."""
    if not isinstance(entry.read, Future):
        return entry.read is not None
    wait([entry.read])
    if entry.read.cancelled():
        raise HaltedError
    return entry.read.exception() is not None or entry.read.result() is not None


def _doubted(fetching: Fetching, since: datetime, until: datetime, seen: set[int]) -> Iterable[int]:
    rows = fetching.query(
        "orders_doubted", since=since, until=until, seen=sorted(seen), limit=MOST_DOUBTED
    )
    return [row[0] for row in rows]


def _asked_for(fetching: Fetching, ids: Iterable[int]) -> Iterator[Item]:
    """Give orders by their numbers, as they are at Salla or gone."""
    yield from fetching.orders([{"id": each} for each in ids], utc_now(), set(), counts=False)


def _sweep(fetching: Fetching, until: datetime, expected: int) -> Iterator[Item]:
    """Compare the numbers of all orders where there are more or fewer here than Salla has.

    It takes the calls of the list alone. Not before the history is here: an import brings that.
    """
    live = int(fetching.query("orders_live", until=until)[0][0])
    if live == expected or not fetching.query("imported")[0][0]:
        return
    listed: set[int] = set()
    complete = False
    for page in walk(lambda number: fetching.api.orders(number, sort="created_at-desc"), 1, None):
        listed |= _numbers(page)
        held = fetching.held(page)
        yield from fetching.orders(page.rows, page.fetched_at, held, counts=False)
        complete = not page.more
        if page.page >= MOST_SWEPT_PAGES:
            break
    if complete:
        rows = fetching.query(
            "orders_unlisted", until=until, listed=sorted(listed), limit=MOST_DOUBTED
        )
        yield from _asked_for(fetching, [row[0] for row in rows])


SOURCES: dict[str, Callable[[Fetching, Position], Iterator[Item]]] = {
    "orders": orders,
    "products": products,
    "customers": customers,
}
