"""The addresses of the operator's room: each exists over all stores and for one store."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import URLPattern, path, reverse

from syncaty.web.pages import PageRequest, page, store_page
from syncaty.web.stores import Store

RoomView = Callable[..., HttpResponse]


def pair(tail: str, name: str, view: RoomView) -> list[URLPattern]:
    """Give a view (request, store or None, …) its two addresses, `all_<name>` and `<name>`.

    All stores together are for operators.
    """

    @wraps(view)
    def everywhere(request: PageRequest, **named: Any) -> HttpResponse:  # noqa: ANN401
        return view(request, None, **named)

    return [
        path(f"jobs{tail}", page("jobs", operators=True)(everywhere), name=f"all_{name}"),
        path(f"stores/<int:merchant>/jobs{tail}", store_page("jobs")(view), name=name),
    ]


def address(name: str, store: Store | None, /, query: str = "", **named: int) -> str:
    """Give the address of a view for a store or for all; `query` is what stands in the box."""
    if store is None:
        found = reverse(f"all_{name}", kwargs=named)
    else:
        found = reverse(name, kwargs={"merchant": store.id, **named})
    return f"{found}?{urlencode({'q': query})}" if query else found
