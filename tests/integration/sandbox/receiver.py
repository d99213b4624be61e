"""A real webhook receiver on a free loopback port that answers as a test tells it to."""

import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn

Message = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Request:
    """What came: headers (names in lower case) and the body."""

    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Receiver:
    """Keeps all requests; `answer` gives the status for each, by its number from 0.

    A status of 0 closes the connection without an answer, a negative one never answers.
    """

    answer: Callable[[int, Request], int] = lambda number, request: 200
    requests: list[Request] = field(default_factory=list)
    url: str = ""
    _arrived: threading.Condition = field(default_factory=threading.Condition)

    def wait_for(self, count: int, seconds: float = 30) -> None:
        """Wait until so many requests have come; raises TimeoutError."""
        with self._arrived:
            if not self._arrived.wait_for(lambda: len(self.requests) >= count, seconds):
                raise TimeoutError(f"{len(self.requests)} of {count} requests came")

    async def app(
        self,
        scope: Message,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        """Be an ASGI application."""
        body, more = b"", True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        request = Request(headers, body)
        with self._arrived:
            self.requests.append(request)
            self._arrived.notify_all()
        status = self.answer(len(self.requests) - 1, request)
        if status < 0:
            await receive()  # until the client hangs up
            return
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b"ok"})


@contextmanager
def running(receiver: Receiver) -> Iterator[Receiver]:
    """Serve the receiver by uvicorn in a thread while the block lasts."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        receiver.url = f"http://127.0.0.1:{listener.getsockname()[1]}/webhooks/salla"
        config = uvicorn.Config(
            receiver.app, interface="asgi3", log_level="warning", lifespan="off"
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield receiver
        finally:
            server.should_exit = True
            thread.join()
