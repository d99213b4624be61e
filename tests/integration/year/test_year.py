"""A year passes hour by hour over real purchases, and every figure is right all along."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, timedelta

import psycopg
import pytest

from syncaty.recompute import set_rfm_settings, turn_day
from syncaty.rfm.limits import limits_of
from syncaty.rfm.settings import RfmSettings
from tests.integration.histories.living import Store
from tests.integration.histories.proof import (
    differing,
    expected_members,
    held_members,
    prove_moves,
)
from tests.integration.year.purchases import (
    LONDON,
    REAL,
    Purchase,
    invented,
    real,
    webhooks,
)
from tests.integration.year.replay import SEGMENTS, Passing

LIMITS = limits_of({"r": [14, 30, 60, 120], "f": [1, 2, 3, 5], "m": [100, 250, 500, 1000]})
DECISIONS = (
    RfmSettings(edges="frozen"),
    RfmSettings(edges="fixed", limits=LIMITS),
    RfmSettings(map="recency_fm", window_days=21),
)
"""What the merchant decides as the year goes on, from live edges over all time to a window."""


@pytest.fixture
def passing(dsn: str) -> Iterator[Callable[[list[Purchase]], Passing]]:
    """Give what opens a store, on the day of the first of some purchases."""
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute("set synchronous_commit to off")

        def opened(purchases: list[Purchase]) -> Passing:
            first, last = purchases[0].at.date(), purchases[-1].at.date()
            store = Store(conn, 7, first, "Europe/London")
            days = [first + (last - first) * part // 4 for part in (1, 2, 3)]
            decided = {
                day: _deciding(store, each) for day, each in zip(days, DECISIONS, strict=True)
            }
            return Passing(conn, dsn, store, decided)

        yield opened


def _deciding(store: Store, settings: RfmSettings) -> Callable[[], None]:
    def decide() -> None:
        with store.conn.transaction():
            set_rfm_settings(store.conn, store.id, settings)
            turn_day(store.conn, store.id, store.today)

    return decide


def prove(year: Passing, purchases: list[Purchase], *, hours: int, days: int, by_time: int) -> None:
    """Let the purchases' time pass; look at each so many hours, and at each so many midnights.

    Time alone must have moved somebody in at least so many segments.
    """
    conn, store = year.conn, year.store
    year.make()
    told = list(webhooks(purchases))
    until = told[-1][0].astimezone(UTC) + timedelta(days=3)
    looks, first = 0, told[0][0]
    for at in year.hours(told, until):
        passed = at - first
        if (passed // timedelta(hours=1)) % hours == 0:
            assert differing(conn, store.id) == {}, at
        midnight = at.astimezone(LONDON).hour == 1 and passed // timedelta(days=1) % days == 0
        if midnight:
            assert expected_members(conn, store.id, store.today, LONDON) == held_members(
                conn, store.id
            ), at
            looks += 1
    assert looks >= 2
    assert differing(conn, store.id) == {}
    prove_moves(conn, store.id)
    turned = conn.execute(
        "select g.key, count(*) filter (where v.entered), count(*) filter (where not v.entered)"
        " from segments g left join membership_moves v on v.store_id = g.store_id"
        " and v.segment_id = g.id and v.cause = 'time' where g.store_id = %s group by 1",
        (store.id,),
    ).fetchall()
    assert {key for key, _, _ in turned} == set(SEGMENTS)
    assert sum(entered + left > 0 for _, entered, left in turned) >= by_time, turned


def test_weeks_of_invented_purchases(passing: Callable[[list[Purchase]], Passing]) -> None:
    """Forty days, of which one is a leap day and one has an hour less."""
    purchases = invented(date(2024, 2, 25), 40, 25)
    prove(passing(purchases), purchases, hours=24 * 20, days=13, by_time=5)


@pytest.mark.long
def test_a_year_of_purchases(passing: Callable[[list[Purchase]], Passing]) -> None:
    if REAL.exists():
        purchases = real()
        assert len(purchases) > 20_000
    else:
        purchases = invented(date(2023, 12, 1), 366, 400)
    prove(passing(purchases), purchases, hours=24 * 7 + 5, days=30, by_time=10)
