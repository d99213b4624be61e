"""The list of a store's customers, and the same list as a file."""

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect

from syncaty.db.paging import CursorError, Page
from syncaty.projections.reading import CustomerRow
from syncaty.projections.reading import customers as read
from syncaty.rfm.reading import totals
from syncaty.segments.gate import Gate, gate
from syncaty.segments.privacy import PrivacyError
from syncaty.web.addresses import changed, first_page, of_store
from syncaty.web.customers.asked import COLUMNS, asked, sorted_by, toggles
from syncaty.web.database import Reading, connection
from syncaty.web.exporting import csv_file, pages
from syncaty.web.exports.names import name_of
from syncaty.web.marks import SEGMENTS
from syncaty.web.pages import PageRequest, render, store_page
from syncaty.web.shops.people import may_manage
from syncaty.web.stores import Store
from syncaty.web.templatetags.figures import today

EXPORTED = (
    *("id", "name", "email", "mobile", "orders", "spent", "last_order_on", "r", "f", "m"),
    "segment",
)


@store_page("customers")
def customers(request: PageRequest, store: Store) -> HttpResponse:
    """List customers, found and narrowed as the address says."""
    wish = asked(request.GET)
    with connection() as conn:
        try:
            page = read(conn, store.id, wish.wanted, sort=wish.sort, after=wish.after)
        except CursorError:
            return first_page(request)
        held = totals(conn, store.id).customers
        kept_back = _kept_back(conn, store)
    context = {
        "kept_back": kept_back,
        "page": page,
        "wish": wish,
        "held": held,
        "today": today(),
        "toggles": [(letter.upper(), toggles(request, letter)) for letter in ("r", "f", "m")],
        "fm": wish.wanted.fm,
        "without_fm": changed(request, fm=None, after=None),
        "sorts": sorted_by(request, wish.sort),
        "columns": COLUMNS,
        "segments": [(key, changed(request, segment=key, after=None)) for key in SEGMENTS],
        "without_segment": changed(request, segment=None, after=None),
        "without_all": request.path,
        "older": changed(request, after=page.next) if page.next else "",
        "newer": changed(request, after=None) if wish.after else "",
        "query": request.GET.urlencode(),
    }
    return render(request, "customers/list.html", context)


@store_page("customers")
def export(request: PageRequest, store: Store) -> HttpResponseBase:
    """Give the list as CSV, by what the store decided on who may leave and with which contacts."""
    wish = asked(request.GET)
    with connection() as conn:
        try:
            decided = gate(conn, store.id, trusted=may_manage(conn, request, store))
        except PrivacyError:
            return HttpResponseRedirect(of_store("privacy", store))

    def part(conn: Reading, after: str | None, limit: int) -> Page[CustomerRow]:
        page = read(conn, store.id, wish.wanted, sort=wish.sort, after=after, limit=limit)
        kept = decided.lets(conn, [each.id for each in page.items])
        return Page(tuple(each for each in page.items if each.id in kept), page.next)

    return csv_file(
        f"customers-{store.id}-{today().isoformat()}",
        EXPORTED,
        (_leaving(row, decided) for row in pages(part)),
    )


def _leaving(row: CustomerRow, decided: Gate) -> list[object]:
    contacts = {"email": decided.shown(row.email), "mobile": decided.shown(row.mobile)}
    return [contacts[name] if name in contacts else getattr(row, name) for name in EXPORTED]


def _kept_back(conn: Reading, store: Store) -> tuple[int, str] | None:
    """Say how many customers consent keeps out of the file, and by which segment; None: nobody."""
    try:
        decided = gate(conn, store.id, trusted=True)
    except PrivacyError:
        return None
    count, key = decided.left_out(conn), decided.privacy.consent_segment
    return (count, str(name_of(conn, store, key))) if key else None
