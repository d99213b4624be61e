"""One customer: who, totals, scores, everything that happened."""

from datetime import date, datetime
from decimal import Decimal

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from syncaty.clock import utc_now
from syncaty.db.paging import CursorError, cursor, place
from syncaty.projections.currency import rounded
from syncaty.projections.reading import Customer, customer_orders
from syncaty.projections.reading import customer as read
from syncaty.rfm.reading import edges
from syncaty.rfm.settings import load_rfm_settings
from syncaty.segments.activity import KINDS, Entry, EntryKind, Place, timeline
from syncaty.segments.masking import mask
from syncaty.segments.members import of_customer
from syncaty.segments.reading import MoveFilter, moves
from syncaty.segments.steps import steps
from syncaty.web.addresses import changed, first_page
from syncaty.web.customers.course import course
from syncaty.web.customers.gauges import gauges
from syncaty.web.customers.timeline import entries
from syncaty.web.database import Reading, connection
from syncaty.web.drawing.tabs import Tab
from syncaty.web.pages import PageRequest, render, store_page
from syncaty.web.scores.definition import definition
from syncaty.web.stores import Store
from syncaty.web.templatetags.figures import today

SHOWN = 25
ORDERS_ASIDE = 6
VIEWS: dict[str, tuple[EntryKind, ...]] = {
    "": KINDS,
    "orders": ("order",),
    "moves": ("move", "score", "member"),
}


@store_page("customers")
def customer(request: PageRequest, store: Store, customer: int) -> HttpResponse:
    """Show one customer."""
    view = request.GET.get("view", "") if request.GET.get("view", "") in VIEWS else ""
    try:
        after = _place(request.GET.get("after"))
    except CursorError:
        return first_page(request)
    with connection() as conn:
        who = read(conn, store.id, customer)
        if who is None:
            raise Http404(f"no customer {customer}")
        found = timeline(conn, store.id, customer, kinds=VIEWS[view], after=after, limit=SHOWN + 1)
        context = {
            "who": who,
            "today": today(),
            "mobile": mask(who.mobile or who.mobile_raw or ""),
            "email": mask(who.email or ""),
            "average": _average(who, store),
            "gap": _gap(who),
            "gauges": _gauges(conn, store, who),
            "definition": definition(load_rfm_settings(conn, store.id)),
            "since": _since(conn, store, who),
            "course": course(steps(conn, store.id, customer, who.segment), store, utc_now()),
            "inside": of_customer(conn, store.id, customer),
            "orders": customer_orders(
                conn, store.id, customer, currency=store.currency, limit=ORDERS_ASIDE
            ),
            "entries": entries(found[:SHOWN], store),
            "tabs": _tabs(request, view),
            "older": changed(request, after=_cursor(found)) if len(found) > SHOWN else "",
            "newer": changed(request, after=None) if after else "",
        }
    return render(request, "customers/profile.html", context)


def _average(who: Customer, store: Store) -> Decimal | None:
    return rounded(who.spent / who.orders, store.currency) if who.orders else None


def _gap(who: Customer) -> int | None:
    """Give the mean of days between orders, once there are two."""
    if who.orders < 2 or who.first_order_on is None or who.last_order_on is None:
        return None
    return round((who.last_order_on - who.first_order_on).days / (who.orders - 1))


def _gauges(conn: Reading, store: Store, who: Customer) -> list[object]:
    held = edges(conn, store.id, today()) if who.r is not None else None
    return [*gauges(who, held, store.currency, today())] if held else []


def _since(conn: Reading, store: Store, who: Customer) -> date | None:
    if who.segment is None:
        return None
    newest = moves(conn, store.id, MoveFilter(customer_id=who.id), limit=1).items
    return newest[0].at if newest else None


def _tabs(request: PageRequest, view: str) -> list[Tab]:
    names = {"": _("Everything"), "orders": _("Orders"), "moves": _("Moves")}
    return [
        Tab(name, changed(request, view=key or None, after=None), current=key == view)
        for key, name in names.items()
    ]


def _cursor(found: list[Entry]) -> str:
    last = found[SHOWN - 1]
    return cursor("timeline", last.at.isoformat(), last.kind, last.id)


def _place(text: str | None) -> Place | None:
    if not text:
        return None
    at, kind, last_id = place(text, "timeline", str, str, int)
    try:
        moment = datetime.fromisoformat(str(at))
    except ValueError as error:
        raise CursorError from error
    known = next((each for each in KINDS if each == kind), None)
    if known is None or not isinstance(last_id, int):
        raise CursorError
    return Place(moment, known, last_id)
