"""The list of stores, one store, and deciding which of its statuses count."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from syncaty.recompute import set_status_counts
from syncaty.segments.would_move import would_move
from syncaty.stores import overview
from syncaty.web.addresses import of_store
from syncaty.web.database import connection, writing
from syncaty.web.installation import absolute
from syncaty.web.pages import PageRequest, page, render, store_page
from syncaty.web.scores.deciding import PREVIEW_LIMIT
from syncaty.web.shops.tabs import tabs
from syncaty.web.stores import Store

WEBHOOKS = "/webhooks/salla"


@page("stores")
def stores(request: PageRequest) -> HttpResponse:
    """List the connected stores."""
    with connection() as conn:
        rows = overview.stores(conn, request.here.viewer)
    return render(request, "shops/list.html", {"rows": rows, "address": _address(request)})


@store_page("stores")
def store(request: PageRequest, store: Store) -> HttpResponse:
    """Show one store."""
    with connection() as conn:
        held = overview.store(conn, store.id)
        if held is None:
            raise Http404(f"no store {store.id}")
        context = {
            "held": held,
            "address": _address(request),
            "secrets": overview.secrets(conn, store.id),
            "statuses": overview.statuses(conn, store.id),
            "tabs": tabs(store, "store"),
        }
    return render(request, "shops/store.html", context)


@store_page("stores")
def status(request: PageRequest, store: Store) -> HttpResponse:
    """Show who would move if orders in a status counted, or no longer did, before it is decided."""
    key, counts = request.GET.get("status", ""), request.GET.get("counts") == "yes"
    with connection() as conn:
        known = {each.status: each for each in overview.statuses(conn, store.id)}
        if key not in known:
            raise Http404(f"no status {key}")
        conn.execute(PREVIEW_LIMIT)
        would = would_move(conn, store.id, statuses={key: counts})
    context = {"status": known[key], "counts": counts, "would": would}
    return render(request, "shops/status.html", context)


@require_POST
@store_page("stores")
def classify(request: PageRequest, store: Store) -> HttpResponse:
    """Take the merchant's word on a status; orders, scores and figures follow at once."""
    status, counts = request.POST.get("status", ""), request.POST.get("counts") == "yes"
    with connection() as conn:
        known = {each.status: each for each in overview.statuses(conn, store.id)}
    if status not in known:
        raise Http404(f"no status {status}")
    with writing() as conn:
        changed = set_status_counts(conn, store.id, status, counts=counts)
    name = known[status].name or status
    if not changed:
        said = _("Kept: nothing about “{status}” changes.")
    elif counts:
        said = _("Orders in “{status}” count from now on. All figures follow already.")
    else:
        said = _("Orders in “{status}” no longer count. All figures follow already.")
    messages.success(request, said.format(status=name))
    return HttpResponseRedirect(of_store("store", store) + "#h-statuses")


def _address(request: HttpRequest) -> str:
    return absolute(request, WEBHOOKS)
