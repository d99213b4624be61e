"""How a store is connected: state, access, webhooks, imports and repairs, what happened."""

from typing import Any

from django.http import Http404, HttpResponse

from syncaty import syncs
from syncaty.clock import utc_now
from syncaty.db.paging import CursorError
from syncaty.stores import connecting
from syncaty.stores import connection as connections
from syncaty.stores.connection import Connection
from syncaty.stores.events import events
from syncaty.stores.subscriptions import Subscription, subscriptions
from syncaty.stores.watches import watch_state
from syncaty.syncs import Progress
from syncaty.web.addresses import changed, first_page
from syncaty.web.connect import setup, words
from syncaty.web.database import Reading, connection
from syncaty.web.installation import config
from syncaty.web.pages import PageRequest, is_partial, render, store_page
from syncaty.web.shops import faults, happened, work
from syncaty.web.shops.people import may_manage
from syncaty.web.shops.tabs import tabs
from syncaty.web.stores import Store

PARTS = {
    "import": "shops/_import.html",
    "webhooks": "shops/_webhooks.html",
    "repairs": "shops/_repairs.html",
}
EVENTS, REPAIRS = 20, 8


@store_page("stores")
def store_connection(request: PageRequest, store: Store) -> HttpResponse:
    """Show how a store is connected; htmx asks for its moving parts alone."""
    part = request.GET.get("part", "") if is_partial(request) else ""
    try:
        with connection() as conn:
            context = _context(conn, request, store, part)
    except CursorError:
        return first_page(request)
    return render(request, "shops/connection.html", context, partial=PARTS.get(part, ""))


def _context(conn: Reading, request: PageRequest, store: Store, part: str) -> dict[str, Any]:
    held = connections.connection(conn, store.id)
    if held is None:
        raise Http404(f"no store {store.id}")
    context: dict[str, Any] = {"held": held, "connected": held.state == "connected"}
    if part in {"", "import"}:
        context |= _import(conn, store)
    if part in {"", "webhooks"}:
        context |= _webhooks(conn, store)
    if part in {"", "repairs"}:
        repairs = syncs.listing(conn, store.id, kind="repair", limit=REPAIRS)
        context["repairs"] = [
            {"of": each, "sign": work.state(each), "reason": work.reason(each)} for each in repairs
        ]
    if part:
        return context
    page = events(conn, store.id, after=request.GET.get("after"), limit=EVENTS)
    return context | {
        "tabs": tabs(store, "store_connection"),
        "reason": words.reason(held.state, held.state_reason),
        "missing": _missing(held),
        "setup": setup.missing(),
        "easy": setup.is_easy(),
        "manager": may_manage(conn, request, store),
        "entries": [happened.told(each) for each in page.items],
        "older": changed(request, after=page.next) + "#h-events" if page.next else "",
        "newer": changed(request, after=None) + "#h-events" if "after" in request.GET else "",
        "now": utc_now(),
    }


def _import(conn: Reading, store: Store) -> dict[str, Any]:
    found = syncs.listing(conn, store.id, kind="import", limit=1)
    held: Progress | None = found[0] if found else None
    return {"sync": held, "work": work.told(held) if held else None}


def _webhooks(conn: Reading, store: Store) -> dict[str, Any]:
    found = subscriptions(conn, store.id)
    watch = watch_state(conn, store.id)
    return {
        "webhooks": [_row(each) for each in found],
        "in_order": sum(each.state == "active" for each in found),
        "watch": watch,
        "watch_fault": faults.checking(watch.fault) if watch and watch.fault else None,
    }


def _row(each: Subscription) -> dict[str, Any]:
    look, icon, word = faults.STATES[each.state]
    why = faults.webhook(each.fault) if each.fault and each.state != "active" else None
    return {"of": each, "look": look, "icon": icon, "word": word, "why": why}


def _missing(held: Connection) -> list[tuple[str, words.Text]]:
    """Name the scopes a connected store lacks, with what does not work."""
    if held.state != "connected":
        return []
    asked = config().salla_scopes
    lacking = connecting.missing(asked, held.scopes, renewable=held.renewable)
    return [(each.scope, words.lost(each.scope)) for each in lacking]
