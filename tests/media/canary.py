"""A server on this machine that answers as a test tells it and notes down who came: a stand-in for
Twilio's API, for the store it sends people on to, and for a place where nobody may ever come.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

#: Writes the whole answer to an open connection.
Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Canary:
    """`heard` holds (path, Authorization) of each request; `touched` counts connections."""

    port: int = 0
    heard: list[tuple[str, str | None]] = field(default_factory=list)
    touched: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"


def body(content: bytes, content_type: str = "image/jpeg", status: int = 200) -> Answer:
    """A plain answer."""

    def write(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("Content-Type", content_type)
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        request.wfile.write(content)

    return write


def to(location: str, status: int = 307) -> Answer:
    """A redirect."""

    def write(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("Location", location)
        request.send_header("Content-Length", "0")
        request.end_headers()

    return write


def endless(piece: bytes, pause: float = 0.0) -> Answer:
    """A body that does not end."""

    def write(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        with suppress(OSError):
            while True:
                request.wfile.write(piece)
                request.wfile.flush()
                time.sleep(pause)

    return write


@contextmanager
def listening(
    family: int = socket.AF_INET, *, tls: ssl.SSLContext | None = None
) -> Iterator[Canary]:
    """A canary for as long as the block runs; with `tls` it speaks https."""
    canary = Canary()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            canary.heard.append((self.path, self.headers.get("Authorization")))
            answer = canary.answers.get(self.path.partition("?")[0], body(b"", status=404))
            answer(self)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    class Server(ThreadingHTTPServer):
        address_family = family

        def verify_request(self, request: object, client_address: object) -> bool:
            canary.touched += 1
            return True

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that hangs up is no fault."""

    address = "::1" if family == socket.AF_INET6 else "127.0.0.1"
    server = Server((address, 0), Handler)
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    canary.port = server.server_port
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield canary
    finally:
        server.shutdown()
        server.server_close()
