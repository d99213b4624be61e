from itertools import pairwise

import pytest

from syncaty.segments.growth import Shift
from syncaty.web.scores.ribbons import GAP, HEIGHT, drawn

MOVED = [
    Shift(None, "new", 30),
    Shift("new", "promising", 12),
    Shift("loyal", "champions", 9),
    Shift("champions", "at_risk", 4),
    Shift("lost", None, 1),
]


def test_columns_hold_everyone_and_stay_in_the_picture() -> None:
    picture = drawn(MOVED)
    for nodes in (picture.left, picture.right):
        assert sum(node.customers for node in nodes) == 56
        assert nodes[0].y >= 0
        assert nodes[-1].y + nodes[-1].height <= HEIGHT + 0.01
        for above, below in pairwise(nodes):
            assert below.y - (above.y + above.height) == pytest.approx(GAP)
    assert sum(each.customers for each in picture.ribbons) == 56


def test_ways_say_whether_they_lead_up() -> None:
    kinds = {(each.from_segment, each.to_segment): each.kind for each in drawn(MOVED).ribbons}
    assert kinds == {
        ("", "new"): "in",
        ("new", "promising"): "down",
        ("loyal", "champions"): "up",
        ("champions", "at_risk"): "down",
        ("lost", ""): "down",
    }


def test_nobody_moved() -> None:
    assert drawn([]).ribbons == ()
