"""The search box of jobs: words such as `state:failed` and free text, read into a filter. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from syncaty.jobs.filter import FilterError, JobFilter, number_of

KEYS = (
    "state",
    "outcome",
    "event",
    "store",
    "order",
    "customer",
    "product",
    "entity",
    "error",
    "after",
    "before",
)
ALIASES = {
    "الحالة": "state",
    "النتيجة": "outcome",
    "الحدث": "event",
    "المتجر": "store",
    "الطلب": "order",
    "العميل": "customer",
    "المنتج": "product",
    "الخطأ": "error",
    "بعد": "after",
    "قبل": "before",
}
_FIELDS = {
    "state": "state",
    "outcome": "outcome",
    "event": "event",
    "error": "error_code",
    "entity": "entity",
}
_PIECE = re.compile(r'(?:(?P<key>[^\s:"]+):)?(?:"(?P<quoted>[^"]*)"|(?P<plain>\S+))')
_LENGTH = re.compile(r"(\d{1,4})([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_CLOCK = re.compile(r"([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the box: `state:failed`. `store` values are numbers or names."""

    key: str
    value: str

    def __str__(self) -> str:
        quote = '"' if re.search(r"\s", self.value) else ""
        return f"{self.key}:{quote}{self.value}{quote}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked: the words, at most one of each key, and the free text beside them.

    `unread` are words whose value means nothing; they ask nothing.
    """

    words: tuple[Word, ...] = ()
    text: str = ""
    unread: tuple[Word, ...] = ()

    def __str__(self) -> str:
        return " ".join([*map(str, self.words), self.text]).strip()

    def value(self, key: str) -> str:
        """Give the value of a word, or nothing."""
        return next((word.value for word in self.words if word.key == key), "")

    def without(self, *keys: str) -> "Asked":
        """Give the same question without some words."""
        kept = tuple(word for word in self.words if word.key not in keys)
        return replace(self, words=kept, unread=())

    def asking(self, *words: Word) -> "Asked":
        """Give the same question with some words added or changed."""
        others = self.without(*(word.key for word in words))
        return replace(others, words=(*others.words, *words))


def alike(error_code: str | None, event: str) -> Asked:
    """Ask for the jobs that failed with an error from an event."""
    asked = {"state": "failed", "error": error_code, "event": event}
    return Asked(tuple(Word(key, value) for key, value in asked.items() if value))


def parse(texts: Iterable[str]) -> Asked:
    """Read what stands in the box; a key given twice counts as it stands last.

    What looks like a word of an unknown key is free text, so that `http://…` can be searched for.
    """
    words: dict[str, Word] = {}
    free: list[str] = []
    for piece in _PIECE.finditer(" ".join(texts)):
        key = (piece["key"] or "").lower()
        key = ALIASES.get(key, key)
        value = piece["quoted"] if piece["quoted"] is not None else piece["plain"]
        if key in KEYS and value.strip():
            words.pop(key, None)
            words[key] = Word(key, value.strip())
        elif key not in KEYS:
            free.append(value if not piece["key"] else piece[0])
    return Asked(tuple(words.values()), " ".join(free))


def to_filter(
    asked: Asked, zone: ZoneInfo, now: datetime, store_id: int | None
) -> tuple[JobFilter, Asked]:
    """Give the filter, and the question with its unreadable words set apart.

    Times are read in `zone`. The word `store` is not read here: names need the list of stores.
    """
    wanted = JobFilter(store_id=store_id, text=asked.text)
    unread: list[Word] = []
    for word in asked.words:
        try:
            wanted = _with(wanted, word, zone, now)
        except (FilterError, ValueError, OverflowError):
            unread.append(word)
    kept = tuple(word for word in asked.words if word not in unread)
    return wanted, replace(asked, words=kept, unread=tuple(unread))


def _with(wanted: JobFilter, word: Word, zone: ZoneInfo, now: datetime) -> JobFilter:
    return replace(wanted, **_asks(wanted, word, zone, now))


def _asks(wanted: JobFilter, word: Word, zone: ZoneInfo, now: datetime) -> dict[str, Any]:
    """Give the fields of the filter that a word sets."""
    key, value = word.key, word.value
    if key in _FIELDS:
        return {_FIELDS[key]: value}
    if key in {"order", "product"}:
        return {"entity": f"{key}:{value}"}
    if key in {"after", "before"}:
        return {key: moment(value, zone, now)}
    if key == "customer":
        number = number_of(value)
        text = f"{wanted.text} {value}".strip()
        return {"text": text} if number is None else {"customer_id": number}
    return {}


def moment(text: str, zone: ZoneInfo, now: datetime) -> datetime:
    """Read an instant: 2h (ago), 13:52 (today, or yesterday when still to come), today,
    yesterday, 2026-11-23, 2026-11-23T13:52. Raises ValueError.
    """
    here = now.astimezone(zone)
    if length := _LENGTH.fullmatch(text):
        return now - timedelta(**{_UNITS[length[2]]: int(length[1])})
    if text in {"today", "yesterday"}:
        day = here.date() - timedelta(days=text == "yesterday")
        return datetime.combine(day, time(), zone)
    if _CLOCK.fullmatch(text):
        at = datetime.combine(here.date(), time.fromisoformat(text.zfill(5)), zone)
        return at if at <= here else at - timedelta(days=1)
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=zone)
