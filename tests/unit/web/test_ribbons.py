from itertools import pairwise, permutations

import pytest

from syncaty.segments.classic import SEGMENTS
from syncaty.segments.history import Flow
from syncaty.web.scores.ribbons import COLOURS, GAP, HEIGHT, REACHED, Colour, drawn

MOVED = [
    Flow(None, "new", "ordered", 30),
    Flow("new", "promising", "ordered", 8),
    Flow("new", "promising", "edges", 4),
    Flow("loyal", "champions", "ordered", 9),
    Flow("champions", "at_risk", "time", 4),
    Flow("lost", None, "refunded", 1),
]


@pytest.mark.parametrize("colour", COLOURS)
def test_columns_hold_everyone_and_stay_in_the_picture(colour: Colour) -> None:
    picture = drawn(MOVED, colour)
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
        (None, "new"): "in",
        ("new", "promising"): "down",
        ("loyal", "champions"): "up",
        ("champions", "at_risk"): "down",
        ("lost", None): "down",
    }


def test_nobody_moved() -> None:
    assert drawn([]).ribbons == ()


def test_causes_part_ribbons_only_where_they_colour_them() -> None:
    whole = {(each.from_segment, each.to_segment): each.customers for each in drawn(MOVED).ribbons}
    assert whole["new", "promising"] == 12
    parted = [each for each in drawn(MOVED, "cause").ribbons if each.from_segment == "new"]
    assert [(each.kind, each.customers) for each in parted] == [("by-edges", 4), ("by-ordered", 8)]
    by_segment = {each.from_segment: each.kind for each in drawn(MOVED, "segment").ribbons}
    assert by_segment["loyal"] == "fam-thrive"
    assert by_segment[None] == "in"


def test_the_thickest_ribbons_are_reached_by_keyboard() -> None:
    many = [Flow(a, b, "ordered", n) for n, (a, b) in enumerate(permutations(SEGMENTS, 2), 1)]
    picture = drawn(many)
    assert len(picture.ribbons) == 110
    reached = [each.customers for each in picture.ribbons if each.reached]
    assert sorted(reached) == list(range(110 - REACHED + 1, 111))
