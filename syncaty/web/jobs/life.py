"""The life of a job, from its coming to its end, as the steps its page shows."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from syncaty.jobs.job import Attempt, JobDetail
from syncaty.web.formats import duration
from syncaty.web.templatetags.figures import words

MOST_ATTEMPTS = 3
Text = str | SafeString | Promise


@dataclass(frozen=True, slots=True)
class Step:
    """One step; `tone` is good, warn, bad or empty, `off` marks what is still to come."""

    tone: str
    icon: str
    title: Text
    at: datetime | None
    note: Text
    off: bool = False


def steps(detail: JobDetail) -> list[Step]:
    """Give the steps in order; of many attempts the first are folded into one step."""
    job, delivery = detail.job, detail.delivery
    vouched = _("token right") if delivery.strategy == "token" else _("signature right")
    life = [Step("good", "check", _("Received"), job.received_at, vouched)]
    if delivery.duplicates:
        again = ngettext(
            "the same bytes, %(n)s time", "the same bytes, %(n)s times", delivery.duplicates
        ) % {"n": delivery.duplicates}
        life.append(Step("", "copy", _("Came again"), delivery.last_duplicate_at, again))
    tries = _tries(detail)
    ended = job.state == "failed" and bool(tries)  # the last try says so itself
    return life + tries + ([] if ended else [_end(detail)])


def _tries(detail: JobDetail) -> list[Step]:
    attempts = detail.attempts
    folded, shown = attempts[:-MOST_ATTEMPTS], attempts[-MOST_ATTEMPTS:]
    found: list[Step] = []
    if folded:
        count = ngettext("%(n)s attempt before", "%(n)s attempts before", len(folded))
        found.append(Step("warn", "retry", count % {"n": len(folded)}, folded[0].started_at, ""))
    before = folded[-1].started_at if folded else detail.job.received_at
    for each in shown:
        found.append(_attempt(each, before, first=each is attempts[0]))
        before = each.started_at
    if found and detail.job.state == "failed":
        last = shown[-1]
        lasted = _("took %(length)s") % {"length": took_of(last.finished_at - last.started_at)}
        found[-1] = Step(
            "bad", "failed", _("Attempt %(n)s, last") % {"n": last.number}, last.started_at, lasted
        )
    return found


def _attempt(each: Attempt, before: datetime, *, first: bool) -> Step:
    passed = each.started_at - before
    if first:
        note = _("waited %(length)s") % {"length": took_of(passed)}
    else:
        note = _("after %(length)s") % {"length": words(passed)}
    return Step("warn", "retry", _("Attempt %(n)s") % {"n": each.number}, each.started_at, note)


def _end(detail: JobDetail) -> Step:
    job = detail.job
    if job.state == "completed":
        lasted = _("took %(length)s") % {"length": took_of(job.took)} if job.took else ""
        return Step("good", "done", pgettext("job", "Completed"), job.finished_at, lasted)
    if job.state == "failed":
        return Step("bad", "failed", pgettext("job", "Failed"), job.finished_at, _("when it came"))
    if job.outcome == "waiting_for_store":
        return Step("", "waiting", _("Waits for its store"), None, _("not connected yet"), off=True)
    if job.outcome == "retry":
        return Step("", "waiting", _("Next attempt"), job.due_at, "", off=True)
    return Step("", "waiting", _("Waits for its turn"), None, "", off=True)


def took_of(length: timedelta | None) -> str:
    """Write a measured length of time without marks."""
    return duration(length.total_seconds()) if length is not None else ""
