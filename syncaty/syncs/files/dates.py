"""Dates in the forms that Salla, Excel and people write.

Whether 03/04/2024 is the third of April or the fourth of March is settled over the whole column:
one 15/04/2024 in it says day first for all. Where nothing tells, the day comes first, as in Arabic.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from syncaty.projections.search import fold
from syncaty.syncs.files.cells import Cell, plain
from syncaty.syncs.files.reasons import BadCellError

Order = Literal["day", "month"]

_ENGLISH = "jan feb mar apr may jun jul aug sep oct nov dec"
_ARABIC = (
    "يناير|كانون الثاني", "فبراير|شباط", "مارس|اذار", "ابريل|نيسان", "مايو|ايار", "يونيو|حزيران",
    "يوليو|تموز", "اغسطس|اب", "سبتمبر|ايلول", "اكتوبر|تشرين الاول", "نوفمبر|تشرين الثاني",
    "ديسمبر|كانون الاول",
)  # fmt: skip
_MONTHS = {name: number for number, name in enumerate(_ENGLISH.split(), 1)} | {
    fold(name): number for number, names in enumerate(_ARABIC, 1) for name in names.split("|")
}
_AFTERNOON = {"م", "مساء", "pm", "p.m.", "p.m"}
_FORENOON = {"ص", "صباحا", "am", "a.m.", "a.m"}
_CLOCK = re.compile(
    r"[t ]*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)? *"
    r"(?:(am|pm|a\.m\.?|p\.m\.?|صباحا|مساء|ص|م)(?!\w))? *(z|utc|gmt)? *([+-]\d{2}:?\d{2})?"
)
_THREE = re.compile(r"(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})")
_WORDS = re.compile(r"[^\W\d_]+(?: (?:الثاني|الاول))?")
_EPOCH = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}  # noqa: DTZ001  # Excel's days
_SERIALS = range(20_000, 80_000)  # 1954 to 2119
_YEARS = range(1990, 2120)
_HIJRI = range(1300, 1500)


@dataclass(slots=True)
class DateVotes:
    """What the values of a column say of the place of day and month."""

    day: int = 0
    month: int = 0
    unsure: int = 0

    def look(self, cell: Cell) -> None:
        """Take a value's vote: a number above 12 can only be a day."""
        if not isinstance(cell, str):
            return
        match = _THREE.match(_without_clock(cell))
        if match is None or len(match[1]) > 2:
            return
        first, second = int(match[1]), int(match[2])
        if first > 12 >= second:
            self.day += 1
        elif second > 12 >= first:
            self.month += 1
        elif first != second:
            self.unsure += 1

    @property
    def order(self) -> Order:
        """Which comes first: what most values that can tell say; without any, the day."""
        return "month" if self.month > self.day else "day"

    @property
    def settled(self) -> str:
        """How it was settled: `plain` (no doubt), `proven`, `assumed` or `mixed`."""
        if self.day and self.month:
            return "mixed"
        if self.day or self.month:
            return "proven"
        return "assumed" if self.unsure else "plain"


def read_moment(
    cell: Cell, zone: tzinfo, order: Order, *, epoch_1904: bool = False
) -> datetime | None:
    """Read an instant in UTC; a time without a zone is the store's, a bare day its midnight.

    None where there is nothing, BadCellError where it is no date.
    """
    if cell is None:
        return None
    if isinstance(cell, Decimal):
        return _from_number(cell, zone, epoch_1904)
    if isinstance(cell, str):
        return _from_text(cell, zone, order, epoch_1904)
    at = cell if isinstance(cell, datetime) else datetime.combine(cell, time())
    return _instant(at, zone)


@lru_cache(maxsize=8192)
def _from_text(text: str, zone: tzinfo, order: Order, epoch_1904: bool) -> datetime | None:  # noqa: FBT001
    # Cached, because the rows of one order repeat its date.
    said = fold(plain(text)).replace("،", ",").replace("|", " ")
    if re.fullmatch(r"\d+(\.\d+)?", said) and len(said.partition(".")[0]) != 8:
        return _from_number(Decimal(said), zone, epoch_1904)
    clock = _CLOCK.search(said)
    rest = said if clock is None else f"{said[: clock.start()]} {said[clock.end() :]}"
    day = _day(" ".join(rest.replace(",", " ").split()), order)
    if clock is None:
        return _instant(datetime.combine(day, time()), zone)
    return _instant(datetime.combine(day, _time(clock)), _zone(clock) or zone)


def _without_clock(text: str) -> str:
    said = fold(plain(text)).replace("|", " ")
    clock = _CLOCK.search(said)
    return (said if clock is None else said[: clock.start()] + said[clock.end() :]).strip(" ,،")


def _day(text: str, order: Order) -> date:
    if re.fullmatch(r"\d{8}", text):
        return _made(int(text[:4]), int(text[4:6]), int(text[6:]))
    months = [found for word in _WORDS.findall(text) if (found := _month(word))]
    figures = [int(each) for each in re.findall(r"\d+", text)]
    if len(months) == 1 and len(figures) == 2:
        day, year = figures if figures[0] <= 31 else reversed(figures)
        return _made(_century(year), months[0], day)
    match = _THREE.fullmatch(_WORDS.sub("", text).strip(" -/."))
    if match is None or months:
        raise BadCellError("not_date")
    first, second, third = (int(each) for each in match.groups())
    if len(match[1]) == 4:
        return _made(first, second, third)
    if len(match[1]) > 2 or len(match[3]) not in {2, 4}:
        raise BadCellError("not_date")
    day, month = (first, second) if order == "day" else (second, first)
    return _made(_century(third), month, day)


def _month(word: str) -> int | None:
    return _MONTHS.get(word) or (
        _MONTHS.get(word[:3]) if word.isascii() and len(word) > 2 else None
    )


def _century(year: int) -> int:
    return year + 2000 if year < 100 else year


def _made(year: int, month: int, day: int) -> date:
    if year in _HIJRI:
        raise BadCellError("hijri")
    if year not in _YEARS:
        raise BadCellError("age")
    if month > 12 and day <= 12:
        raise BadCellError("swapped")
    try:
        return date(year, month, day)
    except ValueError:
        raise BadCellError("no_day") from None


def _time(clock: re.Match[str]) -> time:
    hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
    if clock[4] in _AFTERNOON and hour < 12:
        hour += 12
    elif clock[4] in _FORENOON and hour == 12:
        hour = 0
    try:
        return time(hour, minute, second)
    except ValueError:
        raise BadCellError("no_time") from None


def _zone(clock: re.Match[str]) -> tzinfo | None:
    if clock[6]:
        sign = -1 if clock[6][0] == "-" else 1
        figures = clock[6][1:].replace(":", "")
        return timezone(sign * timedelta(hours=int(figures[:2]), minutes=int(figures[2:])))
    return UTC if clock[5] else None


def _from_number(value: Decimal, zone: tzinfo, epoch_1904: bool) -> datetime:  # noqa: FBT001
    """Read a number: Excel's count of days, a date without marks, or seconds since 1970."""
    if int(value) in _SERIALS:
        seconds = round(value * 86_400)
        return _instant(_EPOCH[epoch_1904] + timedelta(seconds=seconds), zone)
    if value == value.to_integral_value() and len(f"{value:f}".partition(".")[0]) == 8:
        return _instant(datetime.combine(_day(f"{int(value)}", "day"), time()), zone)
    seconds = int(value / 1000 if value >= 10**11 else value)
    if 6 * 10**8 <= seconds < 5 * 10**9:
        return datetime.fromtimestamp(seconds, UTC)
    raise BadCellError("not_date")


def _instant(at: datetime, zone: tzinfo) -> datetime:
    if at.year not in _YEARS:
        raise BadCellError("age")
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
