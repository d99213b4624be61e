"""The sign of each segment and state: shape, colour family, icon and word."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Word = str | Promise


@dataclass(frozen=True, slots=True)
class SegmentMark:
    """A segment's shape (symbol of the sprite), colour family and name."""

    shape: str
    family: str
    name: Word


@dataclass(frozen=True, slots=True)
class StateMark:
    """A state's look (`data-state`), icon and word."""

    look: str
    icon: str
    word: Word


SEGMENTS = {
    "champions": SegmentMark("champions", "thrive", _("Champions")),
    "loyal": SegmentMark("loyal", "thrive", _("Loyal")),
    "potential_loyalist": SegmentMark("potential", "grow", _("Potential loyalist")),
    "promising": SegmentMark("promising", "grow", _("Promising")),
    "new": SegmentMark("new", "grow", pgettext_lazy("segment", "New")),
    "need_attention": SegmentMark("attention", "waver", _("Need attention")),
    "about_to_sleep": SegmentMark("sleep", "waver", _("About to sleep")),
    "at_risk": SegmentMark("risk", "slip", _("At risk")),
    "cant_lose": SegmentMark("cantlose", "slip", _("Can’t lose")),
    "hibernating": SegmentMark("hibernating", "gone", _("Hibernating")),
    "lost": SegmentMark("lost", "gone", _("Lost")),
}

STATES = {
    "pending": StateMark("waiting", "waiting", pgettext_lazy("job", "Pending")),
    "completed": StateMark("done", "done", pgettext_lazy("job", "Completed")),
    "failed": StateMark("failed", "failed", pgettext_lazy("job", "Failed")),
}
RETRYING = StateMark("retry", "retry", pgettext_lazy("job", "Pending"))

OUTCOMES = {
    "applied": pgettext_lazy("outcome", "Applied"),
    "superseded": pgettext_lazy("outcome", "Superseded"),
    "ignored": pgettext_lazy("outcome", "Ignored"),
    "waiting_for_store": pgettext_lazy("outcome", "Waiting for its store"),
    "retry": pgettext_lazy("outcome", "To be retried"),
}


def state(name: str, outcome: str | None = None) -> StateMark:
    """Give a job state's mark; one that waits for another try stands out."""
    return RETRYING if name == "pending" and outcome == "retry" else STATES[name]
