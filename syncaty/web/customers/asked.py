"""What an address asks for of a list of customers: search, scores, segment, order, columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from syncaty.projections.reading import CustomerFilter, CustomerSort
from syncaty.segments.classic import SEGMENTS
from syncaty.web.addresses import changed, picked

SORTS: tuple[CustomerSort, ...] = get_args(CustomerSort)
SCORES = (5, 4, 3, 2, 1)
COLUMNS: dict[str, str | Promise] = {
    "city": _("City"),
    "segment": _("Segment"),
    "scores": _("Scores"),
    "orders": _("Orders"),
    "spent": _("Spent"),
    "last": _("Last order"),
    "first": _("First order"),
    "joined": _("Joined"),
}
USUAL_COLUMNS = ("city", "segment", "scores", "orders", "spent", "last")


@dataclass(frozen=True, slots=True)
class Asked:
    """A list of customers as its address asks for it; what makes no sense is left out."""

    wanted: CustomerFilter
    sort: CustomerSort
    columns: tuple[str, ...]
    after: str | None

    @property
    def narrowed(self) -> bool:
        """Whether anything but the order is asked for."""
        return bool(self.wanted.text or self.wanted.buyers_only)


@dataclass(frozen=True, slots=True)
class Toggle:
    """A link that puts a word into the query or takes it out again."""

    label: str
    address: str
    on: bool


def asked(query: QueryDict) -> Asked:
    """Read the query of an address."""
    segment, sort = query.get("segment", ""), query.get("sort", "")
    columns = tuple(each for each in COLUMNS if each in query.getlist("cols"))
    wanted = CustomerFilter(
        text=query.get("q", "").strip()[:200],
        segment=segment if segment in SEGMENTS else None,
        r=_scores(query, "r"),
        f=_scores(query, "f"),
        m=_scores(query, "m"),
        fm=_scores(query, "fm"),
    )
    return Asked(
        wanted=wanted,
        sort=picked(SORTS, sort, "last_order"),
        columns=columns or USUAL_COLUMNS,
        after=query.get("after") or None,
    )


def toggles(request: HttpRequest, name: str) -> list[Toggle]:
    """Give the five scores of a dimension, each leading to the list with it on or off."""
    on = _scores(request.GET, name)
    return [Toggle(str(each), _toggled(request, name, on, each), each in on) for each in SCORES]


def sorted_by(request: HttpRequest, now: CustomerSort) -> dict[str, Toggle]:
    """Give the ways to order the list."""
    return {
        each: Toggle(each, changed(request, sort=each, after=None), each == now) for each in SORTS
    }


def _toggled(request: HttpRequest, name: str, on: Sequence[int], score: int) -> str:
    query = request.GET.copy()
    query.pop("after", None)
    kept = sorted({*on} ^ {score}, reverse=True)
    query.setlist(name, [str(each) for each in kept])
    return f"{request.path}?{query.urlencode()}" if query.urlencode() else request.path


def _scores(query: QueryDict, name: str) -> tuple[int, ...]:
    return tuple(each for each in SCORES if str(each) in query.getlist(name))
