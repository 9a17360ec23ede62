"""The door to the database: one transaction, or one look, at a time.

Whatever keeps the database out of reach becomes StorageDown here; a broken constraint does not,
for that is a bug of ours.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import (
    DatabaseError,
    DisconnectionError,
    IntegrityError,
    InterfaceError,
    NotSupportedError,
    ProgrammingError,
    TimeoutError,
)
from sqlalchemy.exc import DataError as SqlDataError

from triage.errors import StorageDown
from triage.storage.engine import READING, make_engine
from triage.storage.logins import Logins
from triage.storage.sqlite_library import journal_mode
from triage.storage.turnstile import Turnstile
from triage.storage.wire import sending
from triage.storage.write_ahead import WriteAhead

#: An open transaction: what every function of this room takes first.
Tx = Connection

_TRIPS, _TRIPS_SECONDS = 10, 0.02
_OURS = (IntegrityError, ProgrammingError, SqlDataError, NotSupportedError)


@dataclass(frozen=True, slots=True)
class Store:
    """One database. Made by `open_store` in each process, after the fork."""

    engine: Engine
    turnstile: Turnstile | None
    log: WriteAhead | None = None
    resting: deque[Connection] = field(default_factory=deque, repr=False)

    @property
    def has_one_writer(self) -> bool:
        """Whether a transaction keeps all others waiting: then think before it, not in it."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def transaction(self) -> Iterator[Tx]:
        """Commit at the end of the block, roll back on any error in it."""
        turn = self.turnstile.passed() if self.turnstile else nullcontext()
        with reach(), self._line() as connection:
            if self.log:
                self.log.take_over(connection)
            with turn, connection.begin():
                yield connection
            if self.log:
                self.log.settle(connection)

    @contextmanager
    def reading(self) -> Iterator[Tx]:
        """See one state of the database for the block; keeps nobody from writing."""
        with reach(), self.engine.connect() as connection:
            tx = connection.execution_options(**{READING: True})
            with tx.begin():
                yield tx

    @contextmanager
    def glance(self) -> Iterator[Tx]:
        """Run one prepared statement that reads: it sees one state without a transaction."""
        with reach(), self._line() as connection:
            yield connection

    @contextmanager
    def _line(self) -> Iterator[Connection]:
        """A connection for the block. On SQLite it rests afterwards for whoever comes next: nothing
        is gained by giving it back, and a pool costs more than a statement does. So there are as
        many as were ever needed at once, however many threads the server has."""
        line = self._rested() or self.engine.connect()
        try:
            yield line
        finally:
            if not self.has_one_writer:
                line.close()
            elif line.invalidated or line.in_transaction():
                line.invalidate()  # nobody else is to get it: its log is ours
                line.close()
            else:
                self.resting.append(line)

    def _rested(self) -> Connection | None:
        while self.has_one_writer:
            try:
                line = self.resting.pop()
            except IndexError:
                break
            if not (line.closed or line.invalidated):
                return line
        return None

    def trip_seconds(self) -> float:
        """How long a question to the database takes that asks for nothing: the least of a few, and
        of fewer where they take long. Raises StorageDown."""
        spent: list[float] = []
        with self.glance() as tx:
            while len(spent) < _TRIPS and sum(spent) < _TRIPS_SECONDS:
                spent.append(_asked(tx))
        return min(spent)

    def close(self) -> None:
        """Give all connections back."""
        while self.resting:
            self.resting.pop().close()
        self.engine.dispose()
        if self.turnstile:
            self.turnstile.close()


def open_store(url: str, *, deadline: float, logins: Logins | None = None) -> Store:
    """The database behind `DATABASE_URL`; nothing is connected yet. `logins`: see `make_engine`."""
    engine = make_engine(url, deadline=deadline, logins=logins)
    path = make_url(url).database if engine.dialect.name == "sqlite" else None
    in_file = path is not None and path != ":memory:"
    turnstile = Turnstile(Path(f"{path}.lock"), deadline) if in_file else None
    log = WriteAhead(str(path), turnstile) if turnstile and journal_mode() == "WAL" else None
    return Store(engine, turnstile, log)


def _asked(tx: Tx) -> float:
    driver: Any = tx.connection.dbapi_connection
    started = time.perf_counter()
    with sending(tx, "SELECT 1"):
        driver.execute("SELECT 1").fetchone()
    return time.perf_counter() - started


@contextmanager
def reach() -> Iterator[None]:
    """Turn every failure to reach the database into StorageDown, without its details."""
    try:
        yield
    except _OURS:
        raise
    except (DatabaseError, InterfaceError, DisconnectionError, TimeoutError) as problem:
        raise StorageDown(f"the database did not answer ({type(problem).__name__})") from problem
