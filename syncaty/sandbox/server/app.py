"""The stand-in as one ASGI application."""

import asyncio
from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from syncaty.sandbox.server.api import PREFIX, MerchantApi, cut
from syncaty.sandbox.server.consent import Consent
from syncaty.sandbox.server.control import Control
from syncaty.sandbox.server.home import Home
from syncaty.sandbox.server.living import live
from syncaty.sandbox.server.tokens import Tokens
from syncaty.sandbox.server.world import World

Application = Callable[[Scope, Receive, Send], Awaitable[None]]
_TOKEN = "/oauth2/token"  # noqa: S105  a path


def _nothing() -> None:
    """Do nothing."""


def application(
    world: World, per_second: float = 0, ready: Callable[[], None] = _nothing
) -> Application:
    """Give the application of a world; its courier and its life start and stop with it.

    `ready` is called once it answers.
    """
    api, pages = MerchantApi(world), _pages(world)

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(world, per_second, receive, send, ready)
        elif scope["path"].startswith(PREFIX):
            await api(scope, receive, send)
        elif scope["path"] == _TOKEN and world.faults.token == "down":  # noqa: S105
            await cut(send)
        else:
            await pages(scope, receive, send)

    return serve


def _pages(world: World) -> Starlette:
    home, consent, tokens = Home(world), Consent(world), Tokens(world)
    return Starlette(
        routes=[
            Route("/", home.show),
            Route("/shops/{merchant:int}/{act}", home.act, methods=["POST"]),
            Route("/oauth2/auth", consent.show),
            Route("/oauth2/auth", consent.decide, methods=["POST"]),
            Route(_TOKEN, tokens.token, methods=["POST"]),
            Route("/oauth2/user/info", tokens.user_info),
            *Control(world).routes(),
        ]
    )


async def _lifespan(
    world: World, per_second: float, receive: Receive, send: Send, ready: Callable[[], None]
) -> None:
    await receive()
    world.courier.start()
    with world.lock:
        world.resume()
    life = asyncio.create_task(live(world, per_second)) if per_second else None
    await send({"type": "lifespan.startup.complete"})
    ready()
    await receive()
    if life is not None:
        life.cancel()
    await world.courier.stop()
    with world.lock:
        world.close()
    await send({"type": "lifespan.shutdown.complete"})
