"""One job: what it is, its life, why it failed, what it did, what came, and its kin."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from syncaty.jobs.detail import job_detail
from syncaty.jobs.job import JobDetail
from syncaty.web import stores
from syncaty.web.database import connection
from syncaty.web.jobs import life, signature
from syncaty.web.jobs.compare import compare
from syncaty.web.jobs.curl import curl
from syncaty.web.jobs.did import did
from syncaty.web.jobs.failures import failure
from syncaty.web.jobs.listing import rows_of
from syncaty.web.jobs.payload import payload
from syncaty.web.jobs.places import address
from syncaty.web.jobs.words import alike
from syncaty.web.pages import PageRequest, render
from syncaty.web.stores import Store

MOVES_SHOWN = 12


def job(request: PageRequest, store: Store | None, number: int) -> HttpResponse:
    """Show a job; one of a connected store is shown at that store's address."""
    detail = _find(store, number)
    if store is None and stores.find(detail.job.store_id, request.here.viewer) is not None:
        named = {"merchant": detail.job.store_id, "number": number}
        return HttpResponseRedirect(reverse("job", kwargs=named))
    return render(request, "jobs/job.html", _context(request, store, detail))


def _context(request: PageRequest, store: Store | None, detail: JobDetail) -> dict[str, Any]:
    one, delivery = detail.job, detail.delivery
    last = detail.attempts[-1] if detail.attempts else None
    failed = one.error_code is not None
    currency = store.currency if store else "SAR"
    query = str(alike(one.error_code, one.event))
    url = request.build_absolute_uri("/webhooks/salla")
    previous = detail.previous
    return {
        "detail": detail,
        "job": one,
        "store": store,
        "life": life.steps(detail),
        "failure": failure(one) if failed else None,
        "last": last,
        "did": did(one.changes, currency),
        "moves": detail.moves[:MOVES_SHOWN],
        "moves_more": max(detail.moved - MOVES_SHOWN, 0),
        "payload": payload(delivery.body, last.path if last and failed else ""),
        "compared": compare(previous.body, delivery.body) if previous else None,
        "vouched": signature.vouched(delivery),
        "signature": signature.hex_groups(delivery.headers),
        "headers": signature.others(delivery.headers),
        "related": rows_of(detail.related, request.here.viewer),
        "curl": curl(url, delivery.body, delivery.headers),
        "alike": address("jobs", store, query=query),
        "retry_alike": address("jobs_retry", store, query=query),
        "retry": address("jobs_retry", store),
        "back": address("jobs", store),
        "download": address("job_body", store, number=one.id),
    }


def body(_request: PageRequest, store: Store | None, number: int) -> HttpResponse:
    """Give the bytes as they came, to be kept as a file."""
    detail = _find(store, number)
    return attachment(detail.delivery.body, f"{detail.job.event or 'webhook'}-{number}.json")


def attachment(content: bytes, name: str) -> HttpResponse:
    """Give bytes as a file that no browser opens by itself."""
    safe = "".join(letter if letter.isalnum() or letter in "._-" else "_" for letter in name)
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{safe}"'
    return response


def _find(store: Store | None, number: int) -> JobDetail:
    with connection() as conn:
        detail = job_detail(conn, store.id if store else None, number)
    if detail is None:
        raise Http404(f"no job {number}")
    return detail
