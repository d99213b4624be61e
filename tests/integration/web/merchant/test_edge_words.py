"""What gets a score, in words, in both languages."""

import re
from decimal import Decimal

import pytest
from django.utils import translation

from syncaty.rfm.bands import Band
from syncaty.rfm.scoring import Dimension
from syncaty.web.scores.words import band_words

pytestmark = pytest.mark.usefixtures("site")  # Django stands


def band(dimension: Dimension, score: int, over: int | None, upto: int | None) -> Band:
    return Band(
        dimension,
        score,
        None if over is None else Decimal(over),
        None if upto is None else Decimal(upto),
    )


@pytest.mark.parametrize(
    ("of", "said"),
    [
        (band("r", 5, None, 12), "within the last 12 days"),
        (band("r", 5, None, 1), "within the last 1 day"),
        (band("r", 5, None, 0), "today"),
        (band("r", 4, 12, 31), "13 to 31 days ago"),
        (band("r", 3, 31, 32), "32 days ago"),
        (band("r", 1, 164, None), "more than 164 days ago"),
        (band("f", 1, None, 1), "1 order"),
        (band("f", 2, 1, 1), "nobody: too many have one value"),
        (band("f", 4, 3, 6), "4 to 6 orders"),
        (band("f", 5, 6, None), "7 orders and more"),
        (band("m", 1, None, 190), "up to SAR 190.00"),
        (band("m", 3, 190, 410), "over SAR 190.00 up to SAR 410.00"),
        (band("m", 5, 3600, None), "over SAR 3,600.00"),
    ],
)
def test_a_band_in_words(of: Band, said: str) -> None:
    with translation.override("en"):
        assert plain(of) == said


@pytest.mark.parametrize(
    ("of", "said"),
    [
        (band("r", 5, None, 2), "خلال آخر يومين"),
        (band("r", 5, None, 8), "خلال آخر 8 أيام"),
        (band("r", 4, 12, 31), "من 13 إلى 31 يومًا"),
        (band("r", 1, 164, None), "قبل أكثر من 164 يومًا"),
        (band("r", 2, 100, 103), "من 101 إلى 103 أيام"),
        (band("f", 5, 1, None), "طلبان فأكثر"),
        (band("m", 3, 190, 410), "أكثر من ر.س 190.00 حتى ر.س 410.00"),
    ],
)
def test_a_band_in_arabic_words(of: Band, said: str) -> None:
    with translation.override("ar"):
        assert plain(of) == said


def plain(of: Band) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", band_words(of, "SAR")).split())
