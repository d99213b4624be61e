"""The addresses of the API, under /api/v1/."""

from django.urls import URLPattern, path, re_path
from ninja import NinjaAPI

from syncaty import __version__
from syncaty.web.api import (
    connections,
    entities,
    exports,
    faults,
    history,
    jobs,
    knowledge,
    lists,
    memberships,
    rules,
    segments,
    syncs,
)
from syncaty.web.api.access import bearer

NAMESPACE = "api"
ROOT = "api-root"  # what the library builds the addresses of its description from

api = NinjaAPI(
    title="Syncaty",
    version=__version__,
    description=(
        "Orders, customers, products, scores, segments and figures of Salla stores, and the jobs "
        "that brought them. Ids are Salla's own, as numbers; money is a string with its decimals; "
        "instants are ISO 8601 in UTC; days are the store's."
    ),
    urls_namespace=NAMESPACE,
    docs_url=None,
    auth=bearer,
)
faults.install(api)
AREAS = (
    entities,
    connections,
    syncs,
    jobs,
    knowledge,
    history,
    rules,
    segments,
    memberships,
    lists,
    exports,
)
for each in AREAS:
    api.add_router("", each.router)


def _patterns() -> list[URLPattern]:
    """Give the library's addresses, but for its home page, with all faults in the one form."""
    found = [each for each in api.urls[0] if isinstance(each, URLPattern) and each.name != ROOT]
    for pattern in found:
        pattern.callback = faults.spoken(pattern.callback)
    return found


app_name = NAMESPACE
urlpatterns = [
    *_patterns(),
    path("", faults.unknown_address, name=ROOT),
    re_path("", faults.unknown_address),
]
