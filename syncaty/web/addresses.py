"""Addresses that differ from the present one in a few words of the query, and where they lead."""

from collections.abc import Sequence
from typing import TypeVar

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from syncaty.web.stores import Store

Word = TypeVar("Word", bound=str)


def picked(known: Sequence[Word], said: str | None, usual: Word) -> Word:
    """Give the one of the known words that an address says; the usual one for anything else."""
    return next((each for each in known if each == said), usual)


def changed(request: HttpRequest, **words: str | int | None) -> str:
    """Give the present address with words of its query set, or left out (None)."""
    query = request.GET.copy()
    for name, value in words.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def first_page(request: HttpRequest) -> HttpResponseRedirect:
    """Lead back to the start of a list whose place (`after`) cannot be read any more."""
    return HttpResponseRedirect(changed(request, after=None))


def of_store(name: str, store: Store, **named: object) -> str:
    """Give the address of a page of a store."""
    return reverse(name, kwargs={"merchant": store.id, **named})
