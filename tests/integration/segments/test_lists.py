"""Lists by hand: who is put on them, what names nobody, and who comes later."""

from typing import Any

import pytest

from syncaty.segments import lists, stored
from syncaty.segments.entries import Entry, read_text
from syncaty.segments.lists import Act, ListError, Looked, gather, leftovers, look
from syncaty.segments.members import members, membership_moves, sizes
from syncaty.segments.rules.parse import parse_line
from syncaty.segments.stored import Draft, SegmentError
from tests.integration.pipeline.shop import Shop, order

BY = "Amina"


def joined(number: int, **said: object) -> dict[str, Any]:
    data = {"id": number, "first_name": f"C{number}", **said}
    created = "2024-01-01T00:00:00Z"
    return {"event": "customer.created", "merchant": 77, "created_at": created, "data": data}


@pytest.fixture
def people(shop: Shop) -> Shop:
    """Customers 1 to 4 with an order each: phones +9665 and the id, e-mails c1@example.com."""
    shop.take(order(n, customer=n) for n in range(1, 5))
    return shop


def make(shop: Shop, key: str = "vip", line: str | None = None) -> stored.StoredSegment:
    with shop.conn.transaction():
        draft = Draft(key.upper(), None if line is None else parse_line(line), key)
        return stored.create(shop.conn, shop.id, draft, BY)


def put(shop: Shop, text: str, act: Act = "add", key: str = "vip", by: str = BY) -> Looked:
    with shop.conn.transaction():
        return lists.apply(shop.conn, shop.id, key, gather(read_text(text)), act, by)


def on(shop: Shop, key: str = "vip") -> list[int]:
    return [each.id for each in members(shop.conn, shop.id, key).items]


def left(shop: Shop, key: str = "vip") -> list[tuple[str, str]]:
    segment = lists.require(shop.conn, shop.id, key)
    return [(each.written, each.problem) for each in leftovers(shop.conn, shop.id, segment)]


def test_customers_are_found_by_id_phone_in_any_form_and_email(people: Shop) -> None:
    made = make(people)
    assert (made.kind, made.members, made.built, made.rule) == ("list", 0, True, None)
    done = put(people, "1\n0500000002, C3@Example.COM\n٠٠٩٦٦٥٠٠٠٠٠٠٠٤\n05-0000-0002\nx@y.zz\nhm")
    assert on(people) == [1, 2, 3, 4]
    assert (done.found.entries, done.found.twice, len(done.entering)) == (7, 1, 4)
    assert left(people) == [("x@y.zz", "unknown"), ("hm", "unreadable")]
    held = lists.require(people.conn, 77, "vip")
    assert (held.members, held.changed_by) == (4, BY)
    assert lists.leftover_counts(people.conn, 77, held) == {"unknown": 1, "unreadable": 1}
    moves = membership_moves(people.conn, 77, key="vip").items
    assert {(each.customer_id, each.entered, each.cause) for each in moves} == {
        (number, True, "list") for number in (1, 2, 3, 4)
    }
    day = moves[0].day
    assert [each.members for each in sizes(people.conn, 77, "vip", day, day)] == [4]


def test_adding_replacing_and_taking_off(people: Shop) -> None:
    make(people)
    put(people, "1 2")
    assert (put(people, "2, 3").already, on(people)) == (1, [1, 2, 3])
    done = put(people, "3, 4, later@x.com", "replace")
    assert (done.entering, done.leaving, done.already) == ((4,), (1, 2), 1)
    assert (on(people), left(people)) == ([3, 4], [("later@x.com", "unknown")])
    done = put(people, "c4@example.com\nLATER@x.com\n1", "remove")
    assert (done.entering, done.leaving) == ((), (4,))
    assert (on(people), left(people)) == ([3], [])
    put(people, "nobody@x.com", "replace")
    assert (on(people), left(people)) == ([], [("nobody@x.com", "unknown")])


def test_looking_changes_nothing(people: Shop) -> None:
    segment = make(people)
    put(people, "1")
    seen = look(people.conn, 77, gather(read_text("1\n2\nhm")), "replace", segment)
    assert (seen.entering, seen.leaving, seen.already) == ((2,), (), 1)
    assert look(people.conn, 77, gather(read_text("1\n2"))).entering == (1, 2)
    assert (on(people), left(people)) == ([1], [])


def test_a_phone_of_two_customers_takes_both_and_says_so(people: Shop) -> None:
    people.take([joined(9, mobile="+966500000002")])
    make(people)
    done = put(people, "0500000002")
    assert on(people) == [2, 9]
    assert [each.customers for each in done.found.shared] == [(2, 9)]


def test_a_number_that_is_one_ones_id_and_another_ones_phone_is_left(people: Shop) -> None:
    people.take([joined(500000002)])
    make(people)
    put(people, "500000002")
    assert (on(people), left(people)) == ([], [("500000002", "ambiguous")])
    put(people, "0500000002, #500000002")
    assert on(people) == [2, 500000002]


@pytest.mark.parametrize(
    ("waiting", "said"),
    [
        ("9", {}),
        ("0500000009", {"mobile": "+966500000009"}),
        ("500000009", {"mobile": "+966500000009"}),
        ("New@Example.com", {"email": "NEW@example.com"}),
    ],
)
def test_who_comes_later_is_put_on_the_list_that_waits_for_him(
    people: Shop, waiting: str, said: dict[str, object]
) -> None:
    make(people)
    make(people, "named", 'member_of "vip" and not member_of "lost"')
    put(people, f"1, {waiting}")
    assert on(people, "named") == [1]
    (job,) = people.take([joined(9, **said)])
    assert (on(people), left(people)) == ([1, 9], [])
    assert on(people, "named") == [1, 9]
    move = membership_moves(people.conn, 77, key="vip").items[0]
    assert (move.customer_id, move.cause, move.job_id) == (9, "list", job)
    people.take([joined(9, **said, city="Jeddah")])
    assert lists.require(people.conn, 77, "vip").members == 2


def test_a_customer_known_later_by_a_changed_phone_comes_too(people: Shop) -> None:
    make(people)
    put(people, "0511111111, hm")
    changed = joined(3, mobile="+966511111111") | {"event": "customer.updated"}
    people.take([changed | {"created_at": "2030-01-01T00:00:00Z"}])
    assert (on(people), left(people)) == ([3], [("hm", "unreadable")])


def test_a_shared_mailbox_with_another_phone_is_somebody_else(people: Shop) -> None:
    make(people)
    row = Entry(2, "0511111111 new@x.com", mobile="+966511111111", email="new@x.com")
    with people.conn.transaction():
        lists.apply(people.conn, 77, "vip", [row], "add", BY)
    people.take([joined(9, mobile="+966522222222", email="new@x.com")])
    assert on(people) == []
    people.take([joined(10, email="new@x.com")])
    assert on(people) == [10]


def test_a_segment_by_rule_takes_no_entries(people: Shop) -> None:
    make(people, "rule", "orders at_least 1")
    with pytest.raises(ListError, match="by rule") as error:
        put(people, "1", key="rule")
    assert error.value.code == "not_a_list"
    with pytest.raises(SegmentError, match="no segment none"):
        put(people, "1", key="none")
    assert len(on(people, "rule")) == 4


def test_too_many_and_none_are_refused(monkeypatch: pytest.MonkeyPatch, people: Shop) -> None:
    make(people)
    put(people, "1, hm")
    monkeypatch.setattr(lists, "MOST_ENTRIES", 3)
    for text, code in (("1,2,3,4", "list_too_long"), (" , ", "list_empty")):
        with pytest.raises(ListError) as error:
            put(people, text)
        assert error.value.code == code
    monkeypatch.setattr(lists, "MOST_ON_LIST", 4)
    with pytest.raises(ListError, match="more than 4 entries") as error:
        put(people, "2, 3, nobody@x.com")
    assert error.value.code == "list_full"
    assert (on(people), left(people)) == ([1], [("hm", "unreadable")])
    put(people, "2, 3")
    put(people, "1, 4, nobody@x.com", "replace")
    assert (on(people), left(people)) == ([1, 4], [("nobody@x.com", "unknown")])


def test_a_list_taken_away_leaves_nothing(people: Shop) -> None:
    make(people)
    put(people, "1, nobody@x.com")
    with people.conn.transaction():
        stored.remove(people.conn, 77, "vip")
    assert people.rows("select from list_leftovers") == []
    assert people.rows("select from segment_members") == []
    assert people.rows("select from membership_moves") == []
    people.take([joined(9, email="nobody@x.com")])


@pytest.mark.parametrize("key", ["preview", "new-list", "explain"])
def test_words_of_addresses_are_no_keys(people: Shop, key: str) -> None:
    with pytest.raises(SegmentError, match="name of a page") as error:
        make(people, key)
    assert (error.value.code, error.value.path) == ("key_taken", "key")
