"""The builder's pages: what they count, say and keep is what the rules and the store say."""

import re
from typing import Any

from tests.integration.web.builder.conftest import STORE, Builder

ORDERS = {
    "r.all": "all",
    "r.all.0.field": "orders",
    "r.all.0.op": "at_least",
    "r.all.0.value": "3",
}


def line_of(html: str) -> str:
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", html, re.DOTALL)
    assert found is not None
    return found[1].replace("&quot;", '"')


def matching(html: str) -> int:
    found = re.search(r'data-matching="(\d+)"', html)
    assert found is not None, html
    return int(found[1])


def kept(builder: Builder, key: str) -> Any:
    found = builder.shop.rows(
        "select name, rule, members from segments where store_id = %s and key = %s", STORE, key
    )
    return found[0] if found else None


def test_the_count_and_the_sample_are_those_of_the_rule(builder: Builder) -> None:
    page = builder.post("builder/look", ORDERS).text
    assert matching(page) == 1
    assert line_of(page) == "orders at_least 3"
    assert "C1 Test" in page
    assert matching(builder.post("builder/look", {**ORDERS, "r.all.0.value": "٢"}).text) == 6


def test_the_whole_state_is_in_the_address(builder: Builder) -> None:
    answer = builder.post("builder/look", {**ORDERS, "name": "Often", "why": "2"})
    address = answer.headers["HX-Replace-Url"]
    page = builder.http.get(address).text
    assert 'value="Often"' in page
    assert matching(page) == 1
    assert "is out" in page


def test_a_fault_is_said_at_its_condition(builder: Builder) -> None:
    page = builder.post("builder/look", {**ORDERS, "r.all.0.value": "many"}).text
    assert 'id="say-all-0" hx-swap-oob="true"><p class="fault">' in page
    assert "Give a number." in page
    assert "data-matching" not in page


def test_a_condition_with_a_hole_is_left_out_and_said(builder: Builder) -> None:
    fields = {**ORDERS, "r.all.1.field": "city", "r.all.1.op": "is", "r.all.1.value": ""}
    page = builder.post("builder/look", fields).text
    assert matching(page) == 1
    assert "1</span> condition is not filled in yet" in page


def test_acts_give_the_rule_anew(builder: Builder) -> None:
    page = builder.post("builder/draft", {**ORDERS, "do": "add", "place": "all", "what": "city"})
    assert page.headers["HX-Trigger-After-Swap"] == "drafted"
    assert 'name="r.all.1.field" value="city"' in page.text
    assert 'name="r.all.0.value"' in page.text
    line = {"do": "line", "line": 'spent at_least 50 or city is ("جدة")'}
    read = builder.post("builder/draft", {**ORDERS, **line}).text
    assert 'name="r.any.1.value" value="جدة"' in read


def test_a_line_that_cannot_be_read_shows_the_place(builder: Builder) -> None:
    answer = builder.post("builder/draft", {**ORDERS, "do": "line", "line": "orders at_least and"})
    assert answer.headers["HX-Retarget"] == "#line-fault"
    assert 'data-column="17"' in answer.text
    assert "<mark>and</mark>" in answer.text


def test_what_there_is_to_choose_is_the_stores_own(builder: Builder) -> None:
    assert "الرياض" in builder.get("builder/choices/city", q="رياض")
    assert "جدة" not in builder.get("builder/choices/city", q="رياض")
    assert "جدة" in builder.get("builder/choices/city", q="جده")
    assert 'data-value="501"' in builder.get("builder/choices/product", q="P501")
    assert 'data-value="champions"' in builder.get("builder/choices/segment", q="champ")
    assert 'data-value="1"' in builder.get("builder/choices/people", q="C1 Test")
    assert "Nothing to choose from yet" in builder.get("builder/choices/brand")
    assert "Press Enter" in builder.get("builder/choices/name", q="Nora")
    for of in ("category", "country", "country_code", "language", "order_status"):
        builder.get(f"builder/choices/{of}", q="x")
    for of in ("payment_method", "coupon", "source", "city", "country"):
        builder.get(f"builder/choices/order_{of}", q="x")


def test_goods_that_are_gone_are_said_and_not_refused(builder: Builder) -> None:
    page = builder.get("builder", rule="bought product 424242 at_least 1")
    assert "data-gone" in page
    assert "not in the store any more" in page
    assert matching(page) == 0
    assert "Nobody matches this now" in page


def test_why_somebody_is_in_or_out_is_said_at_each_condition(builder: Builder) -> None:
    fields = {**ORDERS, "r.all.1.not.field": "city", "r.all.1.not.op": "is", "why": "1"}
    page = builder.post("builder/look", {**fields, "r.all.1.not.value": "الرياض"}).text
    said = dict(re.findall(r'id="(say-[\w-]+)"[^>]*>(.*?)</div>', page, re.DOTALL))
    assert 'data-tone="good"' in said["say-all-0"]
    assert "3" in said["say-all-0"]
    assert 'data-tone="bad"' in said["say-all-1"]
    assert "الرياض" in said["say-all-1"]
    assert "is out" in page


def test_a_segment_is_kept_shown_edited_copied_and_removed(builder: Builder) -> None:
    made = builder.post("builder", {**ORDERS, "name": "Often here", "note": "A note"})
    assert made.headers["Location"] == f"/stores/{STORE}/segments/often-here"
    assert kept(builder, "often-here") == (
        "Often here",
        {"field": "orders", "op": "at_least", "value": 3},
        1,
    )
    page = builder.get("segments/often-here")
    assert 'data-members="1"' in page
    assert "C1 Test" in page
    assert "orders at_least 3" in page
    assert "Often here" in builder.get("segments")
    why = builder.get("segments/often-here", why="2")
    assert "is out" in why
    assert 'name="r.all.0.value"' in builder.get("segments/often-here/edit")
    changed = {**ORDERS, "r.all.0.value": "2", "name": "Often here"}
    builder.post("segments/often-here/edit", changed)
    assert kept(builder, "often-here")[2] == 6
    assert "Copy of Often here" in builder.get("builder", copy="often-here")
    assert "made or changed" in builder.get("segments/often-here", view="moves")
    assert "A line needs two days" in builder.get("segments/often-here", view="size")
    builder.shop.conn.execute(
        "update segments set created_at = now() - interval '4 days'"
        " where store_id = %s and key = 'often-here'",
        (STORE,),
    )
    assert 'class="chart' in builder.get("segments/often-here", view="size")
    over = builder.get("segments/often-here", view="overlap", **{"with": "champions"})
    assert 'data-part="both"' in over
    gone = builder.post("segments/often-here/remove", {})
    assert gone.headers["Location"] == f"/stores/{STORE}/segments"
    assert kept(builder, "often-here") is None


def test_what_cannot_be_kept_is_said_and_nothing_is(builder: Builder) -> None:
    before = builder.shop.rows("select count(*) from segments where store_id = %s", STORE)
    nameless = builder.post("builder", ORDERS)
    assert nameless.status_code == 422
    assert "Give it a name." in nameless.text
    hole = {**ORDERS, "name": "Holes", "r.all.1.field": "city", "r.all.1.op": "is"}
    refused = builder.post("builder", hole)
    assert refused.status_code == 422
    assert "Choose at least one" in refused.text
    many = builder.post("builder", {**ORDERS, "name": "Faults", "r.all.0.value": "-3"})
    assert "The number cannot be below 0." in many.text
    assert builder.shop.rows("select count(*) from segments where store_id = %s", STORE) == before


def test_a_ring_of_segments_is_refused_with_its_way(builder: Builder) -> None:
    member = {"r.all": "all", "name": "First"}
    builder.post("builder", {**ORDERS, "name": "First"})
    builder.post("builder", {**member, "r.all.0.member_of": "first", "name": "Second"})
    ring = {**ORDERS, "r.all.1.member_of": "second", "name": "First"}
    answer = builder.post("segments/first/edit", ring)
    assert answer.status_code == 422
    assert "It would be a member of itself: First → Second → First" in answer.text
    assert kept(builder, "first")[1] == {"field": "orders", "op": "at_least", "value": 3}
    builder.post("segments/first/remove", {})
    assert kept(builder, "first") is not None, "another segment names it"
    assert "go by it" in builder.get("segments/first")
    for key in ("second", "first"):
        builder.post(f"segments/{key}/remove", {})


def test_nothing_begins_with_a_way_to_begin(builder: Builder) -> None:
    page = builder.get("segments")
    assert "No segment of your own yet" in page
    assert f'href="/stores/{STORE}/builder"' in page


def test_a_rule_of_a_thousand_conditions_is_drawn_counted_and_kept(builder: Builder) -> None:
    fields = {"r.any": "any", "name": "Wide"}
    for at in range(1000):
        here = f"r.any.{at}"
        fields |= {f"{here}.field": "spent", f"{here}.op": "between"}
        fields |= {f"{here}.value.0": str(at), f"{here}.value.1": str(at + 1)}
    drawn = builder.post("builder/draft", fields)
    assert drawn.text.count('class="row"') == 1000
    assert matching(builder.post("builder/look", fields).text) == 6
    assert builder.post("builder", fields).status_code == 302
    too_many = fields | {
        "r.any.1000.field": "orders",
        "r.any.1000.op": "is",
        "r.any.1000.value": "1",
    }
    assert "1,001 conditions" in builder.post("builder/look", too_many).text
    builder.post("segments/wide/remove", {})


def test_a_segment_that_is_being_built_says_how_far_it_is(builder: Builder) -> None:
    builder.post("builder", {**ORDERS, "name": "Half built"})
    halfway = "update segments set building_from = 3 where store_id = %s and key = 'half-built'"
    builder.shop.conn.execute(halfway, (STORE,))
    for address in ("segments", "segments/half-built"):
        assert "being built" in builder.get(address)
        assert "50%" in builder.get(address)
    builder.shop.conn.execute(halfway.replace("= 3", "= null"), (STORE,))
    builder.post("segments/half-built/remove", {})
