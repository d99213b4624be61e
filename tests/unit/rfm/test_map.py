from datetime import date
from decimal import Decimal

import pytest

from syncaty.rfm.bands import bands
from syncaty.rfm.map import CodeGroup, cells, fm_of, share, spreads, thin, total
from syncaty.rfm.scoring import EPOCH, edges_of


def group(code: int, customers: int, revenue: int = 0, segment: str = "loyal") -> CodeGroup:
    r, f, m = code // 100, code // 10 % 10, code % 10
    last = (date(2024, 1, 1) - EPOCH).days * customers
    return CodeGroup(r, f, m, segment, customers, customers * f, Decimal(revenue), last)


@pytest.mark.parametrize(
    ("f", "m", "fm"),
    [
        (1, 1, 1),
        (1, 2, 2),
        (2, 2, 2),
        (2, 3, 3),
        (1, 4, 3),
        (3, 4, 4),
        (4, 5, 5),
        (5, 5, 5),
        (5, 4, 5),
    ],
)
def test_fm_is_the_mean_with_halves_rounded_up(f: int, m: int, fm: int) -> None:
    assert fm_of(f, m) == fm


def test_the_map_has_25_fields_and_everybody_once() -> None:
    groups = [
        group(555, 4, 100, "champions"),
        group(545, 3, 50, "champions"),
        group(543, 2, 20, "loyal"),
        group(111, 1, 1, "lost"),
    ]
    found = {(cell.r, cell.fm): cell for cell in cells(groups)}
    assert len(found) == 25
    assert next(iter(found)) == (5, 1)
    assert (found[5, 5].customers, found[5, 5].revenue) == (7, Decimal(150))
    assert found[5, 5].share == Decimal("0.7000")
    assert found[5, 4].segments == (("loyal", 2),)
    assert (found[3, 3].customers, found[3, 3].share, found[3, 3].segments) == (
        0,
        Decimal(0),
        (),
    )
    assert sum(cell.customers for cell in found.values()) == 10


def test_the_distribution_counts_every_score() -> None:
    found = {(each.dimension, each.score): each for each in spreads([group(511, 1), group(421, 3)])}
    assert len(found) == 15
    assert found["r", 4].customers == 3
    assert found["f", 1].share == Decimal("0.2500")
    assert found["m", 5].customers == 0


def test_thin_data_is_said() -> None:
    assert thin([]).hints == ("few_buyers",)
    every = [group(111 * score, 10) for score in range(1, 6)]
    assert thin(every).hints == ()
    assert thin([*every[:4], group(555, 9)]).hints == ("few_buyers",)
    without = thin([group(111, 30), group(333, 10), group(545, 10), group(222, 10)])
    assert without.hints == ("missing_scores",)
    assert without.missing == {"r": (4,), "f": (5,), "m": (4,)}


def test_days_and_shares_are_rounded_half_up() -> None:
    sums = total([group(555, 3)])
    assert sums.mean_days(date(2024, 1, 11)) == Decimal("10.0")
    assert total([]).mean_days(date(2024, 1, 1)) is None
    assert share(1, 8) == Decimal("0.1250")
    assert share(2, 3) == Decimal("0.6667")
    assert share(0, 0) == 0


def test_bands_are_plain_values() -> None:
    today = date(2024, 3, 31)
    days = [Decimal((EPOCH - today).days + n) for n in (1, 5, 9, 20, 40, 80)]
    edges = edges_of(days)
    assert edges is not None
    found = bands("r", edges, today)
    assert [band.least for band in found] == [0, 6, 10, 21, 41]
    assert [band.upto for band in found] == [5, 9, 20, 40, None]
    assert [band.score for band in found] == [5, 4, 3, 2, 1]


def test_a_band_that_nobody_can_have_is_empty() -> None:
    edges = edges_of([Decimal(n) for n in (1, 1, 1, 1, 1, 2, 3)])
    assert edges is not None
    found = bands("f", edges, date(2024, 1, 1))
    assert [(band.score, band.empty) for band in found] == [
        (5, False),
        (4, True),
        (3, True),
        (2, True),
        (1, False),
    ]
    assert found[0].least == 2
    money = bands("m", edges, date(2024, 1, 1))
    assert money[0].over == 1
    assert money[0].upto is money[0].least is None
