"""A limit on how long a connection may be held, kept on our side of the wire.

A frozen PostgreSQL answers nothing, so its own time-outs never end and a worker would hang past
Twilio's patience. The watchdog shuts the socket of a connection that is out too long; the driver
then fails at once, as if the line had been cut.
"""

from __future__ import annotations

import os
import socket
import threading
import time

_TICK = 0.1
#: The thread goes after so many ticks in which no connection was out.
_IDLE_TICKS = 20


class Watchdog:
    """Watches sockets of one process. Each is duplicated, so that a reused number is never hit."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._guard = threading.Lock()
        self._ends: dict[int, float] = {}
        self._thread: threading.Thread | None = None
        self._closed = threading.Event()

    def watch(self, fd: int) -> int:
        """Start the time of this socket; returns the token for `release`."""
        token = os.dup(fd)
        with self._guard:
            self._ends[token] = time.monotonic() + self._seconds
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="db-deadline", daemon=True)
                self._thread.start()
        return token

    def release(self, token: int) -> None:
        """The connection came back in time (or was cut already)."""
        with self._guard:
            self._ends.pop(token, None)
            os.close(token)

    def close(self) -> None:
        """Stop watching; for tests and orderly ends."""
        self._closed.set()

    def _run(self) -> None:
        idle = 0
        while not self._closed.wait(_TICK):
            now = time.monotonic()
            with self._guard:
                idle = 0 if self._ends else idle + 1
                if idle > _IDLE_TICKS:
                    self._thread = None  # the next connection starts another
                    return
                for token in [fd for fd, ends in self._ends.items() if ends <= now]:
                    del self._ends[token]
                    _cut(token)


def _cut(fd: int) -> None:
    line = socket.socket(fileno=fd)
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # the other end was quicker
    finally:
        line.detach()
