"""The quiet line over a store's pages while its history is imported for the first time."""

from django.http import HttpResponse

from syncaty.web import stores
from syncaty.web.pages import PageRequest, render, store_page
from syncaty.web.stores import Store

BANNER = "components/importing.html"


@store_page("stores")
def importing(request: PageRequest, store: Store) -> HttpResponse:
    """Give the line alone; when the import has ended, have the overview loaded anew."""
    held = stores.importing(store)
    context = {"importing": held, "store": store, "place": request.GET.get("place", "")}
    response = render(request, BANNER, context, partial=BANNER)
    if held is None and request.GET.get("place") == "overview":
        response.headers["HX-Refresh"] = "true"
    return response
