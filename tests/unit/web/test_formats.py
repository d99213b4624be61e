"""How figures, money, days and times are written, in both languages."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from syncaty.web import formats
from syncaty.web.formats import Figure, Money

RIYADH = ZoneInfo("Asia/Riyadh")
DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0, None, "0"),
        (1234567, None, "1,234,567"),
        (Decimal("1234.50"), None, "1,234.50"),
        (1234.5, 2, "1,234.50"),
        (Decimal("0.125"), 2, "0.13"),
        (-1234, None, "−1,234"),
        (Decimal("1E+3"), None, "1,000"),
        (Decimal("-0.001"), 2, "0.00"),
    ],
)
def test_numbers_are_grouped_and_keep_their_decimals(
    value: Figure, decimals: int | None, text: str
) -> None:
    assert formats.number(value, decimals) == text


def test_money_is_split_so_that_the_minus_stands_before_the_sign() -> None:
    assert formats.money(Decimal("-1284.5"), "SAR") == Money("−", "SAR", "1,284", ".50")
    assert formats.money(Decimal("3.14159"), "KWD") == Money("", "KWD", "3", ".142")
    assert formats.money(Decimal("99999999999999999.99"), "SAR").whole == "99,999,999,999,999,999"


@pytest.mark.parametrize(
    ("now", "before", "text"),
    [
        (111, 100, "+11.0%"),
        (89, 100, "−11.0%"),
        (100, 100, "0.0%"),
        (5, 0, ""),
        (Decimal(-50), Decimal(-100), "+50.0%"),
    ],
)
def test_changes_carry_their_sign(now: Figure, before: Figure, text: str) -> None:
    assert formats.change(now, before) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (950, "950"), (200_000, "200k"), (1_234_000, "1.2M"), (0.5, "0.5"), (1000, "1k")],
)
def test_figures_at_the_edge_of_a_chart_are_short(value: Figure, text: str) -> None:
    assert formats.compact(value) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0142, "14 ms"),
        (1.205, "1.21 s"),
        (30, "30 s"),
        (245, "4 min 5 s"),
        (3600, "1 h"),
        (11400, "3 h 10 min"),
    ],
)
def test_measured_times_take_the_unit_that_fits(seconds: float, text: str) -> None:
    assert formats.duration(seconds) == text


def test_days_are_said_in_each_language_with_western_digits() -> None:
    assert formats.day(DAY, "en") == "23 Nov 2026"
    assert formats.day(DAY, "ar") == "23 نوفمبر 2026"
    assert formats.long_day(DAY, "en") == "Mon 23 Nov 2026"
    assert formats.long_day(DAY, "ar") == "الاثنين 23 نوفمبر 2026"


def test_ranges_are_said_in_words_in_arabic() -> None:
    first = date(2026, 10, 25)
    assert formats.day_range(first, DAY, "en", 2026) == "25 Oct – 23 Nov"
    assert formats.day_range(first, DAY, "ar", 2026) == "من 25 أكتوبر إلى 23 نوفمبر"
    assert formats.day_range(first, DAY, "en", 2027) == "25 Oct 2026 – 23 Nov 2026"
    assert formats.day_range(DAY, DAY, "en", 2026) == "23 Nov"


def test_hijri_days_follow_umm_al_qura_and_end_where_it_ends() -> None:
    assert formats.hijri(DAY, "en") == "13 Jumada II 1448"
    assert formats.hijri(DAY, "ar") == "13 جمادى الآخرة 1448"
    assert formats.hijri(date(1900, 1, 1), "en") == ""
    assert formats.hijri(date(2300, 1, 1), "ar") == ""


def test_the_time_of_day_is_the_zones() -> None:
    moment = datetime(2026, 11, 23, 21, 30, 7, 881_000, tzinfo=UTC)
    assert formats.clock(moment, RIYADH) == "00:30:07"
    assert formats.clock(moment, RIYADH, exact=True) == "00:30:07.881"


def test_how_long_ago_is_said_with_the_languages_own_plural() -> None:
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert formats.ago(now - timedelta(minutes=9), now, "en") == "9 minutes ago"
    assert formats.ago(now - timedelta(minutes=9), now, "ar") == "قبل 9 دقائق"
    assert formats.ago(now + timedelta(seconds=24), now, "en") == "in 24 seconds"
    assert formats.span(timedelta(minutes=2), "ar") == "دقيقتان"


def test_digits_can_be_turned_into_arabic_indic_ones() -> None:
    assert formats.arabic_indic("1,234.50") == "١,٢٣٤.٥٠"
