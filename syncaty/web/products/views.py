"""The list of products, one product, and the list as a file."""

from typing import get_args

from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from syncaty.db.paging import CursorError
from syncaty.jobs.filter import JobFilter
from syncaty.jobs.search import list_jobs
from syncaty.projections.reading import ProductSort
from syncaty.projections.reading import product as read_one
from syncaty.projections.reading import products as read
from syncaty.rfm.reading import totals
from syncaty.web.addresses import changed, first_page, picked
from syncaty.web.database import connection
from syncaty.web.exporting import csv_file, pages
from syncaty.web.pages import PageRequest, render, store_page
from syncaty.web.stores import Store
from syncaty.web.templatetags.figures import today

SORTS: tuple[ProductSort, ...] = get_args(ProductSort)
SORT_NAMES: dict[ProductSort, str | Promise] = {
    "gross": _("Most revenue"),
    "units": _("Most sold"),
    "stock": _("Least stock"),
    "changed": _("Last changed"),
    "name": _("Name"),
}
EXPORTED = (
    "id",
    "name",
    "sku",
    "status",
    "price",
    "currency",
    "quantity",
    "orders",
    "units",
    "gross",
    "deleted",
)
WEBHOOKS = 20


@store_page("products")
def products(request: PageRequest, store: Store) -> HttpResponse:
    """List products."""
    text, sort, gone = _asked(request)
    with connection() as conn:
        try:
            page = read(
                conn,
                store.id,
                currency=store.currency,
                text=text,
                deleted=None if gone else False,
                sort=sort,
                after=request.GET.get("after") or None,
            )
        except CursorError:
            return first_page(request)
        held = totals(conn, store.id).products
    context = {
        "page": page,
        "held": held,
        "text": text,
        "gone": gone,
        "gone_address": changed(request, deleted=None if gone else "1", after=None),
        "sort": SORT_NAMES[sort],
        "sorts": [
            (name, changed(request, sort=key, after=None), key == sort)
            for key, name in SORT_NAMES.items()
        ],
        "without_all": request.path,
        "older": changed(request, after=page.next) if page.next else "",
        "newer": changed(request, after=None) if request.GET.get("after") else "",
        "query": request.GET.urlencode(),
    }
    return render(request, "products/list.html", context)


@store_page("products")
def export(request: PageRequest, store: Store) -> HttpResponseBase:
    """Give the list as CSV."""
    text, sort, gone = _asked(request)
    rows = pages(
        lambda conn, after, limit: read(
            conn,
            store.id,
            currency=store.currency,
            text=text,
            deleted=None if gone else False,
            sort=sort,
            after=after,
            limit=limit,
        )
    )
    return csv_file(
        f"products-{store.id}-{today().isoformat()}",
        EXPORTED,
        ([getattr(row, name) for name in EXPORTED] for row in rows),
    )


@store_page("products")
def product(request: PageRequest, store: Store, product: int) -> HttpResponse:
    """Show one product."""
    with connection() as conn:
        found = read_one(conn, store.id, product, currency=store.currency)
        if found is None:
            raise Http404(f"no product {product}")
        jobs = list_jobs(
            conn, JobFilter(store_id=store.id, entity=f"product:{product}"), limit=WEBHOOKS
        )
    return render(request, "products/product.html", {"product": found, "jobs": jobs})


def _asked(request: PageRequest) -> tuple[str, ProductSort, bool]:
    sort = picked(SORTS, request.GET.get("sort"), "gross")
    return request.GET.get("q", "").strip()[:200], sort, request.GET.get("deleted") == "1"
