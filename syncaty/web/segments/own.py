"""One segment of the merchant's own: its members, who came and went and why, what it asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from syncaty.db.paging import CursorError
from syncaty.db.queries import load
from syncaty.segments.members import DaySize, members, membership_moves, overlap, sizes
from syncaty.segments.rules.line import line_of
from syncaty.segments.rules.write import write_rule
from syncaty.segments.stored import SegmentError, StoredSegment, find, remove
from syncaty.web.addresses import changed, first_page, of_store, picked
from syncaty.web.database import Reading, connection, writing
from syncaty.web.drawing import chart
from syncaty.web.drawing.tabs import Tab
from syncaty.web.marks import SEGMENTS
from syncaty.web.pages import PageRequest, is_partial, render, store_page
from syncaty.web.segments.builder.asked import Asked
from syncaty.web.segments.builder.draft import joined
from syncaty.web.segments.builder.looking import drawn, segments, told
from syncaty.web.segments.faults import declined
from syncaty.web.stores import Store
from syncaty.web.templatetags.figures import today

_sql = load("syncaty.web.segments")
DAYS = 30
VIEWS = ("members", "moves", "size", "overlap")
LATEST = 8
PARTS = {
    "now": "segments/_own_now.html",
    "lately": "segments/_own_lately.html",
    "rows": "segments/_own_rows.html",
}


@dataclass(frozen=True, slots=True)
class Shared:
    """Two segments laid over each other: how many are in one alone, in both, in the other alone.

    `name` is the other's; the shares are of all who are in either, from 0 to 100.
    """

    key: str
    name: str | Promise
    first: int
    both: int
    second: int

    @property
    def sizes(self) -> tuple[int, int]:
        """How many are in each of the two."""
        return self.first + self.both, self.both + self.second

    @property
    def parts(self) -> tuple[str, str, str]:
        """The widths of the three parts, in per cent."""
        whole = (self.first + self.both + self.second) or 1
        first, both, second = (
            f"{each * 100 / whole:.2f}" for each in (self.first, self.both, self.second)
        )
        return first, both, second


def own_segment(request: PageRequest, store: Store, key: str) -> HttpResponse:
    """Show a segment of the merchant's own, or the `part` of it that follows by itself."""
    part = request.GET.get("part", "")
    view = picked(VIEWS, request.GET.get("view"), "members")
    with connection() as conn:
        segment = find(conn, store.id, key)
        if segment is None:
            raise Http404(f"no segment {key}")
        context: dict[str, Any] = {"segment": segment, "view": view, "days": DAYS}
        asked = (part,) if part in PARTS and is_partial(request) else tuple(PARTS)
        try:
            for each in asked:
                context |= _part(conn, request, store, segment, each, view)
        except CursorError:
            return first_page(request)
        if len(asked) > 1:
            context |= {"tabs": _tabs(request, view)} | _rule(conn, request, store, segment)
    partial = PARTS[asked[0]] if len(asked) == 1 else ""
    return render(request, "segments/own.html", context, partial=partial)


def _part(
    conn: Reading, request: PageRequest, store: Store, segment: StoredSegment, part: str, view: str
) -> dict[str, Any]:
    match part:
        case "now":
            return _numbers(conn, store, segment)
        case "lately":
            lately = membership_moves(conn, store.id, key=segment.key, limit=LATEST)
            return {"lately": lately.items}
    return _view(conn, request, store, segment, view)


@store_page("segments")
@require_POST
def take_away(request: PageRequest, store: Store, key: str) -> HttpResponse:
    """Remove a segment; one that others go by stays, and the page says so."""
    try:
        with writing() as conn:
            remove(conn, store.id, key)
    except SegmentError as error:
        if error.code == "unknown_segment":
            raise Http404(f"no segment {key}") from None
        messages.error(request, declined(error), extra_tags="bad")
        return HttpResponseRedirect(of_store("segment", store, key=key))
    messages.success(request, _("Removed. Its members stay customers like any other."))
    return HttpResponseRedirect(of_store("segments", store))


def _numbers(conn: Reading, store: Store, segment: StoredSegment) -> dict[str, Any]:
    now = today()
    days = sizes(conn, store.id, segment.key, now - timedelta(days=DAYS - 1), now)
    people = conn.execute(_sql["people"], {"store_id": store.id}).fetchone()
    total = people["customers"] if people else 0
    known = _since_made(days, segment, store)
    return {
        "built": built(conn, store, segment.id).get(segment.id, 1.0),
        "customers": total,
        "share": segment.members / total if total else None,
        "sizes": [each.members for each in known],
        "came": sum(each.entered for each in days),
        "went": sum(each.left for each in days),
        "change": sum(each.entered - each.left for each in days),
    }


def built(conn: Reading, store: Store, number: int | None = None) -> dict[int, float]:
    """Give what part of the customers has been judged, of segments that are being built."""
    asked = {"store_id": store.id, "id": number}
    return {
        row["id"]: row["judged"] / row["customers"] for row in conn.execute(_sql["judged"], asked)
    }


def _since_made(days: Sequence[DaySize], segment: StoredSegment, store: Store) -> Sequence[DaySize]:
    """Leave out the days before a segment was made: it had no size then."""
    made = segment.created_at.astimezone(store.zone).date()
    return [each for each in days if each.day >= made]


def _view(
    conn: Reading, request: PageRequest, store: Store, segment: StoredSegment, view: str
) -> dict[str, Any]:
    after = request.GET.get("after") or None
    match view:
        case "size":
            return _sizes(conn, store, segment, today())
        case "overlap":
            return _overlap(conn, request, store, segment)
        case "moves":
            page: Any = membership_moves(conn, store.id, key=segment.key, after=after)
            since = today() - timedelta(days=DAYS - 1)
            asked = {"store_id": store.id, "segment_id": segment.id, "since": since}
            more = {"reasons": conn.execute(_sql["reasons"], asked).fetchall()}
        case _:
            page, more = members(conn, store.id, segment.key, after=after), {}
    return {
        **more,
        "page": page,
        "older": changed(request, after=page.next, part=None) if page.next else "",
        "newer": changed(request, after=None, part=None) if after else "",
    }


def _sizes(conn: Reading, store: Store, segment: StoredSegment, now: date) -> dict[str, Any]:
    days = sizes(conn, store.id, segment.key, now - timedelta(days=89), now)
    known = _since_made(days, segment, store)
    drawn_days = chart.line([each.day for each in known], [each.members for each in known])
    return {"chart": drawn_days, "by_day": tuple(reversed(known))}


def _overlap(
    conn: Reading, request: PageRequest, store: Store, segment: StoredSegment
) -> dict[str, Any]:
    others = segments(conn, store, without=segment.key)
    named = dict(others)
    key = request.GET.get("with", "")
    context: dict[str, Any] = {"others": others, "with": key if key in named else ""}
    if key not in named:
        return context
    if key in SEGMENTS:
        asked = {"store_id": store.id, "segment_id": segment.id, "rfm": key}
        row = conn.execute(_sql["in_rfm_too"], asked).fetchone() or {"both": 0, "other": 0}
        both, other = row["both"], row["other"]
    else:
        found = overlap(conn, store.id, segment.key, key)
        both, other = found.both, found.second
    shared = Shared(key, named[key], segment.members - both, both, other - both)
    return {**context, "shared": shared}


def _rule(
    conn: Reading, request: PageRequest, store: Store, segment: StoredSegment
) -> dict[str, Any]:
    if segment.rule is None:
        return {}
    document = joined(write_rule(segment.rule))
    number = request.GET.get("why", "")
    why = int(number) if number.isascii() and number.isdecimal() and len(number) < 19 else None
    asked = Asked(document, why=why)
    found = told(conn, store, asked)
    rows = [
        (row, found.found.get(row.place) if found else None)
        for row in drawn(conn, store, asked, segment.key)["rows"]
    ]
    return {
        "rows": rows,
        "why": found,
        "line": line_of(segment.rule),
    }


def _tabs(request: PageRequest, view: str) -> list[Tab]:
    words = {
        "members": _("Members"),
        "moves": _("Who came and went"),
        "size": _("Size over time"),
        "overlap": _("Overlap"),
    }
    return [
        Tab(
            words[each],
            changed(request, view=None if each == "members" else each, after=None, part=None),
            current=each == view,
        )
        for each in VIEWS
    ]
