from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from syncaty.web.drawing.steps import Standing, Steps, steps

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Riyadh")


def drawn(*given: tuple[int, int | None, str | None], days: int = 10) -> Steps:
    found = [Standing(BEGIN + timedelta(days=day), code, segment) for day, code, segment in given]
    return steps(found, BEGIN + timedelta(days=days), ZONE)


def test_a_score_goes_level_until_it_steps() -> None:
    found = drawn((0, 511, "new"), (5, 321, "lost"))
    assert found.lines == (
        ("0.0,3.0 500.0,3.0 500.0,20.0 1000.0,20.0",),
        ("0.0,37.0 500.0,37.0 500.0,28.5 1000.0,28.5",),
        ("0.0,37.0 500.0,37.0 500.0,37.0 1000.0,37.0",),
    )
    assert found.places == ("0.00%", "50.00%")


def test_without_an_order_there_is_no_line_and_no_segment() -> None:
    found = drawn((0, 511, "new"), (2, None, None), (6, 511, "new"))
    assert found.lines[0] == ("0.0,3.0 200.0,3.0", "600.0,3.0 1000.0,3.0")
    assert [(each.at, each.width) for each in found.stays] == [
        ("0.00%", "20.00%"),
        ("60.00%", "40.00%"),
    ]


def test_scores_that_change_within_a_segment_leave_its_stay_whole() -> None:
    found = drawn((0, 511, "new"), (3, 411, "new"), (9, 311, "lost"), days=300)
    assert [(each.segment, each.width, each.wide) for each in found.stays] == [
        ("new", "3.00%", True),
        ("lost", "97.00%", True),
    ]
    assert len(found.ticks) == 5


def test_a_first_step_just_now() -> None:
    found = drawn((0, 511, "new"), days=0)
    assert [each.segment for each in found.stays] == ["new"]
    assert [at for _, at in found.ticks] == ["0.00%"]
