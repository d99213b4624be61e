"""Segments of the merchant's own are kept, judged, changed and taken away."""

import threading

import pytest

from syncaty.segments import building, stored
from syncaty.segments.building import Builder
from syncaty.segments.members import members, membership_moves, of_customer, overlap, sizes
from syncaty.segments.rules.parse import parse_line
from syncaty.segments.stored import Draft, SegmentError
from syncaty.tasks import Task
from tests.integration.pipeline.shop import Shop, order

BY = "Amina"


def draft(name: str, line: str | None, key: str | None = None) -> Draft:
    return Draft(name, None if line is None else parse_line(line), key)


@pytest.fixture
def busy(shop: Shop) -> Shop:
    """Thirty orders: customers 1 to 9 three each but for the last, who has six."""
    shop.take(
        order(n, customer=1 + min(n // 3, 8), total=10 * n, date=f"2024-01-{1 + n % 20:02d}")
        for n in range(30)
    )
    return shop


def make(shop: Shop, name: str, line: str | None, key: str | None = None) -> stored.StoredSegment:
    with shop.conn.transaction():
        return stored.create(shop.conn, shop.id, draft(name, line, key), BY)


def ids(shop: Shop, key: str) -> list[int]:
    return [each.id for each in members(shop.conn, shop.id, key).items]


def test_a_new_segment_has_its_members_at_once(busy: Shop) -> None:
    made = make(busy, "Often here", "orders at_least 4")
    assert (made.key, made.kind, made.built, made.members) == ("often-here", "rule", True, 1)
    assert made.changed_by == BY
    assert ids(busy, "often-here") == [9]
    assert stored.listed(busy.conn, busy.id) == (made,)
    (move,) = membership_moves(busy.conn, busy.id, key="often-here").items
    assert (move.customer_id, move.entered, move.cause, move.job_id) == (9, True, "rule", None)
    assert [each.key for each in of_customer(busy.conn, busy.id, 9)] == ["often-here"]
    days = sizes(busy.conn, busy.id, "often-here", move.day.replace(day=1), move.day)
    assert (days[-1].members, days[-1].entered, days[-1].left) == (1, 1, 0)
    assert {each.members for each in days[:-1]} <= {0}


def test_a_changed_rule_is_judged_anew(busy: Shop) -> None:
    make(busy, "Few", "orders at_most 3")
    with busy.conn.transaction():
        after = stored.change(busy.conn, busy.id, "few", draft("Few ones", "orders is 6"), "Omar")
    assert (after.key, after.name, after.members, after.changed_by) == (
        "few",
        "Few ones",
        1,
        "Omar",
    )
    assert ids(busy, "few") == [9]
    moves = membership_moves(busy.conn, busy.id, customer_id=1).items
    assert [(each.entered, each.cause) for each in moves] == [(False, "rule"), (True, "rule")]


def test_a_new_name_alone_judges_nobody(busy: Shop) -> None:
    make(busy, "Few", "orders at_most 3")
    before = busy.rows("select * from membership_moves order by id")
    with busy.conn.transaction():
        stored.change(busy.conn, busy.id, "few", draft("Some", "orders at_most 3", "some"), BY)
    assert busy.rows("select * from membership_moves order by id") == before
    assert len(ids(busy, "some")) == 8


def test_segments_name_each_other_and_follow(busy: Shop) -> None:
    make(busy, "Few", "orders at_most 3")
    make(busy, "Not few", 'not member_of "few"')
    make(busy, "Champions not few", 'member_of "not-few" and not member_of "lost"')
    assert ids(busy, "not-few") == [9]
    assert busy.rows("select level from segments order by id") == [(0,), (1,), (2,)]
    with busy.conn.transaction():
        stored.change(busy.conn, busy.id, "few", draft("Few", "orders at_least 6"), BY)
    assert ids(busy, "not-few") == [1, 2, 3, 4, 5, 6, 7, 8]
    assert overlap(busy.conn, busy.id, "few", "not-few").both == 0
    both = overlap(busy.conn, busy.id, "not-few", "champions-not-few")
    assert (both.first, both.second) == (8, both.both)


@pytest.mark.parametrize(
    ("wanted", "code", "path"),
    [
        (draft("A", 'all (member_of "nobody")'), "unknown_segment", "rule.all.0.member_of"),
        (draft("A", "everybody", "champions"), "key_taken", "key"),
        (draft("A", "everybody", "few"), "key_taken", "key"),
        (draft("A", "everybody", "Not A Key"), "bad_key", "key"),
        (draft(" ", "everybody"), "bad_name", "name"),
        (draft("A", 'member_of "a"', "a"), "cycle", "rule.member_of"),
    ],
)
def test_what_cannot_be_kept_is_refused(busy: Shop, wanted: Draft, code: str, path: str) -> None:
    make(busy, "Few", "orders at_most 3")
    with pytest.raises(SegmentError) as refused, busy.conn.transaction():
        stored.create(busy.conn, busy.id, wanted, BY)
    assert (refused.value.code, refused.value.path) == (code, path)
    assert [each.key for each in stored.listed(busy.conn, busy.id)] == ["few"]


def test_a_ring_is_refused_with_its_way(busy: Shop) -> None:
    make(busy, "A", "everybody")
    make(busy, "B", 'member_of "a"')
    make(busy, "C", 'member_of "b" or orders at_least 3')
    with pytest.raises(SegmentError, match="a → c → b → a") as refused, busy.conn.transaction():
        stored.change(busy.conn, busy.id, "a", draft("A", 'not member_of "c"'), BY)
    assert (refused.value.code, refused.value.path) == ("cycle", "rule.not.member_of")


def test_a_named_segment_stays_until_nothing_names_it(busy: Shop) -> None:
    make(busy, "A", "everybody")
    make(busy, "B", 'member_of "a"')
    with pytest.raises(SegmentError, match="B"), busy.conn.transaction():
        stored.remove(busy.conn, busy.id, "a")
    with pytest.raises(SegmentError, match="key stays"), busy.conn.transaction():
        stored.change(busy.conn, busy.id, "a", draft("A", "everybody", "z"), BY)
    for key in ("b", "a"):
        with busy.conn.transaction():
            stored.remove(busy.conn, busy.id, key)
    for table in ("segments", "segment_members", "membership_moves", "segment_days"):
        assert busy.rows(f"select count(*) from {table}") == [(0,)]  # noqa: S608
    assert busy.rows("select count(*) from segment_clocks") == [(0,)]
    with pytest.raises(SegmentError) as refused, busy.conn.transaction():
        stored.remove(busy.conn, busy.id, "a")
    assert refused.value.code == "unknown_segment"


def test_a_list_stays_a_list(busy: Shop) -> None:
    made = make(busy, "قائمتي", None)
    assert (made.key, made.kind, made.built, made.members) == ("segment", "list", True, 0)
    with pytest.raises(SegmentError) as refused, busy.conn.transaction():
        stored.change(busy.conn, busy.id, "segment", draft("Mine", "everybody"), BY)
    assert refused.value.code == "bad_kind"


def test_a_large_store_is_judged_step_by_step(busy: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "FIRST", 4)
    monkeypatch.setattr(building, "STEP", 2)
    made = make(busy, "Few", "orders at_most 3")
    assert (made.built, made.members) == (False, 4)
    assert make(busy, "Not few", 'not member_of "few"').members == 0
    assert busy.rows("select task_name from procrastinate_jobs") == [("build_segments",)]
    # An order in between is judged for those already passed, and left to the building for others.
    busy.take([order(100, customer=2), order(101, customer=9), order(102, customer=50)])
    Builder(busy.dsn).build(task("build_segments", busy.id))
    found = stored.listed(busy.conn, busy.id)
    assert [(each.built, each.members) for each in found] == [(True, 8), (True, 2)]
    assert ids(busy, "not-few") == [2, 9]
    assert ids(busy, "few") == [1, 3, 4, 5, 6, 7, 8, 50]


def test_what_is_gone_is_forgotten_step_by_step(
    busy: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make(busy, "All", "everybody")
    monkeypatch.setattr(building, "FIRST", 4)
    with busy.conn.transaction():
        stored.remove(busy.conn, busy.id, "all")
    assert busy.rows("select count(*) from segment_members") == [(5,)]
    assert busy.rows("select task_name from procrastinate_jobs") == [("forget_segment",)]
    Builder(busy.dsn).forget(task("forget_segment", busy.id, segment=made.id))
    assert busy.rows("select count(*) from segment_members") == [(0,)]
    assert busy.rows("select count(*) from membership_moves") == [(0,)]


def task(name: str, store_id: int, **arguments: int | str) -> Task:
    return Task(name, store_id, "", arguments, threading.Event())
