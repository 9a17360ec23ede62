"""SQLite's write-ahead log, forced to disk and emptied outside the writer's turn.

With `synchronous=FULL` SQLite forces the log inside the commit, and every thousand pages empties it
there: everybody else waits meanwhile. Here a commit only writes (`synchronous=NORMAL`), the turn
goes to the next, and then the log is forced, before anybody is answered. It is one file: whoever
forces a later commit forces the earlier ones as well. So what was answered is on disk all the same
(docs/adr/0007). Connections that do not come by way of `Store.transaction` keep FULL.
"""

from __future__ import annotations

import os
from itertools import count
from typing import Any

from sqlalchemy.engine import Connection

from triage.errors import StorageDown
from triage.storage.sqlite_library import DBAPI
from triage.storage.turnstile import Turnstile

#: Commits of this process after which it looks after the log, and pages in the log from which on
#: it does so in the writer's turn: only when nobody writes can the log begin anew.
_COMMITS, _PAGES = 64, 4000
_READY = "triage_log_is_ours"
_force = getattr(os, "fdatasync", os.fsync)  # some systems have only the second


class WriteAhead:
    """The log of one database file, in one process; safe between threads."""

    def __init__(self, database: str, turnstile: Turnstile) -> None:
        self._path = f"{database}-wal"
        self._turnstile = turnstile
        self._commits = count(1)

    def take_over(self, line: Connection) -> None:
        """From now on this connection leaves its log to us."""
        if _READY not in line.info:
            driver = _driver(line)
            driver.execute("PRAGMA synchronous=NORMAL")
            driver.execute("PRAGMA wal_autocheckpoint=0")
            line.info[_READY] = True

    def settle(self, line: Connection) -> None:
        """Have everything on disk that was committed so far. Raises StorageDown where the disk
        refuses. `line` is the open connection: while there is one, SQLite keeps the file."""
        try:
            file = os.open(self._path, os.O_RDWR | os.O_CLOEXEC)
            try:
                _force(file)
            finally:
                os.close(file)
        except OSError as problem:
            raise StorageDown("the log could not be forced to disk") from problem
        if next(self._commits) % _COMMITS == 0:
            self._empty(line)

    def _empty(self, line: Connection) -> None:
        """Copy what is in the log into the database while others go on writing; where that is not
        enough, the little that is new by then in the writer's turn. Who fails here has lost
        nothing: the log keeps it, and somebody else comes by."""
        try:
            if _copied(line) >= _PAGES:
                with self._turnstile.passed():
                    _copied(line)
        except (DBAPI.Error, StorageDown):
            return


def _copied(line: Connection) -> int:
    """Copy as much as can be without waiting; how many pages the log holds."""
    _, pages, _ = _driver(line).execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    return int(pages)


def _driver(line: Connection) -> Any:
    return line.connection.dbapi_connection
