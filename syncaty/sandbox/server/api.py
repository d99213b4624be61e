"""The Merchant API as one ASGI application, lean enough not to limit a measurement."""

import asyncio
from collections.abc import Callable
from urllib.parse import parse_qs

from starlette.types import Receive, Scope, Send

from syncaty.sandbox.server import resources, webhooks
from syncaty.sandbox.server.answers import Answer, Call, error, not_found, unauthorised
from syncaty.sandbox.server.store import Store
from syncaty.sandbox.server.world import World

PREFIX = "/admin/v2/"
Endpoint = Callable[[World, Store, Call], Answer]
_LOOK_SECONDS = 0.02
_JSON = (b"content-type", b"application/json")

# Method and path, {} for a number, to the endpoint and the scope it needs.
_ROUTES: dict[tuple[str, ...], tuple[Endpoint, str]] = {
    ("GET", "orders"): (resources.orders, "orders.read"),
    ("GET", "orders", "{}"): (resources.order, "orders.read"),
    ("GET", "orders", "items"): (resources.items, "orders.read"),
    ("GET", "customers"): (resources.customers, "customers.read"),
    ("GET", "customers", "{}"): (resources.customer, "customers.read"),
    ("GET", "products"): (resources.products, "products.read"),
    ("GET", "products", "{}"): (resources.product, "products.read"),
    ("GET", "store", "info"): (resources.info, "settings.read"),
    ("GET", "webhooks"): (webhooks.held, "webhooks.read"),
    ("GET", "webhooks", "events"): (webhooks.events, "webhooks.read"),
    ("POST", "webhooks", "subscribe"): (webhooks.subscribe, "webhooks.read_write"),
    ("PUT", "webhooks", "{}"): (webhooks.alter, "webhooks.read_write"),
    ("DELETE", "webhooks", "unsubscribe"): (webhooks.unsubscribe, "webhooks.read_write"),
}


class MerchantApi:
    """Answers `/admin/v2/...`."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, after what the faults make of it."""
        call = await _read(scope, receive)
        await self._admitted()
        with self._world.lock:
            trouble = self._world.faults.api()
        if trouble.seconds:
            await asyncio.sleep(trouble.seconds)
        if trouble.cut:
            await cut(send)
            return
        if trouble.status:
            answer = error(trouble.status, trouble.status, _TROUBLE.get(trouble.status, ""))
        else:
            with self._world.lock:
                answer = self._answer(call)
        length = (b"content-length", str(len(answer.body)).encode())
        await send(
            {
                "type": "http.response.start",
                "status": answer.status,
                "headers": [_JSON, length, *answer.headers],
            }
        )
        await send({"type": "http.response.body", "body": answer.body})

    async def _admitted(self) -> None:
        while True:
            with self._world.lock:
                if self._world.faults.admits():
                    return
            await asyncio.sleep(_LOOK_SECONDS)

    def _answer(self, call: Call) -> Answer:
        world = self._world
        grant = world.grants.holder(call.token)
        if grant is None:
            return unauthorised()
        store = world.stores[grant.merchant]
        if store.user != "active":
            return unauthorised(_USER[store.user])
        name = call.parts[0]
        world.calls[name] += 1
        taken = world.limits.take(grant.merchant, store.profile.plan, customers=name == "customers")
        if not taken.allowed:
            answer = error(429, "too_many_requests", "Too Many Attempts.")
        else:
            answer = self._routed(call, store, grant.scopes)
        answer.headers = taken.headers
        return answer

    def _routed(self, call: Call, store: Store, scopes: tuple[str, ...]) -> Answer:
        parts = call.parts
        numbered = len(parts) > 1 and parts[-1].isascii() and parts[-1].isdigit()
        route = _ROUTES.get((call.method, *parts[:-1], "{}") if numbered else (call.method, *parts))
        if route is None:
            return not_found()
        endpoint, scope = route
        if scope not in scopes and f"{scope.partition('.')[0]}.read_write" not in scopes:
            return unauthorised(
                f"The access token should have access to one of those scopes: {scope}"
            )
        try:
            return endpoint(self._world, store, call)
        finally:
            if call.method != "GET":
                self._world.changed()


_TROUBLE = {
    403: "Forbidden: too many errors in a row, try again later.",
    429: "Too Many Attempts.",
    500: "Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
}
_USER = {"deleted": "The User is not exists.", "inactive": "المستخدم غير نشط"}


async def cut(send: Send) -> None:
    """Close the connection without an answer, as a server that dies."""
    cycle = getattr(send, "__self__", None)  # uvicorn's; it has no other way to do this
    transport = getattr(cycle, "transport", None)
    if transport is not None:
        transport.abort()
        await asyncio.sleep(0)
        await asyncio.sleep(0)


async def _read(scope: Scope, receive: Receive) -> Call:
    body = b""
    if scope["method"] in {"POST", "PUT"}:
        more = True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
    token = ""
    for name, value in scope["headers"]:
        if name == b"authorization":
            token = value.decode("latin-1").removeprefix("Bearer ")
    parts = tuple(scope["path"].removeprefix(PREFIX).strip("/").split("/"))
    query = parse_qs(scope["query_string"].decode())
    return Call(scope["method"], parts, query, token, body)
