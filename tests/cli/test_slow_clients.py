"""Clients that send slowly, without end or far too much keep nobody else out."""

from __future__ import annotations

import signal
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.cli.conftest import spawn
from tests.cli.test_demo_and_serve import WAIT, status, wait_until_ready
from triage.cli.ports import free_port

_HEAD = b"POST /twilio/inbound HTTP/1.1\r\nHost: x\r\n"
_FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"


@pytest.fixture
def served(demo_env: Path, bare: Path) -> Iterator[int]:
    """The port of one worker that serves."""
    assert spawn("db", "upgrade", cwd=bare).wait(WAIT) == 0
    port = free_port()
    process = spawn("serve", "--workers", "1", "--port", str(port), cwd=bare)
    wait_until_ready(process, f"http://127.0.0.1:{port}/readyz")
    yield port
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=WAIT)


def _begins(port: int, *parts: bytes) -> socket.socket:
    client = socket.create_connection(("127.0.0.1", port), timeout=20)
    client.sendall(b"".join(parts))
    return client


def _answer(port: int, *parts: bytes) -> bytes:
    with _begins(port, *parts) as client:
        return client.recv(32)


def test_those_who_never_end_a_request_keep_nobody_out(served: int) -> None:
    dribbles = (_HEAD, _FORM, b"Content-Length: 500\r\n\r\nBody=")
    endless = (_HEAD, _FORM, b"Transfer-Encoding: chunked\r\n\r\n5\r\nBody=\r\n")
    headless = (_HEAD, b"X-A: ")
    with ExitStack() as open_lines:
        for number in range(200):
            parts = (dribbles, endless, headless)[number % 3]
            open_lines.enter_context(_begins(served, *parts))
        started = time.monotonic()

        assert status(f"http://127.0.0.1:{served}/readyz") == 200
        assert status(f"http://127.0.0.1:{served}/console/log-in") in (200, 404)
        assert time.monotonic() - started < 5


def test_what_is_too_much_is_refused_at_once(served: int) -> None:
    long_header = b"X-A: " + b"a" * 300_000 + b"\r\n"
    many_headers = b"".join(b"X-%d: a\r\n" % number for number in range(1000))
    without_end = b"Transfer-Encoding: chunked\r\n"

    assert b" 431 " in _answer(served, _HEAD, long_header, b"\r\n")
    assert b" 431 " in _answer(served, _HEAD, many_headers, b"\r\n")
    assert b" 411 " in _answer(served, _HEAD, _FORM, without_end, b"\r\n5\r\nBody=\r\n")
    too_long = b"Content-Length: 70000\r\n\r\n"
    assert b" 413 " in _answer(served, _HEAD, _FORM, too_long)
    wild = b"Content-Length: " + b"9" * 30 + b"\r\n\r\n"
    assert b" 4" in _answer(served, _HEAD, _FORM, wild)
    assert status(f"http://127.0.0.1:{served}/healthz") == 200
