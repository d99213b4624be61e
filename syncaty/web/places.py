"""The places of the dashboard, in the order of the side bar."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from syncaty.web.stores import Store


@dataclass(frozen=True, slots=True)
class Place:
    """A place: the name of its address, its word and icon, and whether phones show it first.

    `of_store` places have `/stores/{merchant}/…` addresses. `everywhere` names the address that
    shows the same over all stores, for places that have one.
    """

    name: str
    label: str | Promise
    icon: str
    of_store: bool = True
    everywhere: str = ""
    thumb: bool = False
    gap: bool = False

    def address(self, store: Store | None) -> str:
        """Give the place's address for a store, or an empty text when there is none."""
        try:
            if not self.of_store:
                return reverse(self.name)
            if store is not None:
                return reverse(self.name, kwargs={"merchant": store.id})
            return reverse(self.everywhere) if self.everywhere else ""
        except NoReverseMatch:
            return ""


PLACES = (
    Place("overview", _("Overview"), "overview", thumb=True),
    Place("customers", _("Customers"), "customers", thumb=True),
    Place("rfm", _("RFM"), "rfm", thumb=True),
    Place("segments", _("Segments"), "segments"),
    Place("analytics", _("Analytics"), "analytics"),
    Place("products", _("Products"), "products"),
    Place("jobs", _("Jobs"), "jobs", everywhere="all_jobs", thumb=True, gap=True),
    Place("stores", _("Stores"), "stores", of_store=False),
    Place("settings", _("Settings"), "settings", of_store=False),
)


def place(name: str) -> Place | None:
    """Give the place of this name."""
    return next((each for each in PLACES if each.name == name), None)
