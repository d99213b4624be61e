"""An intake of a test's own, over real HTTP on a free port."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx
import psycopg
import uvicorn
from starlette.types import ASGIApp

from syncaty import config as settings
from syncaty.intake.app import application
from syncaty.salla.signature import sign
from syncaty.stores import store
from syncaty.stores.secrets import Keys, open_keys

APP_SECRET = "the-app-secret"
STORE, SECRET = 1305146709, "demo-webhook-secret-2026"


def body_of(event: str = "order.created", merchant: int = STORE, **data: object) -> bytes:
    """Give an invented webhook; `id` and other parts of its data by name."""
    envelope = {"event": event, "merchant": merchant, "created_at": "2024-01-15T10:30:00Z"}
    return json.dumps({**envelope, "data": {"id": 1, **data}}).encode()


def signed(secret: str, body: bytes) -> dict[str, str]:
    """Give the header that the signature strategy asks for."""
    return {"X-Salla-Signature": sign(secret, body)}


@dataclass(frozen=True)
class Intake:
    """A running intake: a client for it, what its settings are, and its database."""

    client: httpx.Client
    config: settings.Config
    keys: Keys
    dsn: str

    def post(self, body: bytes, secret: str | None = SECRET, **headers: str) -> httpx.Response:
        """Send a webhook, signed when there is a secret; headers with _ for -."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {**(signed(secret, body) if secret else {}), **named}
        return self.client.post("/webhooks/salla", content=body, headers=sent)

    def query(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask the database."""
        with psycopg.connect(self.dsn) as conn:
            return conn.execute(statement.encode(), values).fetchall()

    def refusals(self, reason: str, count: int = 1) -> list[tuple[Any, ...]]:
        """Give the kept refusals of a reason once there are as many; they are written aside."""
        statement = (
            "select store_id, status, body, body_size, headers, unkept from refusals"
            " where reason = %s order by id"
        )
        return until(lambda: self.query(statement, reason), lambda rows: len(rows) >= count)

    def change(self, statement: str, *values: object) -> None:
        """Change something in the database."""
        with psycopg.connect(self.dsn) as conn:
            conn.execute(statement.encode(), values)

    def until_rows(self, statement: str, count: int) -> list[tuple[Any, ...]]:
        """Ask the database until there are as many rows."""
        return until(lambda: self.query(statement), lambda rows: len(rows) >= count)

    def until_answer(self, body: bytes, secret: str, error: str) -> None:
        """Send a webhook until it is refused for a reason."""
        until(lambda: self.post(body, secret).json().get("error"), lambda found: found == error)

    def until_kept(self, body: bytes, reason: str, more_than: int) -> list[tuple[Any, ...]]:
        """Send a webhook that is refused until more refusals of its reason are kept."""

        def send() -> list[tuple[Any, ...]]:
            self.post(body, "wrong")
            return self.refusals(reason)

        return until(send, lambda rows: len(rows) > more_than)

    def add_store(self, merchant: int, secret: str, strategy: str | None = None) -> store.Added:
        """Connect a store as `syncaty store add` does."""
        with psycopg.connect(self.dsn) as conn:
            return store.add(conn, self.keys, merchant, secret, strategy=strategy)


_T = TypeVar("_T")
Start = Callable[..., AbstractContextManager[Intake]]


def until(ask: Callable[[], _T], good: Callable[[_T], bool], seconds: float = 60) -> _T:
    """Ask until the answer is good; fails with the last answer when that takes too long."""
    end = time.monotonic() + seconds
    while not good(answer := ask()):
        assert time.monotonic() < end, answer
        time.sleep(0.01)
    return answer


class _Server(uvicorn.Server):
    """A server that tells when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listens = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listens.set()


@contextmanager
def serving(config: settings.Config, dsn: str, fallback: ASGIApp | None = None) -> Iterator[Intake]:
    """Serve an intake on a free port for a while."""
    server = _Server(
        uvicorn.Config(
            application(config, fallback),
            port=0,
            http="httptools",
            ws="none",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=5,
        )
    )
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()))
    thread.start()
    try:
        assert server.listens.wait(60)
        port = server.servers[0].sockets[0].getsockname()[1]
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            yield Intake(client, config, open_keys(config), dsn)
    finally:
        server.should_exit = True
        thread.join(60)
