import asyncio
from collections.abc import MutableMapping
from typing import Any

import pytest

from syncaty.intake.body import Body, Disconnected, Memory
from syncaty.intake.headers import Headers, read
from syncaty.intake.refusals import Refused

ROOM = 1000


class Sender:
    """Gives parts of a body one by one, then goes away; counts how many were asked for."""

    def __init__(self, *parts: bytes, complete: bool = True) -> None:
        self.parts = list(parts)
        self.complete = complete
        self.asked = 0

    async def __call__(self) -> MutableMapping[str, Any]:
        self.asked += 1
        if not self.parts:
            return {"type": "http.disconnect"}
        part = self.parts.pop(0)
        more = bool(self.parts) or not self.complete
        return {"type": "http.request", "body": part, "more_body": more}


def announced(length: int) -> Headers:
    return read([(b"content-length", str(length).encode())])


def refused(body: Body, headers: Headers) -> str:
    with pytest.raises(Refused) as error:
        asyncio.run(body.read(headers))
    return error.value.refusal.reason


def test_parts_are_put_together() -> None:
    body = Body(Sender(b"ab", b"", b"cd"), Memory(ROOM), 4)
    assert asyncio.run(body.read(read([]))) == b"abcd"
    assert (body.size, body.complete) == (4, True)


def test_an_empty_body_is_a_body() -> None:
    assert asyncio.run(Body(Sender(b""), Memory(ROOM), 4).read(read([]))) == b""


def test_an_announced_length_is_refused_without_reading() -> None:
    sender = Sender(b"abcde")
    assert refused(Body(sender, Memory(ROOM), 4), announced(5)) == "too_large"
    assert sender.asked == 0


def test_a_stream_is_read_no_further_than_allowed() -> None:
    sender = Sender(b"abc", b"de", b"never")
    body = Body(sender, Memory(ROOM), 4)
    assert refused(body, read([])) == "too_large"
    assert (sender.asked, body.so_far()) == (2, b"abcde")


def test_all_requests_share_one_memory_and_give_it_back() -> None:
    memory = Memory(10)
    first = Body(Sender(b"x" * 8), memory, 10)
    asyncio.run(first.read(read([])))
    second = Body(Sender(b"x" * 3), memory, 10)
    assert refused(second, read([])) == "overloaded"
    second.free()
    first.free()
    first.free()
    asyncio.run(Body(Sender(b"x" * 10), memory, 10).read(read([])))


def test_a_sender_that_goes_away_is_told_apart() -> None:
    with pytest.raises(Disconnected):
        asyncio.run(Body(Sender(b"a", complete=False), Memory(ROOM), 4).read(read([])))
