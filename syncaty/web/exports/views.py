"""Exporting a segment: how many leave and who is kept back, and the file itself, streamed."""

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from syncaty.segments.audience import COLUMNS, Audience, audience, rows
from syncaty.segments.classic import SEGMENTS
from syncaty.segments.privacy import PrivacyError
from syncaty.segments.stored import SegmentError
from syncaty.segments.written import CONTENT_TYPES, Form, written
from syncaty.web.database import Reading, connection
from syncaty.web.exports.names import name_of
from syncaty.web.pages import PageRequest, render, store_page
from syncaty.web.shops.people import may_manage
from syncaty.web.stores import Store
from syncaty.web.templatetags.figures import today


@require_safe
@store_page("segments")
def ready(request: PageRequest, store: Store, key: str) -> HttpResponse:
    """Show what an export would hold, and who is left out and why."""
    with connection() as conn:
        title = name_of(conn, store, key)
        manager = may_manage(conn, request, store)
        who, gone = None, False
        try:
            who = _audience(conn, request, store, key)
        except PrivacyError:
            gone = True
        consent = who.privacy.consent_segment if who else None
        consent_name = name_of(conn, store, consent) if consent else None
    context = {
        "key": key,
        "title": title,
        "rfm": key in SEGMENTS,
        "who": who,
        "gone": gone,
        "consent_name": consent_name,
        "manager": manager,
        "columns": COLUMNS,
    }
    return render(request, "exports/ready.html", context, status=409 if gone else 200)


@require_safe
@store_page("segments")
def download(request: PageRequest, store: Store, key: str, form: Form) -> HttpResponseBase:
    """Give the members as a file, portion by portion; with its privacy out of order, the page."""
    try:
        with connection() as conn:
            who = _audience(conn, request, store, key)
    except PrivacyError:
        return ready(request, store.id, key=key)
    text = written(form, COLUMNS, rows(who, connection), bom=True, ending="\r\n")
    response = StreamingHttpResponse(text, content_type=CONTENT_TYPES[form])
    name = f"{key}-{store.id}-{today().isoformat()}.{form}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Total-Count"] = str(who.kept)
    return response


def _audience(conn: Reading, request: PageRequest, store: Store, key: str) -> Audience:
    try:
        return audience(conn, store.id, key, trusted=may_manage(conn, request, store))
    except SegmentError:
        raise Http404(f"no segment {key}") from None
