"""What segments were, and how customers went between them, over the API: as the moves say."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.integration.web.api.conftest import STORE, Api

S = f"/stores/{STORE}"
TODAY = datetime.now(ZoneInfo("Asia/Riyadh")).date()


def flows(api: Api, first: str) -> Any:
    asked: dict[str, Any] = {"from": first}
    return api.get(f"{S}/rfm/flows", **asked)


def test_the_composition_now_is_the_size_of_the_segments(api: Api) -> None:
    now = api.get(f"{S}/rfm/composition")
    held = {each["key"]: each["customers"] for each in api.get(f"{S}/segments")["items"]}
    assert {each["key"]: each["customers"] for each in now["segments"]} == held
    assert (now["on"], now["kept_since"]) == (str(TODAY), str(TODAY))
    assert now["customers"] == sum(held.values()) == len(api.buyers)
    assert sum(each["share"] for each in now["segments"]) > 0.999


def test_before_the_first_move_nobody_had_a_segment(api: Api) -> None:
    past = api.get(f"{S}/rfm/composition", on=str(TODAY - timedelta(days=1)))
    assert past["customers"] == 0
    assert {each["customers"] for each in past["segments"]} == {0}
    assert api.get(f"{S}/rfm/composition", on="0001-01-01")["customers"] == 0
    assert api.get(f"{S}/rfm/composition", on="9999-12-31")["customers"] == len(api.buyers)


def test_flows_are_of_everyone_who_ended_elsewhere(api: Api) -> None:
    found = flows(api, str(TODAY - timedelta(days=1)))
    rows = api.shop.rows(
        "select distinct on (customer_id) cause, to_segment from segment_moves"
        " where store_id = %s order by customer_id, id desc",
        STORE,
    )
    ended = [(cause, segment) for cause, segment in rows if segment]
    assert found["customers"] == len(ended) == len(api.buyers)
    assert {each["from_segment"] for each in found["flows"]} == {None}
    ways: Counter[tuple[str, str]] = Counter()
    for each in found["flows"]:
        ways[each["cause"], each["to_segment"]] += each["customers"]
    assert ways == Counter(ended)
    assert found["causes"] == dict(Counter(cause for cause, _ in ended))
    assert flows(api, str(TODAY))["flows"] == []
    assert flows(api, "0001-01-01")["flows"] == found["flows"]
