"""How figures, money, days and times are written. Pure: knows no framework, takes the language.

Western digits and 1,234.50 grouping in both languages, as shops in the region write them; a
minus is the sign U+2212. Nothing here isolates direction: templates do, by `.num` and `.money`.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_timedelta
from hijridate import Gregorian

Figure = int | Decimal | float
MINUS = "−"
_ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_DAY = {"en": "d MMM y", "ar": "d MMMM y"}
_LONG_DAY = {"en": "EEE d MMM y", "ar": "EEEE d MMMM y"}
_SHORT_DAY = {"en": "d MMM", "ar": "d MMMM"}
_HIJRI_EN = (
    "Muharram",
    "Safar",
    "Rabi I",
    "Rabi II",
    "Jumada I",
    "Jumada II",
    "Rajab",
    "Shaban",
    "Ramadan",
    "Shawwal",
    "Dhu al-Qidah",
    "Dhu al-Hijjah",
)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in the parts a template draws; `fraction` begins with its point."""

    minus: str
    currency: str
    whole: str
    fraction: str


def number(value: Figure, decimals: int | None = None) -> str:
    """Write a figure with grouping: 1234.5 is 1,234.5; `decimals` rounds half up."""
    exact = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{abs(exact):,f}"
    return f"{MINUS}{text}" if exact < 0 else text


def money(amount: Decimal, currency: str) -> Money:
    """Split an amount into sign, whole and fraction, at two decimals (three for dinars)."""
    text = number(amount, 3 if currency in {"KWD", "BHD", "OMR", "JOD", "IQD", "TND"} else 2)
    minus = MINUS if text.startswith(MINUS) else ""
    whole, _, fraction = text.removeprefix(MINUS).partition(".")
    return Money(minus, currency, whole, f".{fraction}")


def percent(ratio: Figure, decimals: int = 1) -> str:
    """Write a ratio as a percentage: 0.418 is 41.8%."""
    return number(Decimal(str(ratio)) * 100, decimals) + "%"


def change(now: Figure, before: Figure) -> str:
    """Write how far a figure moved, with its sign: +11.2%; empty when there was nothing before."""
    if not before:
        return ""
    ratio = (Decimal(str(now)) - Decimal(str(before))) / abs(Decimal(str(before)))
    text = percent(ratio)
    return text if text.startswith(MINUS) or text == "0.0%" else f"+{text}"


def compact(value: Figure) -> str:
    """Write a figure for a chart's edge: 200k, 1.2M."""
    exact = Decimal(str(value))
    for limit, mark in ((Decimal(1_000_000), "M"), (Decimal(1_000), "k")):
        if abs(exact) >= limit:
            text = number(exact / limit, 1)
            return text.removesuffix(".0") + mark
    return number(exact.normalize() if exact % 1 else exact.to_integral_value())


def duration(seconds: float) -> str:
    """Write a measured time: 14 ms, 1.21 s, 4 min 5 s, 3 h 10 min."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.2f}".rstrip("0").rstrip(".") + " s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{number(hours)} h {minutes} min" if minutes else f"{number(hours)} h"


def day(value: date, language: str) -> str:
    """Write a day: 23 Nov 2026, or 23 نوفمبر 2026."""
    return format_date(value, _DAY[language], locale=language)


def long_day(value: date, language: str) -> str:
    """Write a day with its weekday: Mon 23 Nov 2026."""
    return format_date(value, _LONG_DAY[language], locale=language)


def short_day(value: date, language: str) -> str:
    """Write a day whose year is plain from the place it stands in: 23 Nov."""
    return format_date(value, _SHORT_DAY[language], locale=language)


def day_range(first: date, last: date, language: str, year: int) -> str:
    """Write a stretch of days: 25 Oct – 23 Nov, من 25 أكتوبر إلى 23 نوفمبر.

    Years are written unless both days lie in `year`, the present one.
    """
    write = short_day if first.year == last.year == year else day
    ends = (write(first, language), write(last, language))
    if first == last:
        return ends[0]
    return f"من {ends[0]} إلى {ends[1]}" if language == "ar" else f"{ends[0]} – {ends[1]}"


def hijri(value: date, language: str) -> str:
    """Write a day in the Umm al-Qura calendar; empty outside the years it is defined for."""
    try:
        there = Gregorian(value.year, value.month, value.day).to_hijri()
    except (OverflowError, ValueError):
        return ""
    name = there.month_name("ar") if language == "ar" else _HIJRI_EN[there.month - 1]
    return f"{there.day} {name} {there.year}"


def clock(moment: datetime, zone: ZoneInfo, *, exact: bool = False) -> str:
    """Write the time of day in a zone: 14:32:07, or 14:32:07.881 when `exact`."""
    return moment.astimezone(zone).isoformat(sep=" ", timespec="milliseconds")[
        11 : 23 if exact else 19
    ]


def ago(moment: datetime, now: datetime, language: str) -> str:
    """Write how long ago, or in how long: 9 minutes ago, قبل 9 دقائق."""
    return format_timedelta(
        moment - now, add_direction=True, threshold=1.2, granularity="second", locale=language
    )


def span(length: timedelta, language: str) -> str:
    """Write a length of time in words: 9 minutes, 9 دقائق."""
    return format_timedelta(length, threshold=1.2, locale=language)


def arabic_indic(text: str) -> str:
    """Write the digits of a text as ٠١٢٣, for people who choose them."""
    return text.translate(_ARABIC_INDIC)
