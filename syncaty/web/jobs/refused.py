"""Requests that were refused: what came, why it was not taken, what to do."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse

from syncaty.jobs.filter import number_of
from syncaty.jobs.job import Refusal
from syncaty.jobs.refused import list_refusals, refusal_detail, refusal_reasons
from syncaty.web.database import connection
from syncaty.web.jobs import listing, signature
from syncaty.web.jobs.detail import attachment
from syncaty.web.jobs.payload import payload
from syncaty.web.jobs.places import address
from syncaty.web.jobs.reasons import reason
from syncaty.web.pages import PageRequest, render
from syncaty.web.stores import Store

PAGE = 50


def refusals(request: PageRequest, store: Store | None) -> HttpResponse:
    """Show refused requests, newest first, perhaps of one reason only."""
    wanted = request.GET.get("reason", "")
    before_id = number_of(request.GET.get("before_id", ""))
    store_id = store.id if store else None
    with connection() as conn:
        found = list_refusals(conn, store_id, before_id, PAGE + 1, wanted or None)
        counts = refusal_reasons(conn, store_id)
    here = address("jobs_refused", store)
    older = ""
    if len(found) > PAGE:
        query = {"reason": wanted, "before_id": found[PAGE - 1].id}
        older = f"{here}?{urlencode({name: value for name, value in query.items() if value})}"
    context = {
        "rows": [(each, reason(each.reason)) for each in found[:PAGE]],
        "reasons": [
            {
                "label": reason(name).short,
                "count": count,
                "href": here if name == wanted else f"{here}?{urlencode({'reason': name})}",
                "current": name == wanted,
            }
            for name, count in counts.items()
        ],
        "older": older,
        "newer": here if before_id is not None else "",
        "store": store,
        "tabs": listing.tabs(store, "jobs_refused"),
    }
    return render(request, "jobs/refused.html", context)


def refusal(request: PageRequest, store: Store | None, number: int) -> HttpResponse:
    """Show one refused request."""
    found = _find(store, number)
    context = {
        "refusal": found,
        "reason": reason(found.reason),
        "payload": payload(found.body),
        "cut": found.body_size > len(found.body),
        "signature": signature.hex_groups(found.headers),
        "headers": signature.others(found.headers),
        "store": store,
        "back": address("jobs_refused", store),
        "download": address("refusal_body", store, number=number),
    }
    return render(request, "jobs/refusal.html", context)


def body(_request: PageRequest, store: Store | None, number: int) -> HttpResponse:
    """Give what was kept of the bytes, as a file."""
    return attachment(_find(store, number).body, f"refused-{number}.bin")


def _find(store: Store | None, number: int) -> Refusal:
    with connection() as conn:
        found = refusal_detail(conn, store.id if store else None, number)
    if found is None:
        raise Http404(f"no refused request {number}")
    return found
