"""What a job did, as rows before and after, and as one line for the list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from syncaty.jobs.job import Change, Job
from syncaty.web.jobs.cells import HIDDEN, NAMES, Cell, cell
from syncaty.web.jobs.failures import title
from syncaty.web.templatetags.drawn import moved


@dataclass(frozen=True, slots=True)
class Did:
    """What a job did to one entity; `rows` are (what, before, after) for the diff.

    Of kind "segment" it tells whether the customer entered one of the merchant's own.
    """

    kind: str
    id: int | None
    label: str
    new: bool
    rows: tuple[tuple[str | Promise, Cell, Cell], ...]
    entered: bool = False


_ORDER = {"order": 0, "rfm": 1, "segment": 2, "customer": 3, "product": 4}


def did(changes: Iterable[Change], currency: str) -> tuple[Did, ...]:
    """Lay out what a job changed; `currency` is the store's, for bodies that name none."""
    made = [_did(change, currency) for change in changes]
    shown = [each for each in made if each.rows or each.new]
    return tuple(sorted(shown, key=lambda each: _ORDER.get(each.kind, len(_ORDER))))


def _did(change: Change, currency: str) -> Did:
    fields: Mapping[str, Any] = change.get("fields") or {}
    said = [each for each in fields.get("currency", ()) if each]
    currency = said[-1] if said else currency
    rows = tuple(
        (NAMES.get(name, name), cell(name, before, currency), cell(name, after, currency))
        for name, (before, after) in sorted(fields.items(), key=_place)
        if _shown(name, before, after, fields)
    )
    number = str(change.get("id", ""))
    return Did(
        kind=str(change.get("kind", "")),
        id=int(number) if number.isdigit() else None,
        label=str(change.get("label") or number),
        new=bool(change.get("new")),
        rows=rows,
        entered=change.get("kind") == "segment" and fields["segment"][1] is not None,
    )


_PLACES = {name: place for place, name in enumerate(NAMES)}


def _place(field: tuple[str, Any]) -> int:
    return _PLACES.get(field[0], len(_PLACES))


def _shown(name: str, before: object, after: object, fields: Mapping[str, Any]) -> bool:
    """Leave out what only repeats: ids beside names, and "no" where nothing was said before."""
    if name in HIDDEN or (name == "status" and "status_name" in fields):
        return False
    return not (before is None and after is False)


def summary(job: Job, currency: str) -> SafeString | str | Promise:
    """Say in one line what became of a job."""
    if job.error_code and job.state != "completed":
        return title(job)
    if job.state == "pending":
        return ""
    if job.moved is not None:
        return moved(*job.moved)
    for each in did(job.changes, currency):
        if each.kind in (job.entity, "store") and (each.new or each.rows):
            return _one_line(each)
    return {
        "superseded": pgettext_lazy("job", "Something newer was held already"),
        "ignored": pgettext_lazy("job", "Not used by Syncaty"),
    }.get(job.outcome or "", pgettext_lazy("job", "Changed nothing"))


def _one_line(each: Did) -> SafeString | str:
    told = {what: (before, after) for what, before, after in each.rows}
    if each.new:
        total = told.get(NAMES["total"], (None, None))[1]
        words = {
            "order": _("New order"),
            "customer": _("New customer"),
            "product": _("New product"),
            "store": _("New store"),
        }.get(each.kind, "")
        return format_html("{} {}", words, total or "")
    for name in ("refund", "status_name", "status", "state", "total", "price", "quantity"):
        before, after = told.get(NAMES[name], (None, None))
        if after is not None:
            what = NAMES[name]
            return format_html("{}: {}", what, after) if before is None else _changed(before, after)
    return ", ".join(str(what) for what, _before, _after in each.rows[:4])


def _changed(before: Cell, after: Cell) -> SafeString:
    return format_html(_("from {} to {}"), before, after)
