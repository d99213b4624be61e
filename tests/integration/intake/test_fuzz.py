"""Whatever is sent, intake has an answer of its own for it: never 500, never a crash."""

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syncaty import config
from syncaty.intake.app import application
from syncaty.salla.signature import sign
from tests.integration.intake.running import APP_SECRET

Message = MutableMapping[str, Any]
Send = Callable[[bytes, list[tuple[bytes, bytes]], int], int]

NAMES = (b"x-salla-signature", b"authorization", b"content-length", b"user-agent", b"x-other")
HEADERS = st.lists(st.tuples(st.sampled_from(NAMES), st.binary(max_size=80)), max_size=6)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=10,
)
EVENTS = ("order.created", "order.status.updated", "customer.otp.request", "app.store.authorize")
ENVELOPES = st.fixed_dictionaries(
    {
        "event": st.sampled_from(EVENTS) | JSON,
        "merchant": st.integers(min_value=-1, max_value=2**64) | JSON,
        "data": JSON
        | st.fixed_dictionaries(
            {"id": JSON, "reference_id": JSON, "order": JSON, "customer": JSON}
        ),
    }
)


@pytest.fixture
def send(database_url: str, tmp_path: Path) -> Iterator[Send]:
    """Sends one request straight to the application, in two parts, and gives the status."""
    environment = {
        "DATABASE_URL": database_url,
        "SYNCATY_DATA_DIR": str(tmp_path),
        "SYNCATY_APP_SECRET": APP_SECRET,
    }
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    def run(work: Awaitable[Any]) -> Any:
        async def wait() -> Any:
            return await work

        return asyncio.run_coroutine_threadsafe(wait(), loop).result(30)

    app = application(config.load(environment))
    lifespan = app.router.lifespan_context(app)
    run(lifespan.__aenter__())
    yield lambda body, headers, cut: run(_status(app, body, headers, cut))
    run(lifespan.__aexit__(None, None, None))
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


async def _status(
    app: Callable[..., Awaitable[None]], body: bytes, headers: list[tuple[bytes, bytes]], cut: int
) -> int:
    parts = [body[:cut], body[cut:]]
    sent: list[Message] = []
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/webhooks/salla",
        "root_path": "",
        "query_string": b"",
        "headers": headers,
    }

    async def receive() -> Message:
        part = parts.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(parts)}

    async def answer(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, answer)
    return int(sent[0]["status"])


FUZZ = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@FUZZ
@given(body=st.binary(max_size=300), headers=HEADERS, cut=st.integers(0, 300))
def test_any_bytes(send: Send, body: bytes, headers: list[tuple[bytes, bytes]], cut: int) -> None:
    assert send(body, headers, cut) in {400, 401, 413, 503}


@FUZZ
@given(envelope=ENVELOPES, headers=HEADERS, cut=st.integers(0, 300))
def test_any_signed_envelope_is_kept(
    send: Send, envelope: dict[str, object], headers: list[tuple[bytes, bytes]], cut: int
) -> None:

    body = json.dumps(envelope).encode()
    others = [header for header in headers if header[0] in {b"user-agent", b"x-other"}]
    signature = (b"x-salla-signature", sign(APP_SECRET, body).encode())
    assert send(body, [signature, *others], cut) == 200


@FUZZ
@given(body=st.binary(max_size=300), cut=st.integers(0, 300))
def test_any_signed_bytes_are_kept(send: Send, body: bytes, cut: int) -> None:
    assert send(body, [(b"x-salla-signature", sign(APP_SECRET, body).encode())], cut) == 200
