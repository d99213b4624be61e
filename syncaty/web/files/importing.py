"""What an import of a file would do, its progress, and its errors."""

from collections.abc import Iterator

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from syncaty import syncs
from syncaty.stores import overview
from syncaty.stores.statuses import counts_by_default
from syncaty.syncs import SyncError
from syncaty.syncs.files import errors, keeping
from syncaty.syncs.files.faults import FileError
from syncaty.syncs.files.known import folded, status_key
from syncaty.syncs.files.preview import Preview, preview
from syncaty.web.addresses import of_store
from syncaty.web.database import Reading, connection, writing
from syncaty.web.exporting import csv_file
from syncaty.web.files import sentences
from syncaty.web.files.views import find, opened
from syncaty.web.pages import PageRequest, render, store_page
from syncaty.web.shops import work
from syncaty.web.shops.acting import ACTS
from syncaty.web.stores import Store

MOST_SHOWN = 50


@store_page("stores")
def show(request: PageRequest, store: Store, number: int) -> HttpResponse:
    """Show what the import of a file would do."""
    with connection() as conn:
        file = find(conn, store, number)
        if file.sync_id is not None:
            return HttpResponseRedirect(of_store("file_import", store, number=number))
        try:
            with opened(conn, store, file) as path:
                seen = preview(conn, store.id, path, file.choices)
        except FileError as error:
            messages.error(request, sentences.fault(error))
            return HttpResponseRedirect(of_store("file_columns", store, number=number))
        statuses = _statuses(conn, store, seen)
    context = {
        "file": file,
        "seen": seen,
        "new": seen.orders - seen.known,
        "notes": [sentences.note(each) for each in seen.notes],
        "statuses": statuses,
        "problems": [(each, sentences.reason(each.code)) for each in seen.errors[:MOST_SHOWN]],
        "unshown": max(0, len(seen.errors) - MOST_SHOWN),
    }
    return render(request, "files/preview.html", context)


@require_http_methods(["GET", "POST"])
@store_page("stores")
def progress(request: PageRequest, store: Store, number: int) -> HttpResponse:
    """Show an import and its report (GET); begin, pause, resume or cancel it (POST)."""
    if request.method == "POST":
        return _act(request, store, number)
    with connection() as conn:
        file = find(conn, store, number)
        sync = None if file.sync_id is None else syncs.progress(conn, store.id, file.sync_id)
        if sync is None:
            return HttpResponseRedirect(of_store("file_columns", store, number=number))
        listed = list(errors.listed(conn, store.id, sync.id, MOST_SHOWN))
        left_out, lacking = errors.count(conn, store.id, sync.id)
    context = {
        "file": file,
        "sync": sync,
        "work": work.told(sync),
        "why": sentences.failed(sync.error_code),
        "problems": [(each, sentences.reason(each.code)) for each in listed],
        "listed": left_out + lacking,
        "unshown": max(0, left_out + lacking - MOST_SHOWN),
        "lacking": lacking,
    }
    return render(request, "files/import.html", context, partial="files/_import.html")


@require_POST
@store_page("stores")
def forget(request: PageRequest, store: Store, number: int) -> HttpResponse:
    """Take away a file that is not imported."""
    with writing() as conn:
        if find(conn, store, number).sync_id is None:
            keeping.forget(conn, store.id, number)
            messages.success(request, _("The file is forgotten. Nothing of it was imported."))
    return HttpResponseRedirect(of_store("files", store))


@store_page("stores")
def errors_csv(request: PageRequest, store: Store, number: int) -> HttpResponseBase:
    """Give the errors of an import as a CSV file."""
    with connection() as conn:
        file = find(conn, store, number)
    if file.sync_id is None:
        raise Http404("not imported")
    header = [_("Row"), _("Order"), _("Column"), _("Value"), _("Problem"), _("What became of it")]
    return csv_file(f"errors-{number}", header, _errors(store.id, file.sync_id, get_language()))


def _errors(store_id: int, sync_id: int, language: str) -> Iterator[list[object]]:
    """Give the lines of the file in a language: it is sent when the request has ended."""
    with connection() as conn:
        for each in errors.listed(conn, store_id, sync_id):
            with translation.override(language):
                became = _("taken without this value") if each.kept else _("left out")
                problem = sentences.reason(each.code)
            yield [each.row, each.reference, each.column, each.value, problem, became]


def _act(request: PageRequest, store: Store, number: int) -> HttpResponse:
    act, actor = request.POST.get("act", ""), request.user.get_username()
    try:
        with writing() as conn:
            file = find(conn, store, number)
            if act == "start":
                keeping.start(conn, store.id, number, actor)
            elif act in ACTS and file.sync_id is not None:
                ACTS[act](conn, store.id, file.sync_id, actor)
            else:
                raise Http404("no such act")
    except FileError as error:
        messages.error(request, sentences.fault(error))
        return HttpResponseRedirect(of_store("file_preview", store, number=number))
    except SyncError:
        said = _("That was not possible any more: it went on meanwhile. Nothing was changed.")
        messages.warning(request, said)
    return HttpResponseRedirect(of_store("file_import", store, number=number))


def _statuses(conn: Reading, store: Store, seen: Preview) -> list[tuple[str, int, bool]]:
    """Give the file's statuses with how often they stand there and whether they count."""
    held = overview.statuses(conn, store.id)
    own = {folded(each.name): each.status for each in held if each.name}
    decided = {each.status: each.counts for each in held}
    found: list[tuple[str, int, bool]] = []
    for name, times in sorted(seen.statuses.items(), key=lambda each: -each[1])[:20]:
        key = status_key(name, own)
        found.append((name, times, decided.get(key, counts_by_default(key))))
    return found
