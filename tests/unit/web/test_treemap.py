from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncaty.web.drawing.treemap import BOX, tiles

Rect = tuple[float, float, float, float]


def rects(values: list[int]) -> dict[str, Rect]:
    found = tiles([(str(place), value) for place, value in enumerate(values)])
    return {
        each.key: (
            float(each.x[:-1]),
            float(each.y[:-1]),
            float(each.width[:-1]),
            float(each.height[:-1]),
        )
        for each in found
    }


@given(st.lists(st.integers(0, 100_000), max_size=11))
def test_tiles_are_as_large_as_their_figures_and_cover_the_box(values: list[int]) -> None:
    found = rects(values)
    assert set(found) == {str(place) for place, value in enumerate(values) if value}
    for key, (x, y, width, height) in found.items():
        share = values[int(key)] / sum(values)
        # Places and sizes are rounded to hundredths of a per cent.
        assert width * height / 10_000 == pytest.approx(share, abs=2e-4)
        assert min(x, y) >= 0
        assert x + width <= 100.02
        assert y + height <= 100.02
    for one, other in combinations(found.values(), 2):
        across = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
        down = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
        assert min(across, down) < 0.03


def test_tiles_of_like_figures_are_nearly_square() -> None:
    for _, _, width, height in rects([6, 6, 4, 3, 2, 2, 1]).values():
        ratio = width * BOX[0] / (height * BOX[1])
        assert 1 / 3 < ratio < 3
