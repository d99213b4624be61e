"""What page authors use: docs/develop/pages.md shows a page in ten lines.

A page is a function behind `store_page` or `page`; it reads through `database.connection` and
answers with `render`. Login, language, the store's time zone and the shell around the page come
from here.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag

from syncaty.stores.members import Viewer
from syncaty.web import stores
from syncaty.web.stores import Store, viewer_of

SESSION_STORE = "store"
View = Callable[..., HttpResponseBase]
NOBODY = Viewer(0)


@dataclass(frozen=True, slots=True)
class Here:
    """Where the request is: the place in the side bar, and the store if the page is of one;
    and for whom.
    """

    place: str
    store: Store | None
    viewer: Viewer = NOBODY


class PageRequest(HttpRequest):
    """A request to a page, as views behind `store_page` and `page` receive it."""

    here: Here


def store_page(place: str) -> Callable[[View], View]:
    """Make a view a page of one store: `view(request, store, …)` at `/stores/<int:merchant>/…`.

    Answers 404 when there is no such store, or none that the person may see.
    Times are shown in the store's zone.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, merchant: int, **named: object) -> HttpResponseBase:
            viewer = viewer_of(request)
            store = stores.find(merchant, viewer)
            if store is None:
                raise Http404(f"no store {merchant}")
            if request.session.get(SESSION_STORE) != store.id:
                request.session[SESSION_STORE] = store.id
            with timezone.override(store.zone):
                return view(_at(request, Here(place, store, viewer)), store, **named)

        return answer

    return decorate


def page(place: str, *, operators: bool = False) -> Callable[[View], View]:
    """Make a view a page that is not of one store: `view(request, …)`.

    One for `operators` is answered 404 to everybody else.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, **named: object) -> HttpResponseBase:
            viewer = viewer_of(request)
            if operators and not viewer.everything:
                raise Http404("for operators")
            return view(_at(request, Here(place, None, viewer)), **named)

        return answer

    return decorate


def render(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    partial: str = "",
    status: int = 200,
) -> HttpResponse:
    """Answer with the page, or with its `partial` template when htmx asks for that.

    A partial that has not changed since it was last asked for is answered 304, so pages may ask
    every few seconds.
    """
    wanted = partial if partial and is_partial(request) else template
    response = HttpResponse(render_to_string(wanted, context, request), status=status)
    if not partial:
        return response
    patch_vary_headers(response, ["HX-Request"])
    if wanted != partial or request.method != "GET" or status != 200:
        return response
    etag = quote_etag(hashlib.blake2b(response.content, digest_size=12).hexdigest())
    response.headers["ETag"] = etag
    return cast("HttpResponse", get_conditional_response(request, etag=etag, response=response))


def is_partial(request: HttpRequest) -> bool:
    """Tell whether htmx asks for a piece of a page (and not for a page to restore)."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def _at(request: HttpRequest, here: Here) -> PageRequest:
    placed = cast("PageRequest", request)
    placed.here = here
    return placed
