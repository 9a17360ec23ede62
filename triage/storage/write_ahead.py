"""SQLite's write-ahead log, forced to disk and emptied outside the writer's turn.

With `synchronous=FULL` SQLite forces the log inside the commit, and every thousand pages empties it
there: everybody else waits meanwhile. Here a commit only writes (`synchronous=NORMAL`), the turn
goes to the next, and then the log is forced, before anybody is answered. It is one file: whoever
forces a later commit forces the earlier ones as well. So what was answered is on disk all the same
(docs/adr/0007). Connections that do not come by way of `Store.transaction` keep FULL.
"""

from __future__ import annotations

import os
from errno import errorcode
from itertools import count
from typing import Any
from weakref import finalize

from sqlalchemy.engine import Connection

from triage.errors import StorageDown
from triage.storage.sqlite_library import DBAPI
from triage.storage.turnstile import Turnstile

#: Commits of this process after which it looks after the log, and pages in the log from which on
#: it does so in the writer's turn: only when nobody writes can the log begin anew.
_COMMITS, _PAGES = 64, 4000
_LOG = "triage_log"
_force = getattr(os, "fdatasync", os.fsync)  # some systems have only the second


class WriteAhead:
    """The log of one database file, in one process; safe between threads."""

    def __init__(self, database: str, turnstile: Turnstile) -> None:
        # SQLite follows links too, and puts the log beside the file itself
        self._path = f"{os.path.realpath(database)}-wal"
        self._turnstile = turnstile
        self._commits = count(1)
        self._in_doubt = False

    def take_over(self, line: Connection) -> None:
        """From now on this connection leaves its log to us. Raises StorageDown."""
        if _LOG in line.info:
            return
        try:
            driver = _driver(line)
            driver.execute("PRAGMA synchronous=NORMAL")
            driver.execute("PRAGMA wal_autocheckpoint=0")
            driver.execute("SELECT count(*) FROM sqlite_master").fetchone()  # now there is a log
            line.info[_LOG] = _Open(self._path)
        except (DBAPI.Error, OSError) as problem:
            raise StorageDown(f"no log to write to ({type(problem).__name__})") from problem

    def settle(self, line: Connection) -> None:
        """Have everything on disk that was committed so far. Raises StorageDown where the disk
        refuses, and from then on until all of the log is proven to be in the database."""
        try:
            _force(line.info[_LOG].file)
        except OSError as problem:
            # the system tells each open file once, and then calls what it lost clean
            self._in_doubt = True
            said = errorcode.get(problem.errno or 0, "unknown")
            raise StorageDown(f"the log could not be forced to disk ({said})") from problem
        if self._in_doubt:
            self._prove(line)
        if next(self._commits) % _COMMITS == 0:
            self._empty(line)

    def _prove(self, line: Connection) -> None:
        """SQLite forces the log and the database itself when it copies the one into the other."""
        with self._turnstile.passed():
            try:
                whole, _ = _copied(line)
            except DBAPI.Error as problem:
                raise StorageDown("the log is in doubt") from problem
            if not whole:
                raise StorageDown("the log is in doubt")
            self._in_doubt = False

    def _empty(self, line: Connection) -> None:
        """Copy what is in the log into the database while others go on writing; where that is not
        enough, the little that is new by then in the writer's turn. Who fails here has lost
        nothing: the log keeps it, and somebody else comes by."""
        try:
            _, pages = _copied(line)
            if pages >= _PAGES:
                with self._turnstile.passed():
                    _copied(line)
        except (DBAPI.Error, StorageDown):
            return


class _Open:
    """The log as an open file, as long as its connection: whoever opens it anew is not told of
    what was lost before. SQLite keeps the file while a connection is open."""

    def __init__(self, path: str) -> None:
        self.file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        finalize(self, os.close, self.file)


def _copied(line: Connection) -> tuple[bool, int]:
    """Copy as much as can be without waiting; whether that was all, and the pages of the log."""
    busy, pages, copied = _driver(line).execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    return not busy and pages == copied, int(pages)


def _driver(line: Connection) -> Any:
    return line.connection.dbapi_connection
