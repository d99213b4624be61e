"""Running jobs again: those chosen, one, or all that match after their count was seen."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from syncaty.jobs.filter import number_of
from syncaty.jobs.retry import count_retryable, retry, retry_matching
from syncaty.web.database import connection, transaction
from syncaty.web.jobs.asking import Question, read
from syncaty.web.jobs.places import address
from syncaty.web.pages import PageRequest, render
from syncaty.web.stores import Store

MOST_AT_ONCE = 50_000


def retry_jobs(request: PageRequest, store: Store | None) -> HttpResponse:
    """Ask before all that match run again (GET), and run jobs again (POST)."""
    asked = read(request, store)
    if request.method != "POST":
        return _ask(request, asked)
    act = request.POST.get("act", "")
    if act == "matching":
        return HttpResponseRedirect(asked.address(name="jobs_retry"))
    count = _all(request, asked) if act == "all" else _chosen(request, store)
    _say(request, count)
    back = number_of(request.POST.get("job", ""))
    if back is not None:
        return HttpResponseRedirect(address("job", store, number=back))
    return HttpResponseRedirect(asked.address())


def _ask(request: PageRequest, asked: Question) -> HttpResponse:
    with connection() as conn:
        count, newest = count_retryable(conn, asked.wanted, MOST_AT_ONCE + 1)
    context = {
        "asked": asked,
        "store": asked.store,
        "count": min(count, MOST_AT_ONCE),
        "more": count > MOST_AT_ONCE,
        "up_to": newest,
        "action": address("jobs_retry", asked.store),
        "back": asked.address(),
        "done_again": asked.wanted.state not in {"failed", "pending"},
    }
    return render(request, "jobs/retry.html", context, partial="jobs/_retry.html")


def _all(request: PageRequest, asked: Question) -> int:
    wanted = replace(asked.wanted, up_to=number_of(request.POST.get("up_to", "")))
    with transaction() as conn:
        return retry_matching(conn, wanted, _actor(request), MOST_AT_ONCE)


def _chosen(request: PageRequest, store: Store | None) -> int:
    ids = [number_of(text) for text in request.POST.getlist("id")]
    numbers = [number for number in ids if number is not None]
    with transaction() as conn:
        return retry(conn, numbers, _actor(request), store.id if store else None)


def _actor(request: PageRequest) -> str:
    return str(request.user)


def _say(request: PageRequest, count: int) -> None:
    if count:
        said = ngettext("%(n)s job runs again.", "%(n)s jobs run again.", count)
        messages.success(request, said % {"n": f"{count:,}"})
    else:
        messages.warning(request, _("No job was run again: these wait for their turn anyway."))
