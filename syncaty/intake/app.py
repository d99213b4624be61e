"""The ASGI application that takes webhooks in, alone or with the dashboard behind it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import psycopg
import structlog
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp

from syncaty.clock import Clock, utc_now
from syncaty.config import Config
from syncaty.intake.body import Memory
from syncaty.intake.connection import Line, intake_dsn
from syncaty.intake.health import Health, alive
from syncaty.intake.keeper import Keeper
from syncaty.intake.life import Life
from syncaty.intake.receive import Desk
from syncaty.intake.refusal_log import RefusalLog
from syncaty.intake.registry import Registry
from syncaty.intake.unreadable import Claims
from syncaty.intake.verify import App
from syncaty.intake.webhooks import Webhooks, probe
from syncaty.stores.secrets import Secret, open_keys

LEAST_MEMORY = 64 * 1024 * 1024
_log = structlog.get_logger("syncaty.intake")

PATHS = ("/webhooks/salla", "/webhooks/salla/")


def application(
    config: Config, fallback: ASGIApp | None = None, *, clock: Clock = utc_now
) -> Starlette:
    """Give the application; what no route takes goes to `fallback`.

    It starts with the database away, too, and answers 503 until it is there. Raises SettingError
    when a setting is missing or cannot be used.
    """
    dsn = intake_dsn(config)
    line, health_line = Line(dsn), Line(dsn)
    keeper = Keeper(dsn, config.max_waiting)
    keys = open_keys(config)
    registry = Registry(dsn, line, keys)
    refusal_log = RefusalLog(line)
    life = Life(line, keeper, clock)
    app = App(
        tuple(Secret(text) for text in config.app_secrets),
        "token" if config.app_strategy == "token" else "signature",
    )
    desk = Desk(
        registry=registry,
        keeper=keeper,
        claims=Claims(registry, app),
        app=app,
        keys=keys,
        memory=Memory(max(LEAST_MEMORY, 4 * config.max_body)),
        clock=clock,
        most_bytes=config.max_body,
        seconds=config.intake_timeout,
    )

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        parts = (keeper.run, registry.run, refusal_log.run, life.run)
        tasks = [asyncio.create_task(_lasting(run)) for run in parts]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            with suppress(psycopg.Error, TimeoutError):
                async with asyncio.timeout(config.intake_timeout):
                    await refusal_log.flush()
            await line.close()
            await health_line.close()

    return Starlette(
        routes=_routes(Webhooks(desk, refusal_log, life), Health(health_line, keeper), fallback),
        lifespan=lifespan,
    )


async def _lasting(run: Callable[[], Awaitable[None]]) -> None:
    """Keep a part of intake running: a fault of ours is told and must not end it."""
    while True:
        try:
            await run()
        except Exception:  # noqa: BLE001
            _log.exception("a part of intake failed and starts anew", action="intake.restart")
        await asyncio.sleep(1)


def _routes(webhooks: Webhooks, health: Health, fallback: ASGIApp | None) -> list[BaseRoute]:
    routes: list[BaseRoute] = [Route(path, webhooks, methods=["POST"]) for path in PATHS]
    routes += [Route(path, probe, methods=["GET"]) for path in PATHS]
    routes += [
        Route("/healthz", alive),
        Route("/readyz", health.ready),
        Route("/metrics", health.metrics),
    ]
    if fallback is not None:
        routes.append(Mount("/", fallback))
    return routes
