"""The repair of a gap: what changed at Salla since the last sure moment, set beside what is here.

Orders can be listed by their last change, though not filtered by it (X31): the walk goes from the
newest change back, reads each order's own `updated_at` (X32), and stops at a page that lies behind
the window with a margin. Orders that should have been on it and were not are asked for one by one:
Salla answers that they are gone. Products and customers have no such order, so small lists are
walked whole and large ones from their beginning.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
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
from syncaty.syncs.page import Entry, Item, Mark, Position, Read, Taken
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
    walked = _Walked(
        (fetching.since or fetching.begun) - MARGIN, fetching.begun - MARGIN, fetching.zone
    )
    done = 0
    for page in walk(_latest_change_first(fetching), 1, None):
        brought = fetching.brought(page)
        walked.take(page, fetching.held(page))
        entries = list(fetching.orders(page.rows, page.fetched_at, brought, since=walked.since))
        yield from entries
        fresh = sum(map(_in_window, entries)) + len(brought)
        done += fresh
        yield Mark({}, done, done)
        if not fresh:
            break
    doubted = list(_asked_for(fetching, _doubted(fetching, walked)))
    yield from doubted
    gone = sum(map(_is_gone, doubted))
    if walked.total is not None:
        expected = walked.total - walked.recent
        live = int(fetching.query("orders_live", until=walked.until)[0][0])
        if live + walked.new - gone != expected:
            yield from _sweep(fetching, walked.until)


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


@dataclass(slots=True)
class _Walked:
    """What the list of the latest changes showed: its orders, how many were placed at its very
    end (`recent`), and how many of the older ones are not here yet (`new`).
    """

    since: datetime
    until: datetime
    zone: tzinfo
    seen: set[int] = field(default_factory=set)
    recent: int = 0
    new: int = 0
    total: int | None = None

    def take(self, page: Page, held: set[int]) -> None:
        """Note a page, of which some orders are held here."""
        self.total = page.total
        for row in page.rows:
            number = as_id(row.get("id"))
            if number is None or number in self.seen:
                continue
            self.seen.add(number)
            if _placed_since(row, self.until, self.zone):
                self.recent += 1
            elif number not in held:
                self.new += 1


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
    failed, read = _once_fetched(entry)
    return failed or read is not None


def _is_gone(entry: Entry) -> bool:
    _, read = _once_fetched(entry)
    return isinstance(read, Taken) and read.gone


def _once_fetched(entry: Entry) -> tuple[bool, Read]:
    """Wait for a row; tell whether it failed, and give it."""
    if not isinstance(entry.read, Future):
        return False, entry.read
    wait([entry.read])
    if entry.read.cancelled():
        raise HaltedError
    failed = entry.read.exception() is not None
    return failed, None if failed else entry.read.result()


def _doubted(fetching: Fetching, walked: _Walked) -> Iterable[int]:
    rows = fetching.query(
        "orders_doubted",
        since=walked.since,
        until=walked.until,
        seen=sorted(walked.seen),
        limit=MOST_DOUBTED,
    )
    return [row[0] for row in rows]


def _asked_for(fetching: Fetching, ids: Iterable[int]) -> Iterator[Entry]:
    """Give orders by their numbers, as they are at Salla or gone."""
    yield from fetching.orders([{"id": each} for each in ids], utc_now(), set(), counts=False)


def _sweep(fetching: Fetching, until: datetime) -> Iterator[Item]:
    """Compare the numbers of all orders, as there are more or fewer here than Salla has.

    It takes the calls of the list alone. Not before the history is here: an import brings that.
    """
    if not fetching.query("imported")[0][0]:
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
