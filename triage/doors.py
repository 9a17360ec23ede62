"""Slow clients wait outside: a request is read whole before it takes one of the few places inside.

A worker works on one or two messages at once, for more only fight for the interpreter. Were a
client that dribbles its body let in, it would keep everybody else out. So many threads may read,
and only with the whole body in hand does a request take a place. A body without a length is
refused: no client of ours sends one, and it may never end.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: Set by `triage serve`: how many requests each worker works on at once.
PLACES = "TRIAGE_PLACES"
#: The most that Twilio's webhooks and the console's forms take: longer ones are refused unread.
_MOST_BYTES, _MOST_BYTES_TWILIO = 1 << 18, 1 << 16


def places_from_environment() -> int | None:
    """How many places there are, or None where whoever serves sees to it."""
    told = os.environ.get(PLACES, "")
    return int(told) if told.isdigit() and int(told) else None


def with_places(inner: WSGIApplication, places: int) -> WSGIApplication:
    """Let `places` requests in at once, each with its body read."""
    line = _Line(places)

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if "HTTP_TRANSFER_ENCODING" in environ:
            start("411 LENGTH REQUIRED", [("Content-Length", "0")])
            return []
        length = environ.get("CONTENT_LENGTH") or "0"
        is_twilio = environ.get("PATH_INFO", "").startswith("/twilio/")
        most = _MOST_BYTES_TWILIO if is_twilio else _MOST_BYTES
        if length.isascii() and length.isdigit() and 0 < int(length[:9]) <= most:
            environ["wsgi.input"] = BytesIO(environ["wsgi.input"].read(int(length)))
        line.enter()
        try:
            return inner(environ, start)
        finally:
            line.leave()

    return answer


class _Line:
    """Whoever came first gets the next free place: nobody waits longer than those before them."""

    def __init__(self, places: int) -> None:
        self._free = places
        self._waiting: deque[Lock] = deque()
        self._lock = Lock()

    def enter(self) -> None:
        """Take a place; waits for one."""
        with self._lock:
            if self._free:
                self._free -= 1
                return
            turn = Lock()
            turn.acquire()
            self._waiting.append(turn)
        turn.acquire()

    def leave(self) -> None:
        """Give the place to whoever waits longest."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1
