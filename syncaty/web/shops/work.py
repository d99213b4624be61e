"""Imports and repairs as pages tell them: state, parts, pace, what can be done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from syncaty.syncs import Part, Progress
from syncaty.web.shops import faults

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Sign:
    """A state's look, icon and word."""

    look: str
    icon: str
    word: Text


STATES: Mapping[str, Sign] = {
    "waiting": Sign("waiting", "waiting", pgettext_lazy("sync", "Waiting")),
    "running": Sign("running", "running", pgettext_lazy("sync", "Running")),
    "paused": Sign("retry", "pause", pgettext_lazy("sync", "Paused")),
    "completed": Sign("done", "done", pgettext_lazy("sync", "Completed")),
    "failed": Sign("failed", "failed", pgettext_lazy("sync", "Failed")),
    "cancelled": Sign("ignored", "ignored", pgettext_lazy("sync", "Cancelled")),
}
PARTS: Mapping[str, Text] = {
    "orders": _("Orders"),
    "customers": _("Customers"),
    "products": _("Products"),
}
REASONS: Mapping[str, Text] = {
    "connected": pgettext_lazy("sync", "after connecting"),
    "asked": pgettext_lazy("sync", "asked for"),
    "outage": pgettext_lazy("sync", "after an outage of ours"),
    "silence": pgettext_lazy("sync", "after an unusual silence"),
    "signatures": pgettext_lazy("sync", "after wrong signatures"),
    "subscriptions": pgettext_lazy("sync", "after missing webhooks"),
    "nightly": pgettext_lazy("sync", "nightly comparison"),
    "file": pgettext_lazy("sync", "from a file"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One part; `share` is how far it is, 0 to 100."""

    label: Text
    part: Part
    share: int


@dataclass(frozen=True, slots=True)
class Told:
    """A sync for its page: the sign of its state, its parts, and why it rests, if it does."""

    sign: Sign
    rows: tuple[Row, ...]
    share: int
    left: timedelta | None
    pace: float | None
    why: Text | None


def told(held: Progress) -> Told:
    """Give a sync with its words."""
    rows = tuple(Row(PARTS.get(each.name, each.name), each, _share(each)) for each in held.parts)
    left = held.seconds_left if held.state == "running" else None
    current = next((each for each in held.parts if not each.finished and each.done), None)
    return Told(
        state(held),
        rows,
        _whole(held),
        None if left is None else timedelta(seconds=round(left)),
        current.pace if current and held.state == "running" else None,
        why(held),
    )


def state(held: Progress) -> Sign:
    """Give the sign of a sync's state."""
    return STATES[held.state]


def reason(held: Progress) -> Text:
    """Say why there is a sync."""
    return REASONS.get(held.reason, held.reason)


def why(held: Progress) -> Text | None:
    """Say why a sync waits, rests or failed."""
    if held.error_code is None:
        return None
    return faults.checking(held.error_code) or held.error


def _share(part: Part) -> int:
    if part.finished:
        return 100
    return min(99, part.done * 100 // part.total) if part.total else 0


def _whole(held: Progress) -> int:
    """Give how far all of it is; 100 only when it has completed."""
    if held.state == "completed":
        return 100
    return min(99, held.done * 100 // held.total) if held.total else 0
