"""The pages of one store's set-up, one tab each."""

from django.utils.translation import gettext_lazy as _

from syncaty.web.addresses import of_store
from syncaty.web.drawing.tabs import Tab
from syncaty.web.stores import Store

PAGES = (
    ("store", _("Store")),
    ("store_connection", _("Connection")),
    ("people", _("People")),
    ("privacy", _("Privacy")),
)


def tabs(store: Store, here: str) -> list[Tab]:
    """Give the tabs; `here` is the name of the present page."""
    return [Tab(label, of_store(name, store), current=name == here) for name, label in PAGES]
