from datetime import date, timedelta

import pytest

from syncaty.web.drawing.chart import HEIGHT
from syncaty.web.drawing.layers import MOST_STRIPS, layers

FIRST = date(2026, 1, 1)


def days(count: int) -> list[date]:
    return [FIRST + timedelta(days=step) for step in range(count)]


def test_layers_lie_upon_each_other_the_first_on_top() -> None:
    sizes = [{"a": 1, "b": 3, "c": 0}, {"a": 2, "b": 2, "c": 0}]
    found = layers(days(2), sizes, ("a", "b", "c"), FIRST)
    outline = {
        each.key: [tuple(map(float, point.split(","))) for point in each.points.split()]
        for each in found.layers
    }
    assert list(outline) == ["b", "a"]
    assert outline["b"] == [(0, HEIGHT / 4), (1000, HEIGHT / 2), (1000, HEIGHT), (0, HEIGHT)]
    assert outline["a"] == [(0, 0), (1000, 0), (1000, HEIGHT / 2), (0, HEIGHT / 4)]
    assert {each.key: each.end for each in found.layers} == {"b": "75.00%", "a": "25.00%"}
    assert [each.chosen for each in found.strips] == [True, False]
    assert found.chosen == "0.00%"


@pytest.mark.parametrize("count", [2, 31, 366, 1800])
def test_few_strips_to_point_at_the_last_day_always(count: int) -> None:
    asked = days(count)
    found = layers(asked, [{"a": 5}] * count, ("a",), date(2000, 1, 1))
    assert len(found.strips) <= MOST_STRIPS
    assert found.strips[-1].day == asked[-1]
    assert found.chosen == ""
    assert found.edges[0] == "6"


def test_nobody_at_all() -> None:
    assert layers(days(3), [{"a": 0}] * 3, ("a",), FIRST).layers == ()
