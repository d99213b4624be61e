"""Lets membership follow what changed, in the transaction that changes it.

Nobody else is looked at: the cost is by the customers touched, not by the size of the store. See
docs/understand/live-segments.md.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.db.arrays import BigInts
from syncaty.db.planned import planned_once
from syncaty.db.queries import load as load_queries
from syncaty.segments.book import Book, Judged, open_book
from syncaty.segments.moves import Cause

STEP = 10_000  # customers judged by one statement
BY_ONE_PLAN = 1_000  # up to so many customers are judged by a plan made once for any number
MOST_LINES = 2_000  # of changed products: with more, some buyers are judged at once, all soon

_sql = load_queries("syncaty.segments", "membership.sql")
_lists = load_queries("syncaty.segments", "lists.sql")

Why = tuple[Cause, int | None]
"""Why something changed, and by which job."""


@dataclass(frozen=True, slots=True)
class Touched:
    """Whom a change may have moved: customers whose own data or orders changed, those of whom only
    scores did, and products whose categories or brand changed.
    """

    customers: Collection[int] = ()
    scored: Collection[int] = ()
    products: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class Moved:
    """A customer who entered or left a segment, why, and by which job."""

    customer_id: int
    segment_id: int
    entered: bool
    cause: Cause
    job_id: int | None
    key: str
    name: str


@dataclass(slots=True)
class _Run:
    """What is to be judged on the way up through the levels, and what moved so far."""

    full: Sequence[int] = ()
    scored: Sequence[int] = ()
    goods: Sequence[int] = ()
    only: tuple[int, Sequence[int]] = (0, ())
    moved: list[Moved] = field(default_factory=list)


def follow(
    conn: Connection[TupleRow],
    store_id: int,
    touched: Touched,
    causes: Mapping[int, Why] | None = None,
    *,
    otherwise: Cause,
    job_id: int | None = None,
) -> list[Moved]:
    """Judge the customers touched by all rules they can have moved in, and write who did.

    `causes` holds, for customers whose own data or orders changed, why and by which job; all others
    moved for the reason `otherwise` by `job_id`. Nothing is done for a store without segments.
    """
    book = open_book(conn, store_id)
    if book is None:
        return []
    why: dict[int, Why] = dict(causes or {})
    full = set(touched.customers)
    goods = _buyers(conn, book, touched.products) - full
    for each in goods:
        why.setdefault(each, ("goods", job_id))
    run = _Run(sorted(full), sorted(set(touched.scored) - full), sorted(goods))
    run.moved = _arrived(conn, book, run.full, why)
    return _climb(conn, book, run, why, (otherwise, job_id))


def follow_rule(
    conn: Connection[TupleRow], store_id: int, segment_id: int, customers: Sequence[int]
) -> list[Moved]:
    """Judge customers by the rule of one segment, which is new, and by those that name it."""
    book = open_book(conn, store_id)
    if book is None or not customers:
        return []
    return _climb(conn, book, _Run(only=(segment_id, customers)), {}, ("rule", None))


def put(
    conn: Connection[TupleRow],
    store_id: int,
    segment_id: int,
    entering: Collection[int],
    leaving: Collection[int],
) -> list[Moved]:
    """Put customers on a list and take others off it, and judge them by the rules that name it."""
    book = open_book(conn, store_id)
    if book is None or not (entering or leaving):
        return []
    moved = [
        moving(book, customer_id, segment_id, ("list", None), enters=enters)
        for enters, customers in ((True, entering), (False, leaving))
        for customer_id in customers
    ]
    write(conn, book, moved)
    return _climb(conn, book, _Run(moved=moved), {}, ("list", None))


def hand_over(conn: Connection[TupleRow], store_id: int, same: Mapping[int, int]) -> None:
    """Give the segments and moves of customers to those they turned out to be."""
    if same:
        pairs = {"store_id": store_id, "old": list(same), "new": list(same.values())}
        conn.execute(_sql["members_hand_over"], pairs)
        conn.execute(_sql["moves_hand_over"], pairs)


def moving(book: Book, customer_id: int, segment_id: int, why: Why, *, enters: bool) -> Moved:
    """Make the record of a customer who enters or leaves a segment."""
    return Moved(customer_id, segment_id, enters, *why, *book.rules.names[segment_id])


def write(conn: Connection[TupleRow], book: Book, moved: Sequence[Moved]) -> None:
    """Write who entered and left which segments, and the sizes that follow."""
    if moved:
        row = {
            "store_id": book.store_id,
            "day": book.day,
            "customers": [each.customer_id for each in moved],
            "segments": [each.segment_id for each in moved],
            "enters": [each.entered for each in moved],
            "causes": [each.cause for each in moved],
            "jobs": [each.job_id for each in moved],
        }
        conn.execute(_sql["moves_write"], row)


def _arrived(
    conn: Connection[TupleRow], book: Book, customers: Sequence[int], why: Mapping[int, Why]
) -> list[Moved]:
    """Put customers on the lists with an entry that waited for them."""
    if not customers or not book.rules.has_lists:
        return []
    asked = {"store_id": book.store_id, "customers": list(customers)}
    moved = []
    for segment_id, customer_id in conn.execute(_lists["arrivals"], asked).fetchall():
        job_id = why[customer_id][1] if customer_id in why else None
        moved.append(moving(book, customer_id, segment_id, ("list", job_id), enters=True))
    write(conn, book, moved)
    return moved


def _climb(
    conn: Connection[TupleRow],
    book: Book,
    run: _Run,
    why: Mapping[int, Why],
    otherwise: Why,
) -> list[Moved]:
    """Judge level by level: who moved in one is judged again by those above that name it."""
    for here in book.rules.levels():
        found: dict[tuple[int, int], bool] = {}
        for customers, segments in _asked(run, here):
            for customer_id, segment_id, enters in _differing(conn, book, customers, segments):
                found[customer_id, segment_id] = enters
        moved = [
            moving(book, customer_id, segment_id, why.get(customer_id, otherwise), enters=enters)
            for (customer_id, segment_id), enters in found.items()
        ]
        write(conn, book, moved)
        run.moved += moved
    return run.moved


def _asked(run: _Run, here: Sequence[Judged]) -> Iterable[tuple[Sequence[int], Sequence[Judged]]]:
    """Give who is to be judged by which segments of a level."""
    yield run.full, here
    yield run.scored, [each for each in here if each.scores]
    yield run.goods, [each for each in here if each.goods]
    segment_id, customers = run.only
    yield customers, [each for each in here if each.id == segment_id]
    if run.moved:
        below = sorted({each.customer_id for each in run.moved} - set(run.full))
        yield below, [each for each in here if each.names]


def _differing(
    conn: Connection[TupleRow], book: Book, customers: Sequence[int], segments: Sequence[Judged]
) -> Iterable[tuple[int, int, bool]]:
    if not customers or not segments:
        return
    statement = book.rules.differing(conn, segments)
    given = {**statement.parameters, "today": book.day, "zone": str(book.zone)}
    for at in range(0, len(customers), STEP):
        given["customers"] = BigInts(customers[at : at + STEP])
        if len(customers) > BY_ONE_PLAN:
            yield from statement.numbered.run(conn, given, prepare=False).fetchall()
            continue
        # Planning takes longer than judging a few customers, see decision 8.
        with planned_once(conn):
            cursor = statement.numbered.run(conn, given)
        yield from cursor.fetchall()


def _buyers(conn: Connection[TupleRow], book: Book, products: Collection[int]) -> set[int]:
    """Give who bought changed products, where a rule asks for such.

    Where the products have a great many lines, they are noted: their buyers are found and judged a
    little later (`clock.judge_due`), but for some of them.
    """
    if not products or not any(each.goods for each in book.rules.segments):
        return set()
    row: dict[str, object] = {"store_id": book.store_id, "products": sorted(products)}
    found = conn.execute(_sql["buyers"], {**row, "most": MOST_LINES + 1}, prepare=False).fetchall()
    if len(found) > MOST_LINES:
        conn.execute(_sql["due_goods_add"], row)
        found.pop()
    return {customer_id for (customer_id,) in found if customer_id is not None}
