"""Sends prepared requests over kept-alive connections and times each answer.

Plain sockets and no event loop, so that it takes little of the machine it shares with the server
and is not what limits a figure (see `Sent.busy`).
"""

import gc
import selectors
import socket
import time
from array import array
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

_ANSWER_SECONDS = 30.0
_END = b"\r\n\r\n"
_LENGTH = b"content-length: "


@dataclass(slots=True)
class Sent:
    """What became of the requests: seconds of each answer in order of arrival, counts by status.

    `busy` is the share of one processor that sending took. `answered_at` is the wall clock of each
    answer, by the request's index.
    """

    seconds: float = 0.0
    busy: float = 0.0
    waits: "array[float]" = field(default_factory=lambda: array("d"))
    statuses: Counter[str] = field(default_factory=Counter)
    answered_at: dict[int, float] = field(default_factory=dict)

    @property
    def per_second(self) -> float:
        """Answers per second."""
        return len(self.waits) / self.seconds

    def wait_ms(self, share: float) -> float:
        """Give the milliseconds within which a share of the answers came."""
        return quantile(self.waits, share) * 1000


def quantile(values: Sequence[float], share: float) -> float:
    """Give the value that a share of all values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@dataclass(slots=True)
class _Line:
    sock: socket.socket
    number: int = -1
    began: float = 0.0
    got: bytes = b""


def send(
    port: int,
    requests: Sequence[bytes],
    *,
    connections: int = 64,
    seconds: float = float("inf"),
    per_second: float = float("inf"),
) -> Sent:
    """Send requests, each once, until all are sent or the time is up; wait for every answer.

    At a set pace a wait is counted from the instant the request was due, so that a server that
    stalls cannot hide it.
    """
    sent = Sent()
    with _lines(port, connections) as lines, selectors.DefaultSelector() as poll, _no_gc():
        for line in lines:
            poll.register(line.sock, selectors.EVENT_READ, line)
        cpu, began = time.process_time(), time.perf_counter()
        _exchange(sent, requests, lines, poll, began + seconds, 1 / per_second)
        sent.seconds = time.perf_counter() - began
        sent.busy = (time.process_time() - cpu) / sent.seconds
    return sent


def _exchange(
    sent: Sent,
    requests: Sequence[bytes],
    lines: Sequence[_Line],
    poll: selectors.BaseSelector,
    until: float,
    pause: float,
) -> None:
    # In turn, so that no server closes a connection for being idle.
    idle, began, following = deque(lines), time.perf_counter(), 0
    while True:
        now = time.perf_counter()
        more = following < len(requests) and now < until
        due = began + following * pause if pause else now
        while idle and more and due <= now:
            line = idle.popleft()
            line.number, line.began, line.got = following, due, b""
            line.sock.sendall(requests[following])
            following += 1
            due = began + following * pause if pause else now
            more = following < len(requests) and now < until
        if not more and len(idle) == len(lines):
            return
        patience = max(0.0, due - now) if more and idle else _ANSWER_SECONDS
        ready = poll.select(patience)
        if not ready and patience == _ANSWER_SECONDS:
            raise RuntimeError(f"no answer within {_ANSWER_SECONDS:.0f} s")
        idle.extend(key.data for key, _ in ready if _answered(sent, key.data))


def _answered(sent: Sent, line: _Line) -> bool:
    """Read what came; tell whether the answer is whole."""
    came = line.sock.recv(65536)
    if not came:
        raise RuntimeError("the server closed a connection")
    line.got += came
    head = line.got.find(_END)
    if head < 0:
        return False
    at = line.got.lower().find(_LENGTH, 0, head)
    length = int(line.got[at + len(_LENGTH) : line.got.find(b"\r", at)]) if at >= 0 else 0
    if len(line.got) < head + len(_END) + length:
        return False
    sent.waits.append(time.perf_counter() - line.began)
    sent.answered_at[line.number] = time.time()
    sent.statuses[line.got[9:12].decode()] += 1
    return True


@contextmanager
def _lines(port: int, connections: int) -> Iterator[list[_Line]]:
    lines: list[_Line] = []
    try:
        for _ in range(connections):
            sock = socket.create_connection(("127.0.0.1", port), timeout=_ANSWER_SECONDS)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            lines.append(_Line(sock))
        yield lines
    finally:
        for line in lines:
            line.sock.close()


@contextmanager
def _no_gc() -> Iterator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
