import shlex
from datetime import UTC, datetime, timedelta

import pytest

from syncaty.jobs.job import Minute
from syncaty.web.drawing import tree
from syncaty.web.jobs import bars
from syncaty.web.jobs.compare import Difference, compare
from syncaty.web.jobs.curl import curl
from syncaty.web.jobs.payload import payload

NOW = datetime(2026, 11, 23, 11, 32, 7, tzinfo=UTC)


def test_secrets_are_hidden_even_when_contacts_are_shown() -> None:
    root = tree.build('{"access_token": "abc", "otp": 1234, "mobile": "0501234567"}', masked=False)
    assert [child.text for child in root.children] == ["••••", "••••", "0501234567"]
    assert [child.masked for child in root.children] == [True, True, False]


def test_the_place_of_an_error_is_marked_and_unfolded() -> None:
    body = '{"data": {"a": {"b": {"c": {"d": [{"e": 1}]}}}}}'
    node = tree.build(body, marked="data.a.b.c.d[0].e")
    while node.children:
        assert node.unfolded
        (node,) = node.children
    assert node.marked
    deep = tree.build(body).children[0].children[0].children[0]
    assert not deep.unfolded


def test_a_number_of_any_length_is_shown_as_it_is() -> None:
    digits = "9" * 6000
    (child,) = tree.build(f'{{"id": {digits}}}').children
    assert child.text == digits
    assert child.exact


def test_bodies_are_compared_by_path_as_written() -> None:
    found = compare(
        b'{"event":"a","data":{"id":1,"total":5.0,"items":[{"n":1}],"tags":[]}}',
        b'{"event":"a","data":{"id":1,"total":5,"items":[{"n":1},{"n":2}],"tags":["x"]}}',
    )
    assert found is not None
    assert found.differences == (
        Difference("data.total", "5.0", "5"),
        Difference("data.items[1].n", None, "2"),
        Difference("data.tags[0]", None, '"x"'),
        Difference("data.tags", "[]", None),
    )
    assert (found.differ, found.fields) == (4, 7)


def test_what_is_not_json_is_not_compared() -> None:
    assert compare(b"{", b"{}") is None
    assert compare(b"{}", b"\xff") is None


def test_a_body_is_shown_as_text_or_as_bytes() -> None:
    assert payload('{"a": "نورة"}'.encode()).raw == '{"a": "نورة"}'
    odd = payload(b"\xff\x00abc")
    assert (odd.tree, odd.is_text) == (None, False)
    assert odd.raw.startswith("000000  ff 00 61 62 63")
    assert odd.raw.endswith("..abc")
    long = payload(b'{"a": "' + "ن".encode() * 150_000 + b'"}')
    assert long.cut
    assert long.is_text
    assert payload(b"").size == 0


def test_the_command_holds_no_secret_and_any_body() -> None:
    command = curl(
        "https://syncaty.test/webhooks/salla",
        '{"name": "it\'s نورة"}'.encode(),
        {"content-type": "application/json", "x-salla-signature": "abc", "authorization": "x"},
    )
    words = shlex.split(command.replace("\\\n", " "))
    assert words[-1] == '{"name": "it\'s نورة"}'
    assert "abc" not in command
    assert "content-type: application/json" in words
    assert "@body.bin" in curl("https://syncaty.test", b"\xff", {})


def minute(at: datetime, **counts: int) -> Minute:
    return Minute(at, **{**dict.fromkeys(Minute.__slots__[1:], 0), **counts})


def test_what_went_well_stands_and_trouble_hangs() -> None:
    shown = bars.window(NOW, None, None)
    drawn = bars.draw(
        [
            minute(shown[0], applied=40, ignored=2),
            minute(shown[1] - shown[2], failed=3, retrying=1),
        ],
        shown,
        None,
        None,
    )
    assert [rect.look for rect in drawn.rects] == ["done", "ign", "fail", "retry"]
    assert all(float(rect.y) < bars.AXIS for rect in drawn.rects[:2])
    assert all(float(rect.y) > bars.AXIS for rect in drawn.rects[2:])
    assert all(0 <= float(rect.y) + float(rect.height) <= bars.HEIGHT for rect in drawn.rects)
    assert (drawn.total, drawn.failed, drawn.busiest, drawn.start) == (46, 3, 42, "")


@pytest.mark.parametrize(
    ("ago", "hours", "step"),
    [(1, 2, 1), (3, 12, 6), (20, 24, 12), (100, 168, 120), (5000, 720, 360)],
)
def test_the_bar_holds_the_chosen_time(ago: int, hours: int, step: int) -> None:
    since, until, each = bars.window(NOW, NOW - timedelta(hours=ago), None)
    assert until - since == timedelta(hours=hours)
    assert each == timedelta(minutes=step)
    assert until - each <= NOW < until
    assert (until - since) % each == timedelta()


def test_what_lies_outside_the_chosen_time_is_lighter() -> None:
    after = NOW - timedelta(minutes=30)
    shown = bars.window(NOW, after, None)
    drawn = bars.draw(
        [minute(shown[0], applied=1), minute(shown[1] - shown[2], applied=1)], shown, after, None
    )
    assert [rect.out for rect in drawn.rects] == [True, False]
    assert drawn.start.startswith("74.")
    assert drawn.end == "0.000%"
