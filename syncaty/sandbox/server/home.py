"""The stand-in's own page: its shops, and buttons that let something happen in them."""

from collections.abc import Callable
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from syncaty.sandbox.model import Order
from syncaty.sandbox.server.figures import counts
from syncaty.sandbox.server.store import Store
from syncaty.sandbox.server.world import World

_PAGE = Template(Path(__file__).with_name("home.html").read_text(encoding="utf-8"))


def _latest(store: Store) -> Order:
    """Give the newest order that counts and of which nothing was paid back."""
    orders = reversed(store.ledger.orders.values())
    return next(order for order in orders if counts(order) and not order.refunded)


def _order(_: World, store: Store) -> str:
    order = store.place_order()
    return f"Order {order.reference} of {order.total} {order.currency} was placed"


def _refund(_: World, store: Store) -> str:
    order = store.refund_order(_latest(store).id)
    return f"{order.refunded} {order.currency} of order {order.reference} were paid back"


def _cancel(_: World, store: Store) -> str:
    return f"Order {store.move_order(_latest(store).id, 'canceled').reference} was cancelled"


def _customer(_: World, store: Store) -> str:
    customer = store.change_customer()
    return f"{customer.first_name} {customer.last_name} changed their details"


def _product(_: World, store: Store) -> str:
    return f"{store.change_product().name_en} was changed"


def _uninstall(world: World, store: Store) -> str:
    world.uninstall(store.profile.merchant)
    return "The merchant removed the app"


_ACTS: dict[str, tuple[str, Callable[[World, Store], str]]] = {
    "order": ("طلب جديد · Place an order", _order),
    "refund": ("استرجاع جزئي · Pay part of one back", _refund),
    "cancel": ("إلغاء طلب · Cancel one", _cancel),
    "customer": ("تعديل عميل · Change a customer", _customer),
    "product": ("تعديل منتج · Change a product", _product),
    "uninstall": ("إزالة التطبيق · Remove the app", _uninstall),
}


class Home:
    """Shows the shops and does what a button says."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def show(self, request: Request) -> Response:
        """Show the page, with what was done last."""
        said = request.query_params.get("said", "")
        with self._world.lock:
            shops = "".join(map(self._section, self._world.stores.values()))
        told = f'<p class="said" lang="en">{escape(said)}.</p>' if said else ""
        return HTMLResponse(_PAGE.substitute(shops=shops, said=told))

    async def act(self, request: Request) -> Response:
        """Do it and show the page again."""
        act = _ACTS.get(request.path_params["act"])
        with self._world.lock:
            store = self._world.stores.get(request.path_params["merchant"])
            if act is None or store is None:
                return HTMLResponse("No such shop or act.", 404)
            said = act[1](self._world, store)
            self._world.changed()
        return RedirectResponse(f"/?{urlencode({'said': said})}", 303)

    def _section(self, store: Store) -> str:
        merchant = store.profile.merchant
        connected = self._world.grants.connected(merchant)
        state = ("متصل", "connected") if connected else ("غير متصل", "not connected")
        buttons = "".join(
            f'<button formaction="/shops/{merchant}/{name}">{label}</button>'
            for name, (label, _) in _ACTS.items()
        )
        return (
            f"<section><h2>{escape(store.profile.name)} <code>{merchant}</code></h2>"
            f'<p>{state[0]}</p><p lang="en">{state[1]}; {len(store.ledger.orders):,} orders, '
            f"{len(store.ledger.customers):,} customers, "
            f"{len(store.subscriptions.held)} webhooks</p>"
            f'<form method="post">{buttons}</form></section>'
        )
