"""Slow clients wait outside: a request is read whole before it takes one of the few places inside.

A worker works on one message at once or a few, for more only fight for the interpreter. Were a
client that dribbles its body let in, it would keep everybody else out. So many threads may read,
and only with the whole body in hand does a request take a place. A body without a length is
refused: no client of ours sends one, and it may never end. Pages have places of their own: a
long one keeps no message waiting, and whoever looks at two does not wait for the first.

Nobody waits for a place longer than an answer is of use: when the database hangs, each place is
taken for seconds, and the line would outlive the patience of all who stand in it.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Collection, Iterable
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: Set by `triage serve`: how many requests each worker works on at once, stuck ones aside.
PLACES = "TRIAGE_PLACES"
_CAME = "triage.came"
#: Twilio waits 15 seconds for an answer and the proxy 12; a place with a database that hangs
#: takes four or five of them.
PATIENCE = 7.0
#: Seconds after which whoever is inside counts as waiting, and how many such there may be beside
#: the places: a message takes a few milliseconds, and more than these only fight for memory.
_STUCK, _BESIDE = 0.25, 3
#: Places for pages in a worker: much of a page is waiting for the database.
PAGES = 2
#: At the longest so many seconds lie between two looks of somebody who waits.
_LOOK = 0.5
#: The most that Twilio's webhooks and the console's forms take: longer ones are refused unread.
_MOST_BYTES, _MOST_BYTES_TWILIO = 1 << 18, 1 << 16


def places_from_environment() -> int | None:
    """How many places there are, or None where whoever serves sees to it."""
    told = os.environ.get(PLACES, "")
    return int(told) if told.isdigit() and int(told) else None


def came(environ: WSGIEnvironment) -> float:
    """When the request stood here whole, in seconds of `time.monotonic`: waiting for a place is
    waiting for the answer too. Without doors: now."""
    at = environ.get(_CAME)
    return at if isinstance(at, float) else time.monotonic()


def busy(_environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    """There was no place in time: 503, and when to come again."""
    said = b"We are busy. Please try again in a few seconds.\n"
    kind, length = ("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(said)))
    start("503 SERVICE UNAVAILABLE", [kind, length, ("Retry-After", "5")])
    return [said]


def with_places(
    inner: WSGIApplication,
    places: int,
    *,
    too_late: WSGIApplication = busy,
    past_the_line: Collection[str] = (),
) -> WSGIApplication:
    """Let `places` requests in at once, and a few more beside stuck ones, each with its body read.

    Whoever found no place within PATIENCE is answered by `too_late`, with the body read as well.
    The paths `past_the_line` need no place.
    """
    line = _Line(places)

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if "HTTP_TRANSFER_ENCODING" in environ:
            start("411 LENGTH REQUIRED", [("Content-Length", "0")])
            return []
        _read_body(environ)
        environ[_CAME] = time.monotonic()
        if environ.get("PATH_INFO") in past_the_line:
            return inner(environ, start)
        turn = line.enter(PATIENCE)
        if turn is None:
            return too_late(environ, start)
        try:
            return inner(environ, start)
        finally:
            line.leave(turn)

    return answer


def apart(messages: WSGIApplication, pages: WSGIApplication) -> WSGIApplication:
    """What Twilio asks goes to the one, everything else to the other."""

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        return (messages if _is_twilio(environ) else pages)(environ, start)

    return answer


def _read_body(environ: WSGIEnvironment) -> None:
    """Have the body in memory; one that is too long, or of no sound length, stays unread."""
    digits = environ.get("CONTENT_LENGTH", "").strip().lstrip("0")
    most = _MOST_BYTES_TWILIO if _is_twilio(environ) else _MOST_BYTES
    if not (digits.isascii() and digits.isdigit() and len(digits) <= len(str(most))):
        return
    if int(digits) <= most:
        environ["CONTENT_LENGTH"] = digits
        environ["wsgi.input"] = BytesIO(environ["wsgi.input"].read(int(digits)))


def _is_twilio(environ: WSGIEnvironment) -> bool:
    return bool(environ.get("PATH_INFO", "").startswith("/twilio/"))


class _Line:
    """Whoever came first gets the next free place: nobody waits longer than those before them.

    Who is inside for so long that they can only be waiting for something themselves (a database
    that hangs, a long page of the console) does not count: somebody else comes in beside them.
    """

    def __init__(self, places: int) -> None:
        self._places = places
        self._inside: dict[Lock, float] = {}  # since when, by `time.monotonic`
        self._waiting: deque[Lock] = deque()
        self._lock = Lock()

    def enter(self, seconds: float) -> Lock | None:
        """Take a place and give it back by `leave`; waits so long for one. None: there was none."""
        turn = Lock()
        turn.acquire()
        now = time.monotonic()
        with self._lock:
            self._waiting.append(turn)
            self._let_in(now)
        ends, pause = now + seconds, _STUCK
        while not turn.acquire(timeout=min(pause, ends - now)):
            with self._lock:
                now = time.monotonic()
                self._let_in(now)
                if turn in self._inside:
                    return turn
                if now >= ends:
                    self._waiting.remove(turn)
                    return None
            pause = min(2 * pause, _LOOK)
        return turn

    def leave(self, turn: Lock) -> None:
        """Give the place to whoever waits longest."""
        with self._lock:
            del self._inside[turn]
            self._let_in(time.monotonic())

    def _let_in(self, now: float) -> None:
        while self._waiting and self._has_room(now):
            turn = self._waiting.popleft()
            self._inside[turn] = now
            turn.release()

    def _has_room(self, now: float) -> bool:
        count = len(self._inside)
        if count < self._places:
            return True
        stuck = sum(now - since > _STUCK for since in self._inside.values())
        return count - min(stuck, _BESIDE) < self._places
