"""Daily and nightly turns: one a day, each store its own minute, nights in the store's zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from syncaty.stores.spread import next_check, next_night

INSTANTS = st.integers(0, 10**9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
STORES = st.integers(1, 2**62)
ZONES = st.sampled_from(["Asia/Riyadh", "Europe/Berlin", "America/New_York", "Asia/Kolkata"])


@given(STORES, INSTANTS)
def test_a_check_comes_once_a_day(store_id: int, now: datetime) -> None:
    turn = next_check(store_id, now)
    assert timedelta(0) < turn - now <= timedelta(days=1)
    assert next_check(store_id, turn) == turn + timedelta(days=1)


@given(STORES, INSTANTS, ZONES)
def test_a_night_turn_comes_each_night_of_the_store(
    store_id: int, now: datetime, name: str
) -> None:
    zone = ZoneInfo(name)
    turn = next_night(store_id, zone, now)
    assert timedelta(0) < turn - now <= timedelta(hours=25)
    assert 1 <= turn.astimezone(zone).hour <= 5
    following = next_night(store_id, zone, turn).astimezone(zone)
    assert following.date() == turn.astimezone(zone).date() + timedelta(days=1)


def test_stores_are_spread() -> None:
    now = datetime(2026, 5, 5, tzinfo=UTC)
    assert len({next_check(store_id, now).hour for store_id in range(1, 500)}) == 24
    nights = {next_night(store_id, ZoneInfo("UTC"), now).hour for store_id in range(1, 500)}
    assert nights == {1, 2, 3, 4}
