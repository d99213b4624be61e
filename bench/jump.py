"""How long a webhook waits while an edge of F jumps over all who have the same number of orders."""

from dataclasses import dataclass
from datetime import date
from itertools import islice

from psycopg import Connection
from psycopg.rows import TupleRow

from bench.bodies import MERCHANT
from bench.live import Followed, check_figures, measure_followed
from bench.moving import moving_events
from bench.store import Stores
from syncaty.db.queries import load
from syncaty.recompute import recompute
from syncaty.rfm.scoring import target_rank

PACE = 50.0  # webhooks a second
_AFTER = 100  # orders after the first until the edge jumps

_sql = load("bench", "jump.sql")


@dataclass(frozen=True, slots=True)
class Jump:
    """Where the edge stood before and after, how many it passed, and how long others took."""

    buyers: int
    edge: int  # 1 to 4
    before: int
    after: int
    passed: int
    followed: Followed


@dataclass(frozen=True, slots=True)
class _Brink:
    edge: int
    value: int
    passed: int


def measure_jump(stores: Stores, until: date, seconds: float) -> Jump:
    """Bring a copy of the store to the brink, and send orders that push the edge over it."""
    count = int(seconds * PACE)
    with stores.fresh() as database:
        with database.connect() as conn, conn.transaction():
            brink = _bring_to_brink(conn)
        with database.connect() as conn:
            wanted = {"store_id": MERCHANT, "orders": brink.value, "most": count}
            customers = [row[0] for row in conn.execute(_sql["with_orders"], wanted)]
        events = list(islice(moving_events(customers, until), count))
        followed = measure_followed(stores.folder, database, events, PACE, warm=0)
        check_figures(database)
        with database.connect() as conn:
            buyers, after = _edge(conn, brink.edge)
    if after <= brink.value:
        raise RuntimeError(f"the edge stayed at {after}")
    return Jump(buyers, brink.edge, brink.value, after, brink.passed, followed)


def _bring_to_brink(conn: Connection[TupleRow]) -> _Brink:
    """Take so many buyers away that an edge lies a hundred below the last of its equals."""
    counts: dict[int, int] = dict(conn.execute(_sql["by_orders"], {"store_id": MERCHANT}))
    buyers = sum(counts.values())
    edge, value = max(
        ((k, _edge(conn, k)[1]) for k in (1, 2, 3, 4)), key=lambda each: counts.get(each[1] + 1, 0)
    )
    up_to = sum(count for orders, count in counts.items() if orders <= value)
    slack = up_to - 1 - target_rank(buyers, edge)
    surplus = max(0, (slack - _AFTER) * 5 // (5 - edge))
    wanted = {"store_id": MERCHANT, "orders": value, "most": surplus}
    gone = [row[0] for row in conn.execute(_sql["with_orders"], wanted)]
    conn.execute(_sql["forget_lines"], {"store_id": MERCHANT, "customers": gone})
    conn.execute(_sql["forget_orders"], {"store_id": MERCHANT, "customers": gone})
    recompute(conn, MERCHANT)
    return _Brink(edge, value, counts.get(value + 1, 0))


def _edge(conn: Connection[TupleRow], k: int) -> tuple[int, int]:
    """Give the number of buyers and the value of an edge of F."""
    row = conn.execute(_sql["edge"], {"store_id": MERCHANT, "place": k - 1}).fetchone()
    if row is None:
        raise RuntimeError("the store has no edges")
    return row[0], row[1]
