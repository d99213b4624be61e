from collections import Counter

from syncaty.stores.lanes import LANES, lane_of


def test_a_store_keeps_its_lane_for_ever() -> None:
    assert [lane_of(store) for store in (0, 1, 1305146709, 2**63 - 1)] == [24, 56, 48, 6]


def test_stores_spread_over_all_lanes() -> None:
    spread = Counter(lane_of(store) for store in range(1_000_000, 1_006_400))
    assert len(spread) == LANES
    assert max(spread.values()) < 2 * 6400 / LANES
