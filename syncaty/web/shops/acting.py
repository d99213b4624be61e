"""What people do to a store's connection: check webhooks, import, compare, pause, disconnect."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from syncaty import syncs, tasks
from syncaty.clock import utc_now
from syncaty.db.pool import Conn
from syncaty.stores.connection import disconnect as end_connection
from syncaty.syncs import SyncError
from syncaty.web.addresses import of_store
from syncaty.web.database import connection, writing
from syncaty.web.pages import PageRequest, render, store_page
from syncaty.web.shops.people import require_manager
from syncaty.web.stores import Store

COMPARED = timedelta(hours=72)
Act = Callable[[Conn, int, int, str], object]
ACTS: dict[str, Act] = {"pause": syncs.pause, "resume": syncs.resume, "cancel": syncs.cancel}


@require_POST
@store_page("stores")
def check_webhooks(request: PageRequest, store: Store) -> HttpResponse:
    """Have the store's webhooks checked, and mended, at once."""
    with writing() as conn:
        tasks.defer(conn, "watch", store_id=store.id)
    messages.success(
        request, _("The webhooks are being checked; the list below follows by itself.")
    )
    return _back(store, "h-webhooks")


@require_POST
@store_page("stores")
def start_sync(request: PageRequest, store: Store) -> HttpResponse:
    """Begin an import of all history, or a comparison of the last three days."""
    repair = request.POST.get("kind") == "repair"
    with writing() as conn:
        if repair:
            since = utc_now() - COMPARED
            syncs.create(conn, store.id, "repair", "asked", since=since, asked_by=_actor(request))
        else:
            syncs.create(conn, store.id, "import", "asked", asked_by=_actor(request))
    return _back(store, "h-repairs" if repair else "h-import")


@require_POST
@store_page("stores")
def act_on_sync(request: PageRequest, store: Store, number: int) -> HttpResponse:
    """Pause, resume or cancel a sync."""
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise Http404("no such act")
    try:
        with writing() as conn:
            if syncs.progress(conn, store.id, number) is None:
                raise Http404(f"no sync {number}")
            act(conn, store.id, number, _actor(request))
    except SyncError:
        said = _("That was not possible any more: it went on meanwhile. Nothing was changed.")
        messages.warning(request, said)
    return _back(store, "h-import")


@require_http_methods(["GET", "POST"])
@store_page("stores")
def disconnect(request: PageRequest, store: Store) -> HttpResponse:
    """Ask before a store is disconnected (GET), and disconnect it (POST)."""
    with connection() as conn:
        require_manager(conn, request, store)
    if request.method != "POST":
        return render(request, "shops/disconnect.html", {"back": _address(store)})
    with writing() as conn:
        ended = end_connection(conn, store.id, _actor(request), utc_now())
    if ended:
        messages.success(request, _("The store is disconnected. Its data is kept."))
    else:
        messages.warning(request, _("The store was not connected any more."))
    return HttpResponseRedirect(_address(store))


def _actor(request: PageRequest) -> str:
    return request.user.get_username()


def _address(store: Store) -> str:
    return of_store("store_connection", store)


def _back(store: Store, place: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{_address(store)}#{place}")
