"""Measures segments: previews, how soon membership follows, what it costs, a full recomputation."""

import time
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from psycopg import Connection
from psycopg.rows import TupleRow

from bench.bodies import MERCHANT, Webhook
from bench.fifty import make_segments
from bench.jump import Jump, measure_jump
from bench.live import Cost, Followed, measure_cost, measure_followed
from bench.midnight import Turned, measure_midnight
from bench.moving import moving_events
from bench.previews import PACE, Previewed, measure_busy_previews, measure_previews
from bench.scores import Others, measure_others
from bench.size import FULL, Size
from bench.store import Stores
from syncaty.db.queries import load
from syncaty.recompute import check
from syncaty.rfm.recompute import check_rfm
from syncaty.rfm.settings import cut_of, load_row, settings_of
from syncaty.segments.maps import segments_of
from syncaty.segments.proof import check_members

PARTS = ("previews", "followed", "cost", "recompute", "jump", "midnight")

_sql = load("bench", "progress.sql")
_rules = load("syncaty.segments.rules", "rules.sql")
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Scale:
    """How large a run is: customers of three stores, paces, seconds, and turns of each measure."""

    little: int = 10_000
    middle: int = 100_000
    large: int = 1_000_000
    middle_pace: float = 500.0
    large_pace: float = 200.0
    seconds: float = 60.0
    cost_events: int = 4_000
    jump_seconds: float = 20.0
    warm: int = 500  # events before those that count
    turns: int = 3


SMALL_SCALE = Scale(300, 300, 300, 40.0, 40.0, 1.0, 40, 4.0, 10, 1)


@dataclass(frozen=True, slots=True)
class Recomputed:
    """Seconds of a full recomputation of a store in which nothing differs."""

    scores: float  # totals, edges and scores from orders, compared with what is held
    members: float  # of 50 segments, compared with what is held
    everything: float  # `syncaty recompute --check`: also orders, daily figures and history


@dataclass(slots=True)
class Results:
    """What a run came to, by part; each list holds a value per turn."""

    scale: Scale
    previews: Previewed | None = None
    busy_previews: Previewed | None = None
    middle: list[Followed] | None = None
    large: list[Followed] | None = None
    costs: list[tuple[Cost, Cost]] | None = None  # in the little store, in the large one
    recomputed: list[Recomputed] | None = None
    others: list[Others] | None = None
    jump: Jump | None = None
    midnights: list[Turned] | None = None  # of the middle store, and of the large one


def run_segments(stores: Stores, scale: Scale, parts: Sequence[str], tell: Tell) -> Results:
    """Measure the named parts; stores that are not there yet are made."""
    found, work = Results(scale), _Work(stores, scale, tell)
    for part in parts:
        getattr(work, part)(found)
    return found


class _Work:
    def __init__(self, stores: Stores, scale: Scale, tell: Tell) -> None:
        self._stores = stores
        self._scale = scale
        self._tell = tell

    def previews(self, found: Results) -> None:
        store, scale = self._store(self._scale.middle), self._scale
        today = _ends(store) + timedelta(days=2)
        found.previews = measure_previews(store, today, scale.turns)
        self._tell(f"previews at rest: p95 {found.previews.quantile(0.95):.0f} ms")
        # At a second each they would last this long; there are enough webhooks for all of it.
        events = self._events(store, int(PACE * 40 * (scale.turns + 1)))
        found.busy_previews = measure_busy_previews(store, today, scale.turns, events)
        self._tell(f"previews under load: p95 {found.busy_previews.quantile(0.95):.0f} ms")

    def followed(self, found: Results) -> None:
        scale = self._scale
        found.middle = self._follow(scale.middle, scale.middle_pace)
        found.large = self._follow(scale.large, scale.large_pace)

    def cost(self, found: Results) -> None:
        scale = self._scale
        little, large = self._store(scale.little), self._store(scale.large)
        # The same orders; the customers are those of each store who have few orders.
        events = [self._events(each, scale.cost_events + scale.warm) for each in (little, large)]
        found.costs = []
        for _ in range(scale.turns):
            both = (
                measure_cost(little, events[0], scale.warm),
                measure_cost(large, events[1], scale.warm),
            )
            found.costs.append(both)
            shown = " and ".join(f"{each.cpu:.3f} ms CPU {each.wall:.3f} ms" for each in both)
            self._tell(f"cost per event: {shown}")

    def recompute(self, found: Results) -> None:
        found.recomputed, found.others = [], []
        store = self._store(self._scale.large)
        for _ in range(self._scale.turns):
            with store.opened() as conn:
                found.recomputed.append(_recompute(conn))
                conn.rollback()
            with store.opened() as conn:
                found.others.append(measure_others(conn))
            self._tell(f"{found.recomputed[-1]}, {found.others[-1]}")

    def jump(self, found: Results) -> None:
        store = self._store(self._scale.middle)
        until = _ends(store) + timedelta(days=2)
        found.jump = measure_jump(store, until, self._scale.jump_seconds)
        self._tell(f"{found.jump}")

    def midnight(self, found: Results) -> None:
        found.midnights = []
        for customers in (self._scale.middle, self._scale.large):
            found.midnights.append(measure_midnight(self._store(customers)))
            self._tell(f"{found.midnights[-1]}")

    def _follow(self, customers: int, pace: float) -> list[Followed]:
        scale, store, turns = self._scale, self._store(customers), list[Followed]()
        events = self._events(store, int(pace * scale.seconds) + scale.warm)
        for _ in range(scale.turns):
            with store.fresh() as database:
                turns.append(measure_followed(store.folder, database, events, pace, scale.warm))
            self._tell(f"followed in {customers:,}: {turns[-1]}")
        return turns

    def _store(self, customers: int) -> Stores:
        """Give the store of so many customers, made unless it is there."""
        store = self._stores.named(f"store_{customers}")
        if not store.made():
            self._tell(f"making a store of {customers:,} customers ...")
            # Of a hundred thousand customers previews are asked for with four orders each.
            orders = customers * (4 if customers == self._scale.middle else 3)
            past = min(customers, FULL.past_jobs)
            size: Size = replace(FULL, customers=customers, orders=orders, past_jobs=past)
            ends = datetime.now(UTC).date() - timedelta(days=2)
            store.seed(size, ends, then=make_segments)
        return store

    def _events(self, store: Stores, count: int) -> list[Webhook]:
        """Give events about customers with few orders."""
        with store.opened() as conn:
            rows = conn.execute(
                _sql["few_orders"], {"store_id": MERCHANT, "most": count}
            ).fetchall()
        events = moving_events([row[0] for row in rows], _ends(store) + timedelta(days=2))
        return list(islice(events, count))


def _ends(store: Stores) -> date:
    """Give the day after a store's last order."""
    with store.opened() as conn:
        row = conn.execute(_sql["last_day"], {"store_id": MERCHANT}).fetchone()
    if row is None:
        raise RuntimeError("the store has no orders")
    last: date = row[0]
    return last


def _recompute(conn: Connection[TupleRow]) -> Recomputed:
    conn.execute(_rules["whole_store"])  # as `recompute` asks of the planner
    row = load_row(conn, MERCHANT)
    began = time.perf_counter()
    scores = check_rfm(conn, MERCHANT, segments_of(settings_of(row)), cut_of(row))
    scored = time.perf_counter()
    members = check_members(conn, MERCHANT)
    judged = time.perf_counter()
    everything = check(conn, MERCHANT)
    ended = time.perf_counter()
    if any(astuple(scores)) or any(members) or any(everything.values()):
        raise RuntimeError(f"the store was not sound: {scores}, {members}, {everything}")
    return Recomputed(scored - began, judged - scored, ended - judged)
