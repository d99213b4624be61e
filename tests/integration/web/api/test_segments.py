"""Segments by programs: made, read, changed and taken away, and every fault with its place."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from syncaty.segments.classic import SEGMENTS
from tests.integration.web.api.conftest import STORE, Api

S = f"/api/v1/stores/{STORE}/segments"


def ask(api: Api, method: str, address: str, body: Any = None, status: int = 200) -> Any:
    """Ask below the segments of the store; gives the JSON after checking the status."""
    response = api.http.request(method, S + address, json=body)
    assert response.status_code == status, response.text
    return response.json()


@pytest.fixture(autouse=True)
def clean(api: Api) -> Iterator[None]:
    """Take every segment away that a test has made."""
    yield
    api.shop.conn.execute("delete from store_privacy")
    left = [each["key"] for each in ask(api, "GET", "")["items"] if not each["read_only"]]
    while left:
        gone = [key for key in left if api.http.delete(f"{S}/{key}").status_code == 200]
        assert gone, left
        left = [key for key in left if key not in gone]


def make(api: Api, key: str, line: str = "orders at_least 2", **more: Any) -> Any:
    return ask(api, "POST", "", {"name": key.upper(), "key": key, "line": line, **more})


def members(api: Api, key: str) -> list[int]:
    return [each["id"] for each in api.every(f"/stores/{STORE}/segments/{key}/members", limit=3)]


def buyers(api: Api, least: int) -> list[int]:
    return sorted(number for number, each in api.buyers.items() if each.orders >= least)


def test_a_segment_is_made_read_changed_and_taken_away(api: Api) -> None:
    made = make(api, "often", note="Twice or more")
    assert made["rule"] == {"field": "orders", "op": "at_least", "value": 2}
    assert (made["line"], made["kind"], made["built"]) == ("orders at_least 2", "rule", True)
    assert (made["note"], made["read_only"], made["warnings"]) == ("Twice or more", False, [])
    assert made["changed_by"] == "token tests"
    assert made["customers"] == len(buyers(api, 2)) == made["export"]["customers"]
    assert members(api, "often") == buyers(api, 2)
    assert ask(api, "GET", "/often") == made

    changed = ask(api, "PUT", "/often", {"rule": {"field": "orders", "op": "at_least", "value": 3}})
    assert (changed["name"], changed["note"]) == ("OFTEN", "Twice or more")
    assert members(api, "often") == buyers(api, 3)
    renamed = ask(api, "PUT", "/often", {"name": "Regulars", "key": "regulars", "note": ""})
    assert (renamed["name"], renamed["key"], renamed["note"]) == ("Regulars", "regulars", "")
    assert renamed["line"] == "orders at_least 3"
    ask(api, "GET", "/often", status=404)

    assert ask(api, "DELETE", "/regulars") == {"removed": "regulars"}
    assert ask(api, "DELETE", "/regulars", status=404)["error"] == "unknown_segment"


def test_the_eleven_come_first_and_are_read_only(api: Api) -> None:
    make(api, "b-list", "orders at_least 1")
    make(api, "a-list", "orders at_least 1")
    listed = ask(api, "GET", "")["items"]
    assert [each["key"] for each in listed] == [*SEGMENTS, "a-list", "b-list"]
    first = listed[0]
    assert (first["kind"], first["name"], first["read_only"]) == ("rfm", "Champions", True)
    assert ask(api, "GET", "/champions")["rule"] is None
    for method, body in (("PUT", {"name": "Best"}), ("DELETE", None)):
        said = ask(api, method, "/champions", body, status=409)
        assert (said["error"], said["path"]) == ("read_only", "key")
        assert 'segment is "champions"' in said["message"]
    make(api, "best", 'segment is "champions"')
    assert members(api, "best") == members(api, "champions")


def test_moves_sizes_and_overlap(api: Api) -> None:
    made = make(api, "often")
    moves = api.every(f"/stores/{STORE}/segments/often/moves", limit=2)
    assert {(each["customer_id"], each["entered"], each["cause"]) for each in moves} == {
        (number, True, "rule") for number in buyers(api, 2)
    }
    sizes = ask(api, "GET", "/often/sizes")["items"]
    assert len(sizes) == 30
    assert (sizes[-1]["members"], sizes[-1]["entered"]) == (made["customers"],) * 2
    assert sizes[0] == {"day": sizes[0]["day"], "members": 0, "entered": 0, "left": 0}
    make(api, "thrice", "orders at_least 3")
    assert ask(api, "GET", "/often/overlap?with=thrice") == {
        "first": len(buyers(api, 2)),
        "second": len(buyers(api, 3)),
        "both": len(buyers(api, 3)),
    }
    for key in SEGMENTS:
        held = members(api, key)
        seen = ask(api, "GET", f"/{key}/overlap?with=often")
        both = len(set(held) & set(buyers(api, 2)))
        assert seen == {"first": len(held), "second": made["customers"], "both": both}
        assert ask(api, "GET", f"/{key}/overlap", status=422)["path"] == "with"
        assert ask(api, "GET", f"/{key}/sizes")["items"][-1]["members"] == len(held)
        moved = api.every(f"/stores/{STORE}/segments/{key}/moves")
        assert all((each["to_segment"] == key) == each["entered"] for each in moved)


def test_customers_say_which_segments_they_are_in(api: Api) -> None:
    make(api, "often")
    make(api, "all", "everybody")
    inside = buyers(api, 2)[0]
    held = api.get(f"/stores/{STORE}/customers/{inside}")
    assert held["segments"] == ["all", "often"]
    assert [(each["key"], each["kind"]) for each in held["memberships"]] == [
        ("all", "rule"),
        ("often", "rule"),
    ]
    for each in api.every(f"/stores/{STORE}/customers", limit=7):
        assert each["segments"] == ["all"] + ["often"] * (each["id"] in buyers(api, 2))


def test_a_rule_over_goods_that_are_not_there_is_taken_with_a_warning(api: Api) -> None:
    line = "orders at_least 1 and not bought product 987654321 at_least 1"
    made = make(api, "never", line)
    (warned,) = made["warnings"]
    assert (warned["code"], warned["path"]) == ("unknown_product", "rule.all.1.not.ids")
    assert "The store has no product 987654321 now." in warned["message"]
    assert members(api, "never") == buyers(api, 1)
    assert make(api, "nobody", "nobody")["customers"] == 0


BOUGHT = {"bought": "anything", "at_least": 1}
COUNT = {"field": "orders", "op": "at_least", "value": 1}
DEEP: Any = COUNT
for _ in range(120):
    DEEP = {"not": DEEP}


@pytest.mark.parametrize(
    ("body", "code", "path"),
    [
        ({"rule": {**BOUGHT, "last_days": 0}}, "bad_rule", "rule.last_days"),
        ({"rule": {**BOUGHT, "last_days": 10_000}}, "bad_rule", "rule.last_days"),
        ({"rule": {"all": [COUNT, {**COUNT, "value": "many"}]}}, "bad_rule", "rule.all.1.value"),
        ({"rule": {"all": [COUNT] * 10_000}}, "bad_rule", "rule.all"),
        ({"rule": {"any": [{"all": [COUNT] * 900}] * 11}}, "bad_rule", "rule"),
        ({"rule": DEEP}, "bad_rule", "rule" + ".not" * 101),
        ({"rule": {"field": "orders); drop table orders"}}, "bad_rule", "rule.field"),
        ({"rule": {"member_of": "not-there"}}, "bad_rule", "rule.member_of"),
        ({"rule": {"all": [COUNT, {"member_of": "x"}]}}, "segment_cycle", "rule.all.1.member_of"),
        ({"line": "orders at_least"}, "bad_rule", "line"),
        ({"line": "orders at_least 1", "rule": COUNT}, "bad_rule", "rule"),
        ({}, "bad_rule", "rule"),
        ({"rule": "orders"}, "bad_parameter", "rule"),
        ({"rule": COUNT, "name": ""}, "bad_name", "name"),
        ({"rule": COUNT, "name": "x" * 101}, "bad_name", "name"),
        ({"rule": COUNT, "name": "a\0b"}, "bad_name", "name"),
        ({"rule": COUNT, "name": 5}, "bad_parameter", "name"),
        ({"rule": COUNT, "note": "x" * 1_001}, "bad_name", "note"),
        ({"rule": COUNT, "key": "Very Important"}, "bad_key", "key"),
        ({"rule": COUNT, "key": ""}, "bad_key", "key"),
        ({"rule": COUNT, "key": "x" * 64}, "bad_parameter", "key"),
        ({"rule": COUNT, "key": "champions"}, "key_taken", "key"),
        ({"rule": COUNT, "key": "preview"}, "key_taken", "key"),
        ({"rule": COUNT, "key": "held"}, "key_taken", "key"),
        ({"rule": COUNT, "kind": "list"}, "bad_kind", "rule"),
        ({"rule": COUNT, "entries": ["1"]}, "bad_kind", "rule"),
        ({"kind": "rfm"}, "bad_parameter", "kind"),
        ({"entries": []}, "list_empty", "entries"),
    ],
)
def test_a_fault_has_its_code_and_place_and_nothing_is_saved(
    api: Api, body: dict[str, Any], code: str, path: str
) -> None:
    make(api, "held", "orders at_least 1")
    held = ask(api, "GET", "")
    given = {"name": "Wrong", "key": "x", **body}
    response = api.http.post(S, json=given)
    said = response.json()
    assert (said["error"], said["path"].split(" ")[0].removesuffix(".column")) == (code, path)
    assert response.status_code in {409, 422}
    assert len(said["message"]) < 600
    assert ask(api, "GET", "") == held


def test_a_cycle_by_way_of_others_is_refused_with_its_way(api: Api) -> None:
    make(api, "a", "orders at_least 1")
    make(api, "b", 'member_of "a"')
    make(api, "c", 'orders at_least 1 and member_of "b"')
    said = ask(api, "PUT", "/a", {"line": 'not member_of "c"'}, status=422)
    assert (said["error"], said["path"]) == ("segment_cycle", "rule.not.member_of")
    assert "a → c → b → a" in said["message"]
    assert ask(api, "GET", "/a")["line"] == "orders at_least 1"
    said = ask(api, "DELETE", "/a", status=409)
    assert said["error"] == "segment_named"
    assert "B" in said["message"]


def test_what_is_not_json_and_what_is_too_large_is_told(api: Api) -> None:
    response = api.http.post(S, content=b"{", headers={"Content-Type": "application/json"})
    assert response.json()["error"] == "bad_parameter"
    response = api.http.post(S, json={"name": "x" * 9_000_000})
    assert (response.status_code, response.json()["error"]) == (413, "too_large")
    assert "8 MB" in response.json()["message"]


def test_segments_are_looked_at_and_explained_by_their_key(api: Api) -> None:
    make(api, "often")
    who = buyers(api, 2)[0]
    entries = [str(who)]
    ask(api, "POST", "", {"name": "VIP", "key": "vip", "entries": entries})
    assert ask(api, "POST", "/preview", {"key": "often"})["matching"] == len(buyers(api, 2))
    assert ask(api, "POST", "/preview", {"key": "vip"})["line"] == 'member_of "vip"'
    champions = members(api, "champions")
    assert ask(api, "POST", "/preview", {"key": "champions"})["matching"] == len(champions)
    for key, line in (("often", "orders at_least 2"), ("vip", 'member_of "vip"')):
        why = ask(api, "POST", "/explain", {"key": key, "customer": who})
        assert (why["holds"], [each["line"] for each in why["conditions"]]) == (True, [line])
    assert ask(api, "POST", "/preview", {"key": "none"}, 404)["error"] == "unknown_segment"
    said = ask(api, "POST", "/preview", {"key": "vip", "line": "everybody"}, 422)
    assert (said["error"], said["path"]) == ("bad_rule", "key")
    said = ask(api, "POST", "/preview", {"line": 'member_of "none"'}, 422)
    assert said["error"] == "bad_rule"


class TestLists:
    """Lists kept by hand."""

    def test_a_list_is_made_with_its_entries(self, api: Api) -> None:
        one, two, three = buyers(api, 1)[:3]
        phone = api.get(f"/stores/{STORE}/customers/{two}")["mobile"]
        entries = [str(one), phone.replace("+966", "0"), "nobody@x.com", "hm", "9.66E+11"]
        made = ask(api, "POST", "", {"name": "قائمة", "key": "vip", "entries": entries})
        assert (made["kind"], made["customers"], made["rule"]) == ("list", 2, None)
        assert made["unmatched"] == {"unknown": 1, "unreadable": 1, "rounded": 1}
        assert members(api, "vip") == sorted([one, two])
        waiting = api.every(f"/stores/{STORE}/segments/vip/entries", limit=1)
        assert {(each["row"], each["written"], each["problem"]) for each in waiting} == {
            (3, "nobody@x.com", "unknown"),
            (4, "hm", "unreadable"),
            (5, "9.66E+11", "rounded"),
        }
        looked = ask(api, "POST", "/vip/entries", {"entries": [str(three), "hm"], "look": True})
        assert (looked["entered"], looked["already"], looked["unmatched"][0]["row"]) == (1, 0, 2)
        assert members(api, "vip") == sorted([one, two])
        taken = ask(api, "POST", "/vip/entries", {"entries": [str(three)], "do": "replace"})
        assert (taken["entered"], taken["left"], taken["entries"]) == (1, 2, 1)
        assert members(api, "vip") == [three]
        gone = ask(api, "POST", "/vip/entries", {"entries": [str(three)], "do": "remove"})
        assert (gone["left"], members(api, "vip")) == (1, [])

    def test_faults_of_lists(self, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
        make(api, "rule")
        ask(api, "POST", "", {"name": "VIP", "key": "vip", "kind": "list"})
        cases: list[tuple[str, Any, int, str, str]] = [
            ("/rule/entries", {"entries": ["1"]}, 409, "not_a_list", "key"),
            ("/none/entries", {"entries": ["1"]}, 404, "unknown_segment", "key"),
            ("/champions/entries", {"entries": ["1"]}, 409, "read_only", "key"),
            ("/vip/entries", {"entries": []}, 422, "bad_parameter", "entries"),
            ("/vip/entries", {"entries": [5]}, 422, "bad_parameter", "entries.0"),
            ("/vip/entries", {"entries": ["1"], "do": "x"}, 422, "bad_parameter", "do"),
            ("/vip/entries", {"entries": ["1"] * 100_001}, 422, "list_too_long", "entries"),
        ]
        for address, body, status, code, path in cases:
            said = ask(api, "POST", address, body, status)
            assert (said["error"], said["path"]) == (code, path)
        said = ask(api, "PUT", "/vip", {"line": "orders at_least 1"}, 422)
        assert (said["error"], said["path"]) == ("bad_kind", "rule")
        said = ask(api, "PUT", "/rule", {"kind": "list"}, 422)
        assert said["error"] == "bad_kind"
        assert ask(api, "PUT", "/vip", {"name": "Very"})["name"] == "Very"
        assert members(api, "vip") == []


class TestExport:
    """Members as a file."""

    def export(self, api: Api, key: str, form: str) -> httpx.Response:
        response = api.http.get(f"{S}/{key}/export", params={"form": form})
        assert response.status_code == 200, response.text
        return response

    def test_every_form_holds_the_same(self, api: Api) -> None:
        make(api, "often")
        array = self.export(api, "often", "json")
        rows = array.json()
        assert [row["id"] for row in rows] == buyers(api, 2)
        lines = self.export(api, "often", "jsonl")
        assert [json.loads(line) for line in lines.text.splitlines()] == rows
        table = self.export(api, "often", "csv")
        read = list(csv.DictReader(io.StringIO(table.text)))
        assert [(int(each["id"]), each["spent"]) for each in read] == [
            (row["id"], row["spent"]) for row in rows
        ]
        for response, kind in ((array, "json"), (lines, "jsonl"), (table, "csv")):
            assert response.headers["X-Total-Count"] == str(len(rows))
            assert response.headers["X-Left-Out"] == "0"
            assert response.headers["Content-Disposition"].endswith(f'"often-{STORE}.{kind}"')

    def test_consent_is_followed_and_said(self, api: Api) -> None:
        make(api, "often")
        out = buyers(api, 2)[:2]
        entries = [str(each) for each in out]
        ask(api, "POST", "", {"name": "No mail", "key": "no-mail", "entries": entries})
        api.shop.conn.execute(
            "insert into store_privacy (store_id, mask_contacts, consent, consent_segment,"
            " changed_by) values (%s, true, 'without', 'no-mail', '')",
            (STORE,),
        )
        response = self.export(api, "often", "json")
        assert [row["id"] for row in response.json()] == buyers(api, 2)[2:]
        assert response.headers["X-Left-Out"] == "2"
        assert response.headers["X-Left-Out-By"] == "without no-mail"
        # A token of the operator sees contacts all the same.
        assert "•" not in response.text
        assert ask(api, "GET", "/often")["export"] == {
            "customers": len(buyers(api, 2)) - 2,
            "left_out": 2,
            "consent": "without",
            "consent_segment": "no-mail",
            "masked": False,
        }
        said = ask(api, "DELETE", "/no-mail", status=409)
        assert said["error"] == "segment_named"
        api.shop.conn.execute("update store_privacy set consent_segment = 'gone'")
        said = ask(api, "GET", "/often/export", status=409)
        assert said["error"] == "consent_gone"

    def test_faults(self, api: Api) -> None:
        assert ask(api, "GET", "/none/export", status=404)["error"] == "unknown_segment"
        assert ask(api, "GET", "/lost/export?form=xml", status=422)["path"] == "form"
