"""Makes what the list of jobs shows: tiles, the bar of minutes, rows."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from syncaty.jobs.job import Counts, Job
from syncaty.jobs.search import count_states, health, list_jobs, minutes
from syncaty.stores.members import Viewer
from syncaty.web import stores
from syncaty.web.database import Reading
from syncaty.web.drawing.tabs import Tab
from syncaty.web.jobs import bars
from syncaty.web.jobs.asking import Question
from syncaty.web.jobs.did import summary
from syncaty.web.jobs.places import address
from syncaty.web.jobs.words import Word
from syncaty.web.stores import Store

PAGE = 50
Text = str | Promise


@dataclass(frozen=True, slots=True)
class Tile:
    """A state with its count; it asks for that state, or for all again when it is asked for."""

    look: str
    icon: str
    label: Text
    count: int
    capped: bool
    href: str
    current: bool
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A job and what became of it in a line."""

    job: Job
    summary: SafeString | Text


_TILES = (
    ("", "", "all", "all", pgettext_lazy("jobs", "All")),
    ("state", "pending", "waiting", "waiting", pgettext_lazy("job", "Pending")),
    ("state", "completed", "done", "done", pgettext_lazy("job", "Completed")),
    ("state", "failed", "failed", "failed", pgettext_lazy("job", "Failed")),
    ("outcome", "retry", "retry", "retry", _("Retrying")),
    ("outcome", "waiting_for_store", "waiting", "stores", _("Without a store")),
    ("outcome", "ignored", "ignored", "ignored", pgettext_lazy("outcome", "Ignored")),
)


def rows(conn: Reading, asked: Question, before_id: int | None) -> dict[str, Any]:
    """Give a page of rows, and the address of the next one."""
    found = list_jobs(conn, asked.wanted, before_id, PAGE + 1)
    shown = found[:PAGE]
    older = ""
    if len(found) > PAGE:
        query = urlencode({"q": asked.query, "before_id": shown[-1].id})
        older = f"{address('jobs', asked.store)}?{query}"
    return {
        "rows": rows_of(shown, asked.viewer),
        "older": older,
        "newer": asked.address() if before_id is not None else "",
        "newest_id": shown[0].id if shown else 0,
        "retry_all": asked.address(name="jobs_retry") if asked.query else "",
    }


def rows_of(jobs: Iterable[Job], viewer: Viewer) -> list[Row]:
    """Give jobs with what became of each, in the currency of its store."""
    currencies = {store.id: store.currency for store in stores.listed(viewer)}
    return [Row(job, summary(job, currencies.get(job.store_id, "SAR"))) for job in jobs]


def pulse(conn: Reading, asked: Question) -> dict[str, Any]:
    """Give the tiles, and what came per minute."""
    counts = count_states(conn, asked.wanted, now=asked.now)
    stateless = replace(asked.wanted, state=None, outcome=None)
    after, before = asked.wanted.after, asked.wanted.before
    since, until, step = bars.window(asked.now, after, before)
    counted = minutes(conn, stateless, since, until, step)
    return {
        "tiles": _tiles(asked, counts),
        "counts": counts,
        "bars": bars.draw(counted, (since, until, step), after, before),
        "ranges": [
            (label, asked.address(asked.asked.without("before").asking(Word("after", value))))
            for value, label in _RANGES
        ],
    }


_RANGES = (
    ("15m", _("15 minutes")),
    ("1h", _("1 hour")),
    ("24h", _("24 hours")),
    ("7d", _("7 days")),
)


def _tiles(asked: Question, counts: Counts) -> list[Tile]:
    numbers = {
        "all": counts.all,
        "pending": counts.pending,
        "completed": counts.completed,
        "failed": counts.failed,
        "retry": counts.retrying,
        "waiting_for_store": counts.waiting_for_store,
        "ignored": counts.ignored,
    }
    rest = asked.asked.without("state", "outcome")
    made = []
    for key, value, look, icon, label in _TILES:
        current = asked.asked.value(key) == value if key else rest == asked.asked.without()
        target = rest if current or not key else rest.asking(Word(key, value))
        count = numbers[value or "all"]
        tone = {"failed": "loud", "retry": "warm"}.get(value, "") if count else ""
        capped = counts.capped and value in {"", "completed", "ignored"}
        made.append(Tile(look, icon, label, count, capped, asked.address(target), current, tone))
    return made


_SUGGESTED = (
    (Word("state", "failed"), _("what needs a look")),
    (Word("state", "pending"), _("what still waits")),
    (Word("outcome", "ignored"), _("events Syncaty does not use")),
    (Word("event", "order.*"), _("everything about orders")),
    (Word("event", "customer.*"), _("everything about customers")),
    (Word("event", "product.*"), _("everything about products")),
    (Word("after", "1h"), _("the last hour")),
    (Word("after", "today"), _("since midnight")),
)


def suggestions(asked: Question) -> list[tuple[str, Text, str]]:
    """Give words that can be added, with what they mean and where they lead."""
    return [
        (str(word), means, asked.address(asked.asked.asking(word)))
        for word, means in _SUGGESTED
        if word not in asked.asked.words
    ]


def tabs(store: Store | None, here: str) -> list[Tab]:
    """Give the tabs of the room; `here` is jobs, jobs_failures or jobs_refused."""
    labels = (
        ("jobs", _("All jobs")),
        ("jobs_failures", _("Failures, grouped")),
        ("jobs_refused", _("Refused")),
    )
    return [Tab(label, address(name, store), current=name == here) for name, label in labels]


def condition(conn: Reading, asked: Question) -> dict[str, Any]:
    """Give how the queue does, for the line under the heading."""
    return {"health": health(conn, asked.store.id if asked.store else None, asked.now)}
