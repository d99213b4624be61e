"""How long a store's midnight takes: from the look that finds it to the last customer judged."""

import time
from dataclasses import dataclass
from datetime import timedelta

from bench.bodies import MERCHANT
from bench.store import Stores
from syncaty.db.queries import load
from syncaty.midnight import step

_sql = load("bench", "midnight.sql")


@dataclass(frozen=True, slots=True)
class Turned:
    """Who was judged as a day began, who moved, the seconds it took, and of its longest part.

    Webhooks of the store are applied between two parts.
    """

    customers: int
    judged: int
    moved: int
    seconds: float
    longest: float


def measure_midnight(stores: Stores) -> Turned:
    """Let the next day of a copy of the store begin."""
    with stores.fresh() as database, database.connect() as conn:
        wanted = {"store_id": MERCHANT}
        row = conn.execute(_sql["worked_on"], wanted).fetchone()
        if row is None:
            raise RuntimeError("the store has no segments")
        day, customers = row[0] + timedelta(days=1), row[1]
        parts, judged, more = [], 0, True
        while more:
            began = time.perf_counter()
            more = step(conn, MERCHANT, day)
            parts.append(time.perf_counter() - began)
            judged = judged or (conn.execute(_sql["due"], wanted).fetchone() or (0,))[0]
        moved = (conn.execute(_sql["moved"], wanted | {"day": day}).fetchone() or (0,))[0]
    return Turned(customers, judged, moved, sum(parts), max(parts))
