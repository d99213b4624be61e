"""The list of jobs with its tiles, the bar of minutes and the failures alike."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect

from syncaty.jobs.filter import number_of
from syncaty.jobs.search import count_newer, failures_grouped
from syncaty.web import stores
from syncaty.web.database import connection
from syncaty.web.jobs import listing
from syncaty.web.jobs.asking import Question, read
from syncaty.web.jobs.failures import FAILURES
from syncaty.web.jobs.places import address
from syncaty.web.jobs.words import alike
from syncaty.web.pages import PageRequest, is_partial, render
from syncaty.web.stores import Store

PARTS = {
    "rows": "jobs/_rows.html",
    "pulse": "jobs/_pulse.html",
    "newer": "jobs/_newer.html",
    "health": "jobs/_health.html",
}


def jobs(request: PageRequest, store: Store | None) -> HttpResponse:
    """Show the jobs that match what the box asks, newest first."""
    asked = read(request, store)
    if asked.asked.value("store"):
        chosen = stores.find(asked.wanted.store_id or 0, request.here.viewer)
        if chosen is not None:
            rest = str(asked.asked.without("store"))
            return HttpResponseRedirect(address("jobs", chosen, query=rest))
    part = request.GET.get("part", "") if is_partial(request) else ""
    return render(
        request,
        "jobs/list.html",
        _context(request, asked, part),
        partial=PARTS.get(part, ""),
    )


def _context(request: PageRequest, asked: Question, part: str) -> dict[str, Any]:
    before_id = number_of(request.GET.get("before_id", ""))
    context: dict[str, Any] = {"asked": asked, "store": asked.store}
    with connection() as conn:
        if part == "newer":
            after_id = number_of(request.GET.get("after_id", "")) or 0
            return context | {"count": count_newer(conn, asked.wanted, after_id)}
        if part in {"", "rows"}:
            context |= listing.rows(conn, asked, before_id)
        if part in {"", "pulse"}:
            context |= listing.pulse(conn, asked)
        if part in {"", "health"}:
            context |= listing.condition(conn, asked)
    return context | {
        "tabs": listing.tabs(asked.store, "jobs"),
        "suggestions": listing.suggestions(asked),
        "here": address("jobs", asked.store),
        # What was searched for by name, and what lies further back, does not come by itself.
        "live": before_id is None and not asked.wanted.text,
    }


def failures(request: PageRequest, store: Store | None) -> HttpResponse:
    """Show failed jobs by error and event, each group with the way to run it again."""
    with connection() as conn:
        groups = failures_grouped(conn, store.id if store else None)
    shown = []
    for group in groups:
        query = str(alike(group.error_code, group.event))
        shown.append(
            {
                "group": group,
                "failure": FAILURES.get(group.error_code),
                "href": address("jobs", store, query=query),
                "retry": address("jobs_retry", store, query=query),
            }
        )
    context = {"groups": shown, "store": store, "tabs": listing.tabs(store, "jobs_failures")}
    return render(request, "jobs/failures.html", context)
