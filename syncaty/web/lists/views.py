"""Bringing a new list, and what a list holds that names nobody."""

from collections.abc import Iterator

from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from syncaty.segments import lists
from syncaty.segments.lists import MOST_ENTRIES, ListError
from syncaty.segments.stored import LONGEST_NAME, LONGEST_NOTE, SegmentError, StoredSegment
from syncaty.syncs.files.faults import FileError
from syncaty.syncs.files.people import MB, MOST_BYTES
from syncaty.web.database import Reading, connection
from syncaty.web.exporting import csv_file
from syncaty.web.lists import words
from syncaty.web.lists.brought import keep
from syncaty.web.pages import PageRequest, render, store_page
from syncaty.web.stores import Store

MOST_SHOWN = 50
PORTION = 1_000


@require_http_methods(["GET", "POST"])
@store_page("segments")
def new(request: PageRequest, store: Store) -> HttpResponse:
    """Ask for the customers of a new list (GET), and keep what is brought (POST)."""
    wrong = ""
    if request.method == "POST":
        try:
            return HttpResponseRedirect(keep(request, store))
        except (FileError, ListError) as error:
            wrong = words.fault(error)
    context = {
        "wrong": wrong,
        "said": request.POST,
        "most": MOST_BYTES // MB,
        "entries": MOST_ENTRIES,
        "longest": LONGEST_NAME,
        "longest_note": LONGEST_NOTE,
    }
    return render(request, "lists/new.html", context, status=422 if wrong else 200)


@require_http_methods(["GET", "POST"])
@store_page("segments")
def held(request: PageRequest, store: Store, key: str) -> HttpResponse:
    """Show the entries of a list that wait (GET), and take further ones or some off (POST)."""
    wrong = ""
    with connection() as conn:
        segment = _list(conn, store, key)
        counts = lists.leftover_counts(conn, store.id, segment)
        waiting = lists.leftovers(conn, store.id, segment, limit=MOST_SHOWN)
    if request.method == "POST":
        try:
            return HttpResponseRedirect(keep(request, store, key))
        except (FileError, ListError) as error:
            wrong = words.fault(error)
    total = sum(counts.values())
    context = {
        "segment": segment,
        "total": total,
        "waiting": counts.get("unknown", 0),
        "hopeless": total - counts.get("unknown", 0),
        "problems": [(each.row, each.written, words.PROBLEMS[each.problem]) for each in waiting],
        "unshown": max(0, total - len(waiting)),
        "acts": words.ACTS.items(),
        "said": request.POST,
        "wrong": wrong,
        "most": MOST_BYTES // MB,
        "entries": MOST_ENTRIES,
    }
    return render(request, "lists/list.html", context, status=422 if wrong else 200)


@require_safe
@store_page("segments")
def unmatched_csv(request: PageRequest, store: Store, key: str) -> HttpResponseBase:
    """Give the entries of a list that name nobody as a file."""
    with connection() as conn:
        segment = _list(conn, store, key)
    header = [_("Entry"), _("Why it names nobody"), _("Row"), _("Added")]
    return csv_file(f"{key}-not-found", header, _lines(store.id, segment, get_language()))


def _lines(store_id: int, segment: StoredSegment, language: str) -> Iterator[list[object]]:
    after: str | None = None
    while True:
        with connection() as conn:
            found = lists.leftovers(conn, store_id, segment, after=after, limit=PORTION)
        for each in found:
            with translation.override(language):
                why = str(words.PROBLEMS[each.problem])
            yield [each.written, why, each.row, each.added_at]
        if len(found) < PORTION:
            return
        after = found[-1].entry


def _list(conn: Reading, store: Store, key: str) -> StoredSegment:
    try:
        return lists.require(conn, store.id, key)
    except (ListError, SegmentError):
        raise Http404(f"no list {key}") from None
