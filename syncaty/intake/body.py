"""Reads a request's body, never more of it than is allowed, and counts what is in memory."""

from starlette.types import Receive

from syncaty.intake import metrics
from syncaty.intake.headers import Headers
from syncaty.intake.refusals import Refused


class Disconnected(Exception):  # noqa: N818 - it reads as what happened
    """The sender went away before its body was complete: there is nobody to answer."""


class Memory:
    """The bytes of bodies that all requests together hold, up to `most`."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held = 0

    def take(self, size: int) -> None:
        """Count bytes as held; raises Refused when that would be too many."""
        if self._held + size > self._most:
            raise Refused("overloaded")
        self._held += size
        metrics.WAITING_BYTES.inc(size)

    def free(self, size: int) -> None:
        """Count bytes as given back."""
        self._held -= size
        metrics.WAITING_BYTES.dec(size)


class Body:
    """The body of one request. `size` bytes have been read, `complete` says whether that is all."""

    def __init__(self, receive: Receive, memory: Memory, most: int) -> None:
        self._receive = receive
        self._memory = memory
        self._most = most
        self._parts: list[bytes] = []
        self.size = 0
        self.complete = False

    async def read(self, headers: Headers) -> bytes:
        """Give the whole body.

        Raises Refused, having read no further, when it is announced or turns out to be too large
        and when too much is in memory; Disconnected when its sender goes away.
        """
        if (headers.content_length or 0) > self._most:
            raise Refused("too_large")
        while await self._read_part():
            pass
        self.complete = True
        return self.so_far()

    def so_far(self) -> bytes:
        """Give what has been read."""
        if len(self._parts) > 1:
            self._parts = [b"".join(self._parts)]
        return self._parts[0] if self._parts else b""

    def free(self) -> None:
        """Give the memory back, once the request is answered."""
        self._memory.free(self.size)
        self._parts, self.size = [], 0

    async def _read_part(self) -> bool:
        message = await self._receive()
        if message["type"] == "http.disconnect":
            raise Disconnected
        part = message.get("body", b"")
        if part:
            self._memory.take(len(part))
            self.size += len(part)
            self._parts.append(part)
            if self.size > self._most:
                raise Refused("too_large")
        return bool(message.get("more_body", False))
