from syncaty.segments.classic import CLASSIC, CODES, SEGMENTS, segment_of


def test_every_code_has_exactly_one_segment() -> None:
    codes = [code for held in CODES.values() for code in held]
    every = [r * 100 + f * 10 + m for r in range(1, 6) for f in range(1, 6) for m in range(1, 6)]
    assert sorted(codes) == every


def test_every_segment_can_occur_as_often_as_published() -> None:
    counts = {segment: CLASSIC.count(segment) for segment in SEGMENTS}
    assert list(counts.values()) == [7, 8, 24, 7, 16, 8, 8, 22, 8, 11, 6]


def test_the_order_of_the_map_is_that_of_the_codes() -> None:
    assert CLASSIC[0] == segment_of(111) == "lost"
    assert CLASSIC[(5 - 1) * 25 + (4 - 1) * 5 + 1 - 1] == segment_of(541) == "potential_loyalist"
    assert CLASSIC[-1] == segment_of(555) == "champions"
