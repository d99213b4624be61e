from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from syncaty.jobs.filter import JobFilter
from syncaty.web.jobs.words import Asked, Word, moment, parse, to_filter

RIYADH = ZoneInfo("Asia/Riyadh")
NOW = datetime(2026, 11, 23, 11, 32, tzinfo=UTC)


def filter_of(text: str) -> JobFilter:
    return to_filter(parse([text]), RIYADH, NOW, None)[0]


def test_words_and_free_text_are_told_apart() -> None:
    asked = parse(["state:failed نورة event:order.* العتيبي"])
    assert asked == Asked((Word("state", "failed"), Word("event", "order.*")), "نورة العتيبي")
    assert str(asked) == "state:failed event:order.* نورة العتيبي"


def test_values_may_be_quoted_and_keep_their_form() -> None:
    asked = parse(['store:"Bayt Al Oud" "two words"'])
    assert asked == Asked((Word("store", "Bayt Al Oud"),), "two words")
    assert parse([str(asked)]).words == asked.words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Asked()),
        ("   ", Asked()),
        ("STATE:failed", Asked((Word("state", "failed"),))),
        ("state:failed state:pending", Asked((Word("state", "pending"),))),
        ("الحالة:failed بعد:2h", Asked((Word("state", "failed"), Word("after", "2h")))),
        ("https://example.com/a:b", Asked(text="https://example.com/a:b")),
        ("state: failed", Asked(text="state: failed")),
        ('state:""', Asked()),
        ("41027", Asked(text="41027")),
    ],
)
def test_odd_spellings(text: str, expected: Asked) -> None:
    assert parse([text]) == expected


def test_words_become_a_filter() -> None:
    assert filter_of("state:failed outcome:bad_money event:order.* error:bad_money 41027") == (
        JobFilter(
            state="failed",
            outcome="bad_money",
            event="order.*",
            error_code="bad_money",
            text="41027",
        )
    )
    assert filter_of("order:ORD-7").entity == "order:ORD-7"
    assert filter_of("product:7").entity == "product:7"
    assert filter_of("customer:5").customer_id == 5
    assert filter_of("customer:Noura").text == "Noura"


def test_what_cannot_be_read_asks_nothing_and_is_told() -> None:
    wanted, asked = to_filter(parse(["state:broken after:soon product:x event:a"]), RIYADH, NOW, 7)
    assert wanted == JobFilter(store_id=7, event="a")
    assert [word.key for word in asked.unread] == ["state", "after", "product"]
    assert str(asked) == "event:a"


def test_a_question_can_be_changed() -> None:
    asked = parse(["state:failed event:a text"])
    assert str(asked.without("state")) == "event:a text"
    assert str(asked.asking(Word("state", "pending"))) == "event:a state:pending text"
    assert asked.value("event") == "a"
    assert asked.value("store") == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2h", "2026-11-23T12:32:00+03:00"),
        ("40m", "2026-11-23T13:52:00+03:00"),
        ("7d", "2026-11-16T14:32:00+03:00"),
        ("13:52", "2026-11-23T13:52:00+03:00"),
        ("9:05", "2026-11-23T09:05:00+03:00"),
        ("23:10:30", "2026-11-22T23:10:30+03:00"),
        ("today", "2026-11-23T00:00:00+03:00"),
        ("yesterday", "2026-11-22T00:00:00+03:00"),
        ("2026-11-20", "2026-11-20T00:00:00+03:00"),
        ("2026-11-20T08:00", "2026-11-20T08:00:00+03:00"),
        ("2026-11-20T08:00:00Z", "2026-11-20T11:00:00+03:00"),
    ],
)
def test_times_are_read_in_the_store_s_zone(text: str, expected: str) -> None:
    assert moment(text, RIYADH, NOW).astimezone(RIYADH).isoformat() == expected


@pytest.mark.parametrize("text", ["soon", "25:00", "2026-13-01", "h", "99999d"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises((ValueError, OverflowError)):
        moment(text, RIYADH, NOW)
