"""`/_control`: what happens in the stand-in's shops and what goes wrong, by HTTP."""

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from syncaty.sandbox.model import Customer, Order, Product
from syncaty.sandbox.server.faults import Faults
from syncaty.sandbox.server.figures import figures, per_customer
from syncaty.sandbox.server.settings import Settings
from syncaty.sandbox.server.store import Store
from syncaty.sandbox.server.world import World

Act = Callable[[World, Store, dict[str, Any]], object | None]


def _id(thing: Order | Customer | Product) -> object:
    return {"id": thing.id}


def _steps(_: World, store: Store, wanted: dict[str, Any]) -> object:
    events = [event.name for _ in range(wanted.get("count", 1)) for event in store.step()]
    return {"events": events}


def _alter_webhook(_: World, store: Store, wanted: dict[str, Any]) -> object:
    webhook = store.subscriptions.held[wanted["id"]]
    for name in ("url", "event", "strategy", "secret"):
        if name in wanted:
            setattr(webhook, name, wanted[name])
    return webhook.shown()


def _user(_: World, store: Store, wanted: dict[str, Any]) -> object:
    store.user = wanted["state"]
    return {"state": store.user}


def _lag(_: World, store: Store, wanted: dict[str, Any]) -> object:
    store.replica.lag = float(wanted["seconds"])
    return {"seconds": store.replica.lag}


ACTS: dict[str, Act] = {
    "step": _steps,
    "order": lambda _, store, wanted: _id(store.place_order(wanted.get("customer", 0))),
    "move": lambda _, store, wanted: _id(store.move_order(wanted["order"], wanted["status"])),
    "amend": lambda _, store, wanted: _id(store.amend_order(wanted["order"])),
    "refund": lambda _, store, wanted: _id(store.refund_order(wanted["order"])),
    "remove": lambda _, store, wanted: store.remove_order(wanted["order"]),
    "newcomer": lambda _, store, __: _id(store.register_customer()),
    "customer": lambda _, store, wanted: _id(store.change_customer(wanted.get("customer", 0))),
    "product": lambda _, store, wanted: _id(store.change_product(wanted.get("product", 0))),
    "alter-webhook": _alter_webhook,
    "remove-webhook": lambda _, store, wanted: {"removed": store.subscriptions.remove(**wanted)},
    "user": _user,
    "lag": _lag,
    "install": lambda world, store, _: world.install(store.profile.merchant),
    "authorise": lambda world, store, _: world.authorise(store.profile.merchant),
    "uninstall": lambda world, store, _: world.uninstall(store.profile.merchant),
    "revoke": lambda world, store, _: world.grants.revoke(store.profile.merchant),
    "expire": lambda world, store, _: world.grants.expire_access(store.profile.merchant),
    "app-event": lambda world, store, wanted: world.send_app_event(
        store.profile.merchant, wanted["event"]
    ),
}


class Control:
    """The endpoint of tests and of curious people; nothing of it exists at Salla.

    `GET /_control` shows how everything stands; `POST /_control/faults` and `/_control/settings`
    change the fields named in a JSON object; `POST /_control/{merchant}/{act}` lets something
    happen; `GET /_control/{merchant}/figures` (from, to) gives the shop's own figures.
    """

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        """Give the routes."""
        return [
            Route("/_control", self.show),
            Route("/_control/faults", self.faults, methods=["POST"]),
            Route("/_control/settings", self.settings, methods=["POST"]),
            Route("/_control/{merchant:int}/figures", self.figures),
            Route("/_control/{merchant:int}/{act}", self.act, methods=["POST"]),
        ]

    async def show(self, _: Request) -> Response:
        """Show shops, faults and counts."""
        world = self._world
        with world.lock:
            return _json(world.shown())

    async def faults(self, request: Request) -> Response:
        """Change faults; an empty object clears all."""
        wanted = msgspec.json.decode(await request.body())
        return self._change(self._world.faults, wanted, clear=self._world.faults.clear)

    async def settings(self, request: Request) -> Response:
        """Change settings."""
        return self._change(self._world.settings, msgspec.json.decode(await request.body()))

    async def figures(self, request: Request) -> Response:
        """Give a shop's figures and what each customer has come to."""
        days = [request.query_params.get(name) for name in ("from", "to")]
        since, until = (date.fromisoformat(day) if day else None for day in days)
        with self._world.lock:
            store = self._world.stores.get(request.path_params["merchant"])
            if store is None:
                return _json({"error": "no such shop"}, 404)
            ledger = store.ledger
            totals = figures(ledger, since, until)
            return _json(totals | {"per_customer": per_customer(ledger)})

    async def act(self, request: Request) -> Response:
        """Let something happen in a shop."""
        act = ACTS.get(request.path_params["act"])
        wanted = msgspec.json.decode(await request.body() or b"{}")
        with self._world.lock:
            store = self._world.stores.get(request.path_params["merchant"])
            if act is None or store is None:
                return _json({"error": "no such shop or act", "acts": sorted(ACTS)}, 404)
            try:
                return _json(act(self._world, store, wanted) or {"done": True})
            except (KeyError, TypeError, ValueError) as error:
                return _json({"error": f"cannot be done: {error!r}"}, 422)
            finally:
                self._world.changed()

    def _change(
        self,
        held: Faults | Settings,
        wanted: dict[str, Any],
        clear: Callable[[], None] | None = None,
    ) -> Response:
        unknown = [name for name in wanted if not hasattr(held, name)]
        if unknown:
            return _json({"error": f"unknown: {', '.join(unknown)}"}, 422)
        with self._world.lock:
            if clear is not None and not wanted:
                clear()
            for name, value in wanted.items():
                setattr(held, name, tuple(value) if isinstance(value, list) else value)
        return _json({"changed": sorted(wanted)})


def _json(value: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status, media_type="application/json")
