"""A small HTTP/1.1 client: one kept-alive connection, one POST at a time.

A general client costs more per request than a webhook receiver takes to answer it; this one
must not be what limits a measurement.
"""

import asyncio
import ssl
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

import httptools

from syncaty.errors import SyncatyError


class TargetError(SyncatyError):
    """The address to send to cannot be used."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where to send: host, port, path with query, and whether over TLS."""

    host: str
    port: int
    path: str
    tls: bool

    @classmethod
    def of(cls, url: str) -> "Target":
        """Read an http or https address; raises TargetError if it is none."""
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise TargetError(f"{url!r} is no http address; an example: http://127.0.0.1:8000/hook")
        tls = parts.scheme == "https"
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return cls(parts.hostname, parts.port or (443 if tls else 80), path, tls)

    def request(self, headers: bytes, body: bytes) -> bytes:
        """Write a whole request; `headers` are complete lines."""
        start = (
            f"POST {self.path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\n"
            "User-Agent: Syncaty-Sandbox\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n"
        )
        return b"".join((start.encode("ascii"), headers, b"\r\n", body))


class Connection:
    """Sends requests one after another and gives the status of each answer."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._wire: _Wire | None = None

    async def post(self, request: bytes) -> int:
        """Send the request and give the answer's status; raises OSError if none comes."""
        wire = self._wire
        if wire is not None and not wire.closed:
            try:
                return await wire.exchange(request)
            except ConnectionError:
                if wire.answered:
                    raise
        # None yet, or the receiver had closed the idle one before it saw the request.
        self._wire = wire = await self._open()
        return await wire.exchange(request)

    def close(self) -> None:
        """Let go of the connection; the next request opens a new one."""
        if self._wire is not None:
            self._wire.close()

    async def _open(self) -> "_Wire":
        context = ssl.create_default_context() if self._target.tls else None
        _, wire = await asyncio.get_running_loop().create_connection(
            _Wire, self._target.host, self._target.port, ssl=context
        )
        return wire


class _Wire(asyncio.Protocol):
    """One TCP connection, told by asyncio and by the parser what comes in."""

    def __init__(self) -> None:
        self.closed = False
        self.answered = False  # whether anything came back for the request under way
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[int] | None = None
        self._parser = httptools.HttpResponseParser(self)

    async def exchange(self, request: bytes) -> int:
        """Write the request and wait for the status of its answer."""
        if self._transport is None or self.closed:
            raise ConnectionResetError("closed by the receiver")
        self.answered = False
        self._parser = httptools.HttpResponseParser(self)
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        try:
            return await self._answer
        except asyncio.CancelledError:
            self.close()  # an answer that comes late must not be taken for the next one's
            raise

    def close(self) -> None:
        """End the connection at once."""
        self.closed = True
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is no subclass

    def data_received(self, data: bytes) -> None:
        """Feed the parser."""
        self.answered = True
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self.close()
            self._fail(ConnectionError(f"the answer is no HTTP: {error}"))

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail the waiting request."""
        self.closed = True
        self._fail(ConnectionResetError(str(exc or "closed by the receiver")))

    def on_message_complete(self) -> None:
        """Hand the status over."""
        status = self._parser.get_status_code()
        if self._answer is None or self._answer.done() or status < 200:
            return
        if not self._parser.should_keep_alive():
            self.close()
        self._answer.set_result(status)

    def _fail(self, error: ConnectionError) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)
