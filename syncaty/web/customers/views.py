"""The list of a store's customers, and the same list as a file."""

from django.http import HttpResponse, HttpResponseBase

from syncaty.db.paging import CursorError
from syncaty.projections.reading import customers as read
from syncaty.rfm.reading import totals
from syncaty.web.addresses import changed, first_page
from syncaty.web.customers.asked import COLUMNS, asked, sorted_by, toggles
from syncaty.web.database import connection
from syncaty.web.exporting import csv_file, pages
from syncaty.web.marks import SEGMENTS
from syncaty.web.pages import PageRequest, render, store_page
from syncaty.web.stores import Store
from syncaty.web.templatetags.figures import today

EXPORTED = ("id", "name", "email", "mobile", "orders", "spent", "last_order_on", "r", "f", "m")


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
    context = {
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
    """Give the list as CSV, with the columns of `syncaty export customers`."""
    wish = asked(request.GET)
    rows = pages(
        lambda conn, after, limit: read(
            conn, store.id, wish.wanted, sort=wish.sort, after=after, limit=limit
        )
    )
    return csv_file(
        f"customers-{store.id}-{today().isoformat()}",
        (*EXPORTED, "segment"),
        ([getattr(row, name) for name in (*EXPORTED, "segment")] for row in rows),
    )
