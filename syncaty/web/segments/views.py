"""The list of segments, one segment with its members and moves."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from syncaty.db.paging import CursorError
from syncaty.db.queries import load
from syncaty.rfm.reading import CodeGroup
from syncaty.rfm.settings import load_rfm_settings
from syncaty.segments.classic import SEGMENTS, Segment
from syncaty.segments.growth import Growth, growth
from syncaty.segments.history import moved
from syncaty.segments.maps import codes_of, segments_of
from syncaty.segments.reading import MoveFilter, SegmentSize, members, moves
from syncaty.segments.reading import segments as read
from syncaty.segments.stored import StoredSegment, listed
from syncaty.web.addresses import changed, first_page
from syncaty.web.database import Reading, connection
from syncaty.web.drawing.tabs import Tab
from syncaty.web.pages import PageRequest, render, store_page
from syncaty.web.segments.meaning import GOOD, MEANING
from syncaty.web.segments.own import built, own_segment
from syncaty.web.stores import Store
from syncaty.web.templatetags.figures import today

_sql = load("syncaty.web.segments")
DAYS = 30


@store_page("segments")
def segments(request: PageRequest, store: Store) -> HttpResponse:
    """List the segments: the merchant's own, and the eleven."""
    now = today()
    with connection() as conn:
        context: dict[str, Any] = {"days": DAYS, "own": own(conn, store, now)}
        if request.GET.get("part") != "own":
            rows = described(conn, store, now)
            context |= {"rows": rows, "buyers": sum(each[0].customers for each in rows)}
    return render(request, "segments/list.html", context, partial="segments/_own_list.html")


@store_page("segments")
def segment(request: PageRequest, store: Store, key: str) -> HttpResponse:
    """Show one segment: its members, or who came or went."""
    if key not in SEGMENTS:
        return own_segment(request, store, key)
    known = _known(key)
    view = request.GET.get("view", "")
    view = view if view in {"came", "went"} else "members"
    after = request.GET.get("after") or None
    now = today()
    with connection() as conn:
        try:
            if view == "members":
                page = members(conn, store.id, known, after=after)
            else:
                wanted = MoveFilter(into=known) if view == "came" else MoveFilter(out_of=known)
                page = moves(conn, store.id, wanted, after=after)  # type: ignore[assignment]
        except CursorError:
            return first_page(request)
        size, grown, good, meaning = next(
            each for each in described(conn, store, now) if each[0].key == known
        )
        held = segments_of(load_rfm_settings(conn, store.id))
        lately = [
            flow
            for flow in moved(conn, store.id, now - timedelta(days=DAYS - 1), now)
            if known in {flow.from_segment, flow.to_segment}
        ]
    context = {
        "size": size,
        "grown": grown,
        "good": good,
        "meaning": meaning,
        "codes": codes_of(held, known),
        "page": page,
        "view": view,
        "days": DAYS,
        "flows": lately[:8],
        "tabs": _tabs(request, view, size),
        "older": changed(request, after=page.next) if page.next else "",
        "newer": changed(request, after=None) if after else "",
    }
    return render(request, "segments/segment.html", context)


def own(
    conn: Reading, store: Store, now: date
) -> list[tuple[StoredSegment, list[int], float | None, int, float]]:
    """Give each of the merchant's own segments with its sizes by day, its share, its change, and
    what part of the customers its rule has judged.
    """
    held = listed(conn, store.id)
    if not held:
        return []
    span = {"store_id": store.id, "first": now - timedelta(days=DAYS - 1), "last": now}
    sizes = {row["id"]: row["sizes"] for row in conn.execute(_sql["sizes_of_all"], span)}
    people = conn.execute(_sql["people"], {"store_id": store.id}).fetchone()
    customers = people["customers"] if people else 0
    judged = built(conn, store)
    found = []
    for each in held:
        made = (now - each.created_at.astimezone(store.zone).date()).days
        line = sizes[each.id][-min(DAYS, made + 1) :]
        share = each.members / customers if customers else None
        change = each.members - (line[0] if made >= DAYS else 0)
        found.append((each, line, share, change, judged.get(each.id, 1.0)))
    return found


def described(
    conn: Reading, store: Store, now: date, groups: Sequence[CodeGroup] | None = None
) -> list[tuple[SegmentSize, Growth, str, object]]:
    """Give each segment's size, its growth, which way is welcome, and what it means.

    `groups` are the store's codes, if they were read already.
    """
    grown = growth(conn, store.id, now, DAYS)
    return [
        (each, grown[each.key], GOOD[each.key], MEANING[each.key])
        for each in read(conn, store.id, now, DAYS, groups)
    ]


def _known(key: str) -> Segment:
    if key not in SEGMENTS:
        raise Http404(f"no segment {key}")
    return key


def _tabs(request: PageRequest, view: str, size: SegmentSize) -> list[Tab]:
    names = (
        ("members", _("Members"), size.customers),
        ("came", _("Who came"), size.entered),
        ("went", _("Who went"), size.left),
    )
    return [
        Tab(
            name,
            changed(request, view=None if key == "members" else key, after=None),
            current=key == view,
            count=count,
        )
        for key, name, count in names
    ]
