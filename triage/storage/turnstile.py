"""A fair queue in front of SQLite's one writer.

SQLite's own busy handler sleeps and polls, so that under load a few writers wait very long. Here
threads queue at a lock and processes at a lock file, and each waits no longer than its deadline.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from triage.errors import StorageDown

#: Seconds between looks at the lock file: a turn takes a few milliseconds, so whoever waits looks
#: often at first; who waits longer waits for somebody who hangs.
_SOON, _LATER, _LONG = 0.00005, 0.0005, 0.05


class Turnstile:
    """Lets one writer in at a time; `path` is the lock file that all processes share."""

    def __init__(self, path: Path, seconds: float) -> None:
        self._path = path
        self._seconds = seconds
        self._turn = threading.Lock()
        self._file: int | None = None

    @contextmanager
    def passed(self) -> Iterator[None]:
        """Hold the turn for the block. Raises StorageDown when it does not come in time."""
        ends = time.monotonic() + self._seconds
        if not self._turn.acquire(timeout=self._seconds):
            raise StorageDown("waited too long for another writer")
        try:
            file = self._open()
            _wait(file, ends)
            try:
                yield
            finally:
                fcntl.flock(file, fcntl.LOCK_UN)
        finally:
            self._turn.release()

    def close(self) -> None:
        """Give the lock file back."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _open(self) -> int:
        if self._file is None:
            try:
                self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            except OSError as problem:
                raise StorageDown("the database's lock file cannot be opened") from problem
        return self._file


def _wait(file: int, ends: float) -> None:
    began = time.monotonic()
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            now = time.monotonic()
            if now >= ends:
                raise StorageDown("waited too long for another writer") from None
            time.sleep(_SOON if now - began < _LONG else _LATER)
        else:
            return
