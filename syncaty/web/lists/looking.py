"""What entries would do to a list, shown before it is done; and doing it."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from syncaty.db.pool import Conn
from syncaty.segments import lists, stored
from syncaty.segments.finding import Leftover
from syncaty.segments.lists import ListError
from syncaty.segments.stored import Draft, SegmentError, StoredSegment
from syncaty.syncs.files import keeping
from syncaty.syncs.files.faults import FileError
from syncaty.web.addresses import of_store
from syncaty.web.database import Reading, connection, writing
from syncaty.web.exporting import csv_file
from syncaty.web.files import sentences
from syncaty.web.lists import words
from syncaty.web.lists.brought import Asked, Brought, read
from syncaty.web.pages import PageRequest, render, store_page
from syncaty.web.stores import Store

MOST_SHOWN = 50


@require_http_methods(["GET", "POST"])
@store_page("segments")
def look(request: PageRequest, store: Store, number: int) -> HttpResponse:
    """Show what would happen (GET), and let it happen (POST)."""
    asked = Asked.of(request)
    if request.method == "POST":
        return _done(request, store, number, asked)
    return _shown(request, store, number, asked)


@require_POST
@store_page("segments")
def forget(request: PageRequest, store: Store, number: int) -> HttpResponse:
    """Take away what was brought."""
    key = Asked.of(request).key
    with writing() as conn:
        _require_brought(conn, store, number)
        keeping.forget(conn, store.id, number)
    messages.success(request, _("Forgotten. Nobody was put on a list."))
    back = of_store("segment_list", store, key=key) if key else of_store("new_list", store)
    return HttpResponseRedirect(back)


@require_safe
@store_page("segments")
def problems_csv(request: PageRequest, store: Store, number: int) -> HttpResponseBase:
    """Give the entries that name nobody as a file."""
    asked = Asked.of(request)
    with connection() as conn:
        brought = _read(conn, store, number, asked)
        found = lists.look(conn, store.id, brought.entries).found
    header = [_("Row"), _("Entry"), _("Why it names nobody")]
    return csv_file(f"not-found-{number}", header, lines(found.leftovers, get_language()))


def lines(left: Iterator[Leftover] | tuple[Leftover, ...], language: str) -> Iterator[list[object]]:
    """Give the lines of a file in a language: it is sent when the request has ended."""
    for each in left:
        with translation.override(language):
            yield [each.entry.row, each.entry.written, str(words.PROBLEMS[each.problem])]


def _shown(
    request: PageRequest, store: Store, number: int, asked: Asked, fault: str = ""
) -> HttpResponse:
    with connection() as conn:
        segment = _segment(conn, store, asked)
        brought = _read(conn, store, number, asked)
        looked = lists.look(conn, store.id, brought.entries, asked.act, segment)
    found = looked.found
    context: dict[str, Any] = {
        "number": number,
        "asked": asked,
        "segment": segment,
        "brought": brought,
        "notes": [sentences.note(each) for each in brought.notes],
        "looked": looked,
        "problems": [
            (each.entry.row, each.entry.written, words.PROBLEMS[each.problem])
            for each in found.leftovers[:MOST_SHOWN]
        ],
        "unshown": max(0, len(found.leftovers) - MOST_SHOWN),
        "shared": found.shared[:MOST_SHOWN],
        "unshared": max(0, len(found.shared) - MOST_SHOWN),
        "fault": fault,
        "does": words.ACTS[asked.act],
    }
    return render(request, "lists/look.html", context, status=422 if fault else 200)


def _done(request: PageRequest, store: Store, number: int, asked: Asked) -> HttpResponse:
    by = request.user.get_username()
    key = asked.key
    try:
        with writing() as conn:
            _require_brought(conn, store, number)
            entries = read(conn, store, number, pasted=asked.pasted).entries
            if not key:
                draft = Draft(request.POST.get("name", ""), None, note=request.POST.get("note", ""))
                key = stored.create(conn, store.id, draft, by).key
            lists.apply(conn, store.id, key, entries, asked.act, by)
            keeping.forget(conn, store.id, number)
    except (ListError, SegmentError) as error:
        if isinstance(error, SegmentError) and error.code == "unknown_segment":
            raise Http404(f"no segment {key}") from None
        return _shown(request, store, number, asked, words.fault(error))
    messages.success(request, _("Done. Entries that name nobody yet are kept and wait."))
    return HttpResponseRedirect(of_store("segment_list", store, key=key))


def _segment(conn: Reading, store: Store, asked: Asked) -> StoredSegment | None:
    """Give the list that is spoken of, None for a new one; answers 404 for what is no list."""
    if not asked.key:
        return None
    try:
        return lists.require(conn, store.id, asked.key)
    except (ListError, SegmentError):
        raise Http404(f"no list {asked.key}") from None


def _read(conn: Reading, store: Store, number: int, asked: Asked) -> Brought:
    """Read what was brought; it was read once before it was kept, so a fault is a wrong address."""
    try:
        return read(conn, store, number, pasted=asked.pasted)
    except (FileError, ListError, UnicodeDecodeError):
        raise Http404(f"no list under {number}") from None


def _require_brought(conn: Conn, store: Store, number: int) -> None:
    """Answer 404 for what is gone, and for a file of orders that is being imported."""
    file = keeping.find(conn, store.id, number)
    if file is None or file.sync_id is not None:
        raise Http404(f"nothing brought under {number}")
