"""Bringing a file, and saying what its columns mean."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from syncaty import syncs
from syncaty.db.pool import Conn
from syncaty.syncs.files import keeping
from syncaty.syncs.files.faults import FileError
from syncaty.syncs.files.keeping import KeptFile
from syncaty.syncs.files.opening import MB, MOST_BYTES, letter
from syncaty.syncs.files.order import Choices, DateChoice
from syncaty.syncs.files.preview import Glance, glance
from syncaty.syncs.files.suggest import samples
from syncaty.web.addresses import of_store
from syncaty.web.database import Reading, connection, writing
from syncaty.web.files import sentences, words
from syncaty.web.pages import PageRequest, render, store_page
from syncaty.web.shops import work
from syncaty.web.shops.tabs import tabs
from syncaty.web.stores import Store
from syncaty.web.uploads import MOST_SENT

FIRST_ROWS = 3


@require_http_methods(["GET", "POST"])
@store_page("stores")
def files(request: PageRequest, store: Store) -> HttpResponse:
    """Ask for a file (GET), and keep it (POST)."""
    wrong = ""
    if request.method == "POST":
        try:
            number = _keep(request, store)
            return HttpResponseRedirect(of_store("file_columns", store, number=number))
        except FileError as error:
            wrong = sentences.fault(error)
    with connection() as conn:
        earlier = _earlier(conn, store)
    context = {
        "tabs": tabs(store, "store_connection"),
        "wrong": wrong,
        "most": MOST_BYTES // MB,
        "earlier": earlier,
    }
    return render(request, "files/upload.html", context, status=422 if wrong else 200)


@require_http_methods(["GET", "POST"])
@store_page("stores")
def columns(request: PageRequest, store: Store, number: int) -> HttpResponse:
    """Ask what each column of a kept file means (GET), and keep the answer (POST)."""
    wrong = ""
    with connection() as conn:
        file = find(conn, store, number)
        with opened(conn, store, file) as path:
            seen = glance(path)
    choices = file.choices if file.choices.columns else Choices(seen.suggested)
    if request.method == "POST":
        try:
            choices = _chosen(request, seen)
            with writing() as conn:
                keeping.choose(conn, store.id, file.id, choices)
            return HttpResponseRedirect(of_store("file_preview", store, number=file.id))
        except FileError as error:
            wrong = sentences.fault(error)
    context = {
        "file": file,
        "rows": _rows(seen, choices),
        "fields": words.FIELDS.items(),
        "dates": words.DATES.items(),
        "chosen_dates": choices.dates,
        "wrong": wrong,
    }
    return render(request, "files/columns.html", context, status=422 if wrong else 200)


def find(conn: Reading | Conn, store: Store, number: int) -> KeptFile:
    """Give a kept file of the store, or answer 404."""
    found = keeping.find(conn, store.id, number)
    if found is None:
        raise Http404(f"no file {number}")
    return found


@contextmanager
def opened(conn: Reading, store: Store, file: KeptFile) -> Iterator[Path]:
    """Give the path of a temporary copy of a kept file; answers 404 when its bytes are gone."""
    if not file.whole:
        raise Http404(f"file {file.id} is imported or forgotten")
    with TemporaryDirectory(prefix="syncaty-file-") as folder:
        path = Path(folder) / "file"
        keeping.write_to(conn, store.id, file.id, path)
        yield path


def _keep(request: PageRequest, store: Store) -> int:
    """Keep the uploaded file if it can be read; raises FileError."""
    if int(request.headers.get("Content-Length") or 0) > MOST_SENT:
        raise FileError("file_large", mb=MOST_BYTES // MB)
    sent = request.FILES.get("file")
    if not isinstance(sent, UploadedFile):
        raise FileError("file_empty")
    by = request.user.get_username()
    with writing() as conn:
        number = keeping.keep(conn, store.id, sent.name or "", sent.chunks(keeping.PORTION), by)
        with TemporaryDirectory(prefix="syncaty-file-") as folder:
            path = Path(folder) / "file"
            keeping.write_to(conn, store.id, number, path)
            glance(path)  # what cannot be read is not kept
    return number


def _chosen(request: PageRequest, seen: Glance) -> Choices:
    """Read the answer: what each column means, at most one column for each meaning."""
    found: dict[str, str] = {}
    for position, column in enumerate(seen.columns):
        field = request.POST.get(f"column-{position}", "")
        if field in found:
            raise FileError("file_twice")
        if field in words.FIELDS:
            found[field] = column
    dates: DateChoice = "auto"
    if (said := request.POST.get("dates")) in {"day", "month"}:
        dates = "day" if said == "day" else "month"
    return Choices(found, dates)


def _rows(seen: Glance, choices: Choices) -> list[dict[str, Any]]:
    field_of = {column: field for field, column in choices.columns.items()}
    return [
        {
            "position": position,
            "letter": letter(position),
            "name": column,
            "samples": samples(seen.rows, position, FIRST_ROWS),
            "field": field_of.get(column, ""),
        }
        for position, column in enumerate(seen.columns)
    ]


def _earlier(conn: Reading, store: Store) -> list[dict[str, Any]]:
    found = []
    for sync in syncs.listing(conn, store.id, kind="file", limit=10):
        file = keeping.of_sync(conn, store.id, sync.id)
        if file is not None:
            found.append({"file": file, "sync": sync, "work": work.told(sync)})
    return found
