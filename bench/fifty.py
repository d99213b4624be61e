"""The fifty segments of a store under measurement; ten of them turn as days pass."""

from psycopg import Connection
from psycopg.rows import TupleRow

from bench.bodies import MERCHANT
from bench.rules import COMMON, FREQUENT, RARE
from syncaty.db.queries import load
from syncaty.segments import stored
from syncaty.segments.book import open_book
from syncaty.segments.proof import repair_members
from syncaty.segments.rules.parse import parse_line

_sql = load("bench", "history.sql")
_rules = load("syncaty.segments.rules", "rules.sql")

ORDERED = tuple(f"orders is {n}" for n in range(1, 10))
"""Whoever has fewer than nine orders leaves one of these and enters the next by a new one."""

TIMED: tuple[str, ...] = (
    "bought anything at_least 1 last_days 30",
    "bought anything at_least 2 last_days 90",
    "not bought anything at_least 1 last_days 180 and orders at_least 1",
    "bought anything amount at_least 1000 last_days 365",
    f"bought product {FREQUENT} at_least 1 last_days 90",
    "bought category 703 at_least 1 last_days 60",
    "last_order_on days_ago_at_least 90 and last_order_on days_ago_at_most 180",
    "last_order_on days_ago_at_least 365",
    "first_order_on days_ago_at_most 30",
    "birthday within_next_days 7",
)

OTHERS: tuple[str, ...] = (
    'city is "Riyadh"',
    'city is "Jeddah" and orders at_least 2',
    'city is ("City 4", "City 5", "City 6")',
    'language is "en"',
    'gender is "female" and spent at_least 1000',
    "email known no",
    'name contains "99"',
    'country_code is "SA" and f at_least 3',
    "mobile known yes and orders is 0",
    'segment is ("champions", "loyal")',
    'segment is ("at_risk", "cant_lose")',
    "r is 5 and f is 1",
    "f at_least 4 and m at_least 4",
    "m is 5",
    "orders at_least 10",
    "spent at_least 5000",
    "spent between (500, 1000)",
    "average_order at_least 400",
    "refunds at_least 1",
    "discounts at_least 2",
    "days_between at_most 30",
    f"bought product {FREQUENT} at_least 1",
    f"bought product {COMMON} at_least 1 and not bought product {RARE} at_least 1",
    f"bought product {FREQUENT}, {COMMON} pieces at_least 3",
    "bought category 705 at_least 2",
    "bought category 706 amount at_least 500",
    "bought brand 901 at_least 1 and not bought brand 902 at_least 1",
    'bought anything at_least 1 where payment_method ("tamara_installment")',
    'bought anything at_least 2 where payment_method ("cod")',
    'bought anything at_least 1 where coupon ("SAVE7", "SAVE8")',
    'bought anything at_least 1 where status ("canceled")',
)


def make_segments(conn: Connection[TupleRow]) -> None:
    """Keep the fifty in the store, and put all its customers into them by one statement."""
    for line in (*ORDERED, *TIMED, *OTHERS):
        stored.create(conn, MERCHANT, stored.Draft(line[:100], parse_line(line)), "bench")
    conn.execute(_sql["all_built"], {"store_id": MERCHANT})
    conn.execute(_rules["whole_store"])
    book = open_book(conn, MERCHANT)
    if book is None:
        raise RuntimeError("the segments were not kept")
    for level in book.rules.levels():
        differing = book.rules.differing_all(conn, level)
        given = {"today": book.day, "zone": str(book.zone), "due": True}
        own = differing.text.rstrip(b" ;\n")
        statement = _sql["members"].encode().replace(b"{differing}", own)
        conn.execute(statement, {**differing.parameters, **given}, prepare=False)
    repair_members(conn, MERCHANT, "rule")  # their sizes
