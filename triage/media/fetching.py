"""Bring one file in: at most two requests, bounded in time and in bytes.

Decided here: a name is resolved once, every address it has must be a public one, and the connection
goes to that very address, so no second answer of a name server counts. The log-in is sent with the
first request only. No proxy of the environment is asked: it would resolve the name again.
"""

from __future__ import annotations

import base64
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

from requests.utils import DEFAULT_CA_BUNDLE_PATH

from triage.errors import FetchFailed
from triage.media.doors import Doors, Place

MOST_BYTES = 16 * 1024 * 1024  # WhatsApp's own limit
CONNECT_SECONDS = 3.0
READ_SECONDS = 5.0
#: A file may take this long; one that comes at a fair rate may take `LONGEST_SECONDS`.
USUAL_SECONDS = 10.0
LONGEST_SECONDS = 60.0
_FAIR_RATE = 100_000  # bytes a second
_PIECE = 64 * 1024
_MOST_ADDRESSES = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")

#: (name, port) -> addresses.
Resolve = Callable[[str, int], list[str]]


@dataclass(frozen=True, slots=True)
class _Answer:
    """A body, or where to go on to."""

    body: bytes
    location: str = ""


def resolve(host: str, port: int) -> list[str]:
    """What the system's name server says. Raises FetchFailed."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise FetchFailed("unreachable", permanent=False) from None
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def fetch(url: str, doors: Doors, login: tuple[str, str], *, resolve: Resolve = resolve) -> bytes:
    """The bytes of a file. Raises FetchFailed, which says whether to try again."""
    place = doors.first(url)
    answer = _ask(place, login, resolve)
    if answer.location:
        answer = _ask(doors.second(place, answer.location), None, resolve)
        if answer.location:
            raise FetchFailed("redirect", permanent=True)
    return answer.body


def is_public(address: str) -> bool:
    """Whether an address is one of the open internet, whatever form it hides in."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


def _ask(place: Place, login: tuple[str, str] | None, resolve: Resolve) -> _Answer:
    addresses = resolve(place.host, place.port)
    if not place.trusted and not all(is_public(address) for address in addresses):
        raise FetchFailed("private_address", permanent=True)
    started = time.monotonic()
    try:
        with _connect(place, addresses[:_MOST_ADDRESSES]) as line:
            return _talk(place, line, login, started)
    except (OSError, http.client.HTTPException):
        slow = time.monotonic() - started >= USUAL_SECONDS
        raise FetchFailed("slow" if slow else "unreachable", permanent=False) from None


def _connect(place: Place, addresses: list[str]) -> socket.socket:
    """A line to one of these very addresses; with TLS, to who has the name's certificate."""
    for address in addresses:
        with suppress(OSError):
            line = socket.create_connection((address, place.port), CONNECT_SECONDS)
            line.settimeout(READ_SECONDS)
            if not place.secure:
                return line
            try:
                return _context().wrap_socket(line, server_hostname=place.host)
            except OSError:
                line.close()
    raise ConnectionError


@cache
def _context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.load_verify_locations(cafile=DEFAULT_CA_BUNDLE_PATH)
    return context


def _talk(
    place: Place, line: socket.socket, login: tuple[str, str] | None, started: float
) -> _Answer:
    """One request on an open line. A watchdog cuts it when its time is over."""
    watchdog = threading.Timer(LONGEST_SECONDS, _cut, (line,))
    head = threading.Timer(USUAL_SECONDS, _cut, (line,))
    connection = http.client.HTTPConnection(place.host, place.port)
    connection.sock = line
    headers = {"Accept": "*/*", "Accept-Encoding": "identity", "User-Agent": "triage"}
    if login is not None:
        word = base64.b64encode(":".join(login).encode()).decode()
        headers["Authorization"] = f"Basic {word}"
    watchdog.start()
    head.start()
    try:
        connection.request("GET", place.target, headers=headers)
        response = connection.getresponse()
        head.cancel()
        if time.monotonic() - started >= USUAL_SECONDS:  # what was cut looks like an end
            raise FetchFailed("slow", permanent=False)
        return _read(response, started)
    finally:
        head.cancel()
        watchdog.cancel()


def _cut(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def _read(response: http.client.HTTPResponse, started: float) -> _Answer:
    status = response.status
    if status in _REDIRECTS:
        return _Answer(b"", response.getheader("Location") or "missing")
    if status != 200:
        raise _refused(status)
    if response.getheader("Content-Encoding", "identity").lower() != "identity":
        raise FetchFailed("damaged", permanent=False)
    if (response.length or 0) > MOST_BYTES:
        raise FetchFailed("too_large", permanent=True)
    return _Answer(_read_body(response, started))


def _read_body(response: http.client.HTTPResponse, started: float) -> bytes:
    body = bytearray()
    while piece := response.read1(_PIECE):
        body += piece
        if len(body) > MOST_BYTES:
            raise FetchFailed("too_large", permanent=True)
        spent = time.monotonic() - started
        if spent > USUAL_SECONDS and len(body) < spent * _FAIR_RATE:
            raise FetchFailed("slow", permanent=False)
    if response.length:
        raise FetchFailed("unreachable", permanent=False)  # cut before its end
    return bytes(body)


def _refused(status: int) -> FetchFailed:
    if status == 404:
        return FetchFailed("not_there", permanent=False)
    if status in (401, 403):
        return FetchFailed("credentials", permanent=False)
    return FetchFailed("gone" if status == 410 else "unreachable", permanent=status == 410)
