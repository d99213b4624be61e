"""What a request to the list asks for: the words of its address, read into a filter."""

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext, pgettext, pgettext_lazy

from syncaty.clock import utc_now
from syncaty.jobs.filter import JobFilter, number_of
from syncaty.stores.members import Viewer
from syncaty.web import formats, stores
from syncaty.web.jobs.places import address
from syncaty.web.jobs.words import KEYS, Asked, Word, parse, to_filter
from syncaty.web.pages import PageRequest
from syncaty.web.stores import Store
from syncaty.web.templatetags.figures import language, zone

LABELS = {
    "state": pgettext_lazy("word", "state"),
    "outcome": pgettext_lazy("word", "outcome"),
    "event": pgettext_lazy("word", "event"),
    "store": pgettext_lazy("word", "store"),
    "order": pgettext_lazy("word", "order"),
    "customer": pgettext_lazy("word", "customer"),
    "product": pgettext_lazy("word", "product"),
    "entity": pgettext_lazy("word", "entity"),
    "error": pgettext_lazy("word", "error"),
    "after": pgettext_lazy("word", "after"),
    "before": pgettext_lazy("word", "before"),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A word as the box shows it: its key and value in words, and the address without it."""

    label: str
    said: str
    word: str
    without: str


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked at a moment, over one store or all; `problems` say what could not be read."""

    store: Store | None
    viewer: Viewer
    now: datetime
    wanted: JobFilter
    asked: Asked
    problems: tuple[str, ...]

    @property
    def query(self) -> str:
        """What stands in the box, as one text."""
        return str(self.asked)

    def address(self, asked: Asked | None = None, name: str = "jobs") -> str:
        """Give the address of another question, or of another view of this one."""
        return address(name, self.store, query=str(self.asked if asked is None else asked))

    @property
    def chips(self) -> list[Chip]:
        """The words, ready to be drawn."""
        return [
            Chip(
                str(LABELS[word.key]),
                self._said(word),
                str(word),
                self.address(self.asked.without(word.key)),
            )
            for word in self.asked.words
        ]

    def _said(self, word: Word) -> str:
        at = {"after": self.wanted.after, "before": self.wanted.before}.get(word.key)
        if at is None or len(word.value) < 16:
            return word.value
        here = at.astimezone(zone())
        clock = formats.clock(here, zone())[:5]
        if here.date() == self.now.astimezone(zone()).date():
            return clock
        return f"{formats.day(here.date(), language())} {clock}"


def read(request: PageRequest, store: Store | None) -> Question:
    """Read the address of a request: words come in `w` (kept ones) and `q` (the box), or by
    their own names, as in `?state=failed`.
    """
    source = request.POST if request.method == "POST" else request.GET
    named = [str(Word(key, source[key])) for key in KEYS if source.get(key)]
    asked = parse([*named, *source.getlist("w"), *source.getlist("q")])
    now = utc_now()
    here: ZoneInfo = zone()
    wanted, asked = to_filter(asked, here, now, store.id if store else None)
    unread = list(asked.unread)
    if written := asked.value("store"):
        found = _store(written, request.here.viewer)
        if found is None:
            unread.append(Word("store", written))
            asked = asked.without("store")
        else:
            wanted = replace(wanted, store_id=found)
    return Question(
        store, request.here.viewer, now, wanted, asked, tuple(_problem(word) for word in unread)
    )


def _store(named: str, viewer: Viewer) -> int | None:
    """Give the store a word means; operators may also name one that is not connected."""
    number = number_of(named)
    if number is not None:
        return number if viewer.everything or stores.find(number, viewer) else None
    folded = named.casefold()
    return next((each.id for each in stores.listed(viewer) if each.name.casefold() == folded), None)


def _problem(word: Word) -> str:
    said = {
        "state": gettext("is no state: pending, completed or failed."),
        "after": pgettext("time", "is no time: write 2h, 13:52, today or 2026-11-23."),
        "before": pgettext("time", "is no time: write 2h, 13:52, today or 2026-11-23."),
        "store": gettext("is no store that is connected here."),
    }.get(word.key, gettext("is no number."))
    return f"{word} {said}"
