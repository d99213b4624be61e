"""When a Saudi shop sells: salary days, Ramadan and the Eids, weekends, evenings."""

import random
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate
from zoneinfo import ZoneInfo

from hijridate import Gregorian

_WEEK = (0.95, 0.92, 0.95, 1.15, 1.10, 1.20, 0.95)  # Monday first; the weekend is Friday, Saturday
_HOURS = (6, 3, 2, 1, 1, 1, 2, 3, 4, 5, 6, 7, 8, 7, 6, 7, 8, 9, 10, 12, 15, 17, 16, 11)
_RAMADAN_HOURS = (17, 16, 13, 8, 4, 2, 1, 1, 2, 3, 4, 5, 6, 6, 5, 5, 4, 2, 3, 7, 10, 15, 18, 18)


def day_weight(day: date) -> float:
    """Give how much busier or quieter than usual the day is (1.0 is usual)."""
    weight = _WEEK[day.weekday()]
    if 27 <= day.day <= 29:  # salaries are paid on the 27th
        weight *= 1.6
    hijri = Gregorian(day.year, day.month, day.day).to_hijri()
    if hijri.month == 9:
        weight *= 2.1 if hijri.day > 19 else 1.5
    elif hijri.month == 10 and hijri.day <= 3:
        weight *= 0.5
    elif hijri.month == 12 and hijri.day <= 9:
        weight *= 1.4
    if day.month == 9 and 20 <= day.day <= 23:  # National Day offers
        weight *= 1.6
    if day.month == 11 and day.day >= 23 and day.weekday() == 4:  # White Friday
        weight *= 2.2
    return weight


@lru_cache(maxsize=4096)
def is_ramadan(day: date) -> bool:
    """Say whether the day lies in Ramadan by the Umm al-Qura calendar."""
    return Gregorian(day.year, day.month, day.day).to_hijri().month == 9


def order_times(
    chance: random.Random, count: int, days: int, until: date, zone: ZoneInfo
) -> list[datetime]:
    """Draw `count` instants, in order, over the `days` days that end before `until`."""
    calendar = [until - timedelta(days=back) for back in range(days, 0, -1)]
    growth = [0.7 + 0.6 * place / days for place in range(days)]
    heights = [day_weight(day) * up for day, up in zip(calendar, growth, strict=True)]
    picked = chance.choices(calendar, cum_weights=list(accumulate(heights)), k=count)
    return sorted(_instant(chance, day, zone) for day in picked)


def _instant(chance: random.Random, day: date, zone: ZoneInfo) -> datetime:
    hours = _RAMADAN_HOURS if is_ramadan(day) else _HOURS
    hour = chance.choices(range(24), hours)[0]
    into = timedelta(microseconds=chance.randrange(3_600_000_000))
    return datetime.combine(day, time(hour), zone) + into
