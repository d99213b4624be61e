"""What stands around every page: side bar, store switcher, how fresh the figures are."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise

from syncaty.web import stores
from syncaty.web.connect.words import Said, reason
from syncaty.web.pages import SESSION_STORE, Here
from syncaty.web.places import PLACES, Place, place
from syncaty.web.stores import Importing, Pulse, Store, viewer_of

QUIET = frozenset({"by_hand"})  # added without tokens on purpose: told on the store's pages only
THEMES = frozenset({"light", "dark"})
THEME_COOKIE = "syncaty_theme"


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the side bar."""

    label: str | Promise
    icon: str
    address: str
    current: bool
    thumb: bool
    gap: bool
    failed: int


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of the store switcher; `store` is None for all of them."""

    store: Store | None
    address: str
    current: bool


class Shell:
    """Everything the shell shows; read when a template first asks for any of it."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.here: Here = getattr(request, "here", None) or Here("", None, viewer_of(request))
        theme = request.COOKIES.get(THEME_COOKIE, "")
        self.theme = theme if theme in THEMES else ""

    @property
    def store(self) -> Store | None:
        """The store the page is of."""
        return self.here.store

    @property
    def stores(self) -> list[Store]:
        """The stores of the switcher."""
        return self._around[0]

    @property
    def pulse(self) -> Pulse:
        """How far behind the figures are."""
        return self._around[1]

    @cached_property
    def links(self) -> list[Link]:
        """The side bar; a place without an address is left out."""
        store = self.store or self._last_store
        found = ((each, self._address(each, store)) for each in PLACES)
        return [self._link(each, address) for each, address in found if address]

    @cached_property
    def choices(self) -> list[Choice]:
        """Where each store of the switcher leads: to the same place, as far as it has one."""
        here = place(self.here.place)
        target = here if here and here.of_store else PLACES[0]
        found = [Choice(store, target.address(store), store == self.store) for store in self.stores]
        everywhere = target.everywhere and self.here.viewer.everything
        if everywhere and (address := target.address(None)):
            found.insert(0, Choice(None, address, self.store is None))
        return [choice for choice in found if choice.address]

    @property
    def importing(self) -> Importing | None:
        """How far the first import of the page's store is."""
        return self._around[2] if self.store else None

    @property
    def ended(self) -> Said | None:
        """What every page of a store says when its connection has ended."""
        store = self.store
        if store is None or store.reason in QUIET:
            return None
        return reason(store.state, store.reason)

    @cached_property
    def _around(self) -> tuple[list[Store], Pulse, Importing | None]:
        return stores.around(self.store, self.here.viewer)

    @cached_property
    def _last_store(self) -> Store | None:
        wanted = self._request.session.get(SESSION_STORE)
        known = next((store for store in self.stores if store.id == wanted), None)
        return known or next(iter(self.stores), None)

    def _address(self, each: Place, store: Store | None) -> str:
        at_all_stores = each.everywhere and each.name == self.here.place and self.store is None
        if each.everywhere and store is None and not self.here.viewer.everything:
            return ""
        return each.address(None if at_all_stores else store)

    def _link(self, each: Place, address: str) -> Link:
        failed = self.pulse.failed if each.name == "jobs" else 0
        current = each.name == self.here.place
        return Link(each.label, each.icon, address, current, each.thumb, each.gap, failed)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give templates the shell (a context processor)."""
    return {"shell": Shell(request)}
