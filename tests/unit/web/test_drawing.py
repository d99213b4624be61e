"""Points, places and edges of drawn pieces."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from syncaty.web.drawing import chart, gauge, sparks
from syncaty.web.formats import Figure

FIRST = date(2026, 10, 25)


def _days(count: int) -> list[date]:
    return [FIRST + timedelta(days=step) for step in range(count)]


def test_a_small_line_fills_its_box_from_edge_to_edge() -> None:
    now, before = sparks.points([0, 5, 10])
    assert now == "0,30.0 60,16.0 120,2.0"
    assert before == ""


def test_a_line_without_change_lies_in_the_middle() -> None:
    assert sparks.points([3, 3])[0] == "0,16.0 120,16.0"


@pytest.mark.parametrize(
    ("highest", "edges"),
    [
        (178_000, ("200k", "150k", "100k", "50k", "0")),
        (0, ("4", "3", "2", "1", "0")),
        (3, ("4", "3", "2", "1", "0")),
        (57, ("60", "45", "30", "15", "0")),
        (1000, ("1k", "750", "500", "250", "0")),
    ],
)
def test_grid_lines_stand_at_round_figures(highest: Figure, edges: tuple[str, ...]) -> None:
    assert chart.line(_days(2), [0, highest]).edges == edges


def test_days_are_placed_along_the_line_and_named_sparsely() -> None:
    drawn = chart.line(_days(30), [Decimal(day) for day in range(30)], [Decimal(1)] * 28)
    assert drawn.days[0].at == "0.00%"
    assert drawn.days[-1].at == "100.00%"
    assert drawn.days[-1].before is None
    assert len(drawn.ticks) <= 5
    assert drawn.ticks[0].day == FIRST
    assert drawn.ticks[-1].day == FIRST + timedelta(days=29)


def test_a_single_day_draws_no_line() -> None:
    drawn = chart.line(_days(1), [5])
    assert (drawn.now, drawn.under, len(drawn.ticks)) == ("", "", 1)


def test_a_gauge_stands_within_its_band() -> None:
    assert gauge.position(4, 18, 31, 13) == "74.4%"
    assert gauge.position(4, 31, 31, 13) == "61.2%"
    assert gauge.position(5, 2, None, None) == "90.0%"
