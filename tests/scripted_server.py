"""A real HTTP server on loopback that gives the answers a test has written down, in their order."""

import json
import os
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

NOW = "Tue, 13 Jan 2026 10:00:00 GMT"

Handler = BaseHTTPRequestHandler
Act = Callable[[Handler, threading.Event], None]


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, list[str]]:
        return parse_qs(self.body.decode(), keep_blank_values=True)


@dataclass
class Scripted:
    """The server: `script` is used up by requests, `asked` grows with them."""

    url: str
    script: list[Act] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    def plays(self, *acts: Act) -> None:
        self.script.extend(acts)


def says(status: int, document: object = None, headers: Mapping[str, str] | None = None) -> Act:
    """Answer with JSON; bytes and texts are sent as they are, None as an empty body."""
    if document is None:
        body = b""
    elif isinstance(document, bytes):
        body = document
    elif isinstance(document, str):
        body = document.encode()
    else:
        body = json.dumps(document, ensure_ascii=False).encode()

    def act(handler: Handler, _over: threading.Event) -> None:
        handler.send_response_only(status)
        for name, value in {
            "Date": NOW,
            "Content-Length": str(len(body)),
            **(headers or {}),
        }.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return act


def is_silent(_handler: Handler, over: threading.Event) -> None:
    """Take the request and answer nothing until the test is over."""
    over.wait()


def drips(handler: Handler, over: threading.Event) -> None:
    """Begin an answer and send it one byte at a time, never coming to its end."""
    handler.send_response_only(200)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    while not over.wait(0.02):
        handler.wfile.write(b" ")
        handler.wfile.flush()


def resets(handler: Handler, _over: threading.Event) -> None:
    """Reset the connection instead of answering."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.close_connection = True
    os.close(handler.connection.detach())  # closing the socket object would wait for its readers


def hangs_up(handler: Handler, _over: threading.Event) -> None:
    """Promise a body and close the connection in the middle of it."""
    handler.send_response_only(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"status": 200,')
    handler.close_connection = True


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: clients that leave early are what is tested."""


@contextmanager
def scripted_server() -> Iterator[Scripted]:
    """Run the server while the block lasts; a request beyond the script is answered with 599."""
    over, lock = threading.Event(), threading.Lock()
    scripted = Scripted("")

    class OneRequest(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            parts = urlsplit(self.path)
            asked = Asked(
                self.command,
                parts.path,
                parse_qs(parts.query),
                {name.lower(): value for name, value in self.headers.items()},
                self.rfile.read(length),
            )
            with lock:
                scripted.asked.append(asked)
                act = scripted.script.pop(0) if scripted.script else says(599)
            act(self, over)

        do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815

        def log_message(self, *_: Any) -> None:
            """Keep quiet."""

    server = _Server(("127.0.0.1", 0), OneRequest)
    scripted.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield scripted
    finally:
        over.set()
        server.shutdown()
        thread.join()
        server.server_close()
