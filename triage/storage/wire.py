"""Prepared statements over PostgreSQL's own protocol: few round trips, little work for each.

psycopg's cursors serve every statement alike and cost, on the path of a message, more than the
statements themselves; its pipeline mode costs about as much (`python -m bench.statements`). Here
statements that are known beforehand go to the same connection by psycopg's wrapper of libpq: each
is prepared once a connection, BEGIN travels with the first, and writes that nobody waits for
travel together, at the latest with COMMIT. Values are turned into text and back by psycopg.

psycopg reads from libpq how the transaction stands, so both may use one connection by turns.
"""

from __future__ import annotations

from collections import deque
from contextlib import contextmanager
from itertools import count
from select import POLLIN, POLLOUT, poll
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from psycopg import Connection
    from psycopg.pq.abc import PGresult
    from sqlalchemy.engine import Connection as Tx

    #: A statement, and its values as text.
    _Statement = tuple[str, Sequence[Any]]

_KEY = "triage_wire"
_TOLD = "statements sent together"
_BEGIN: _Statement = ("BEGIN", ())
_COMMIT: _Statement = ("COMMIT", ())
#: invalid_sql_statement_name, duplicate_prepared_statement, feature_not_supported ("cached plan
#: must not change result type"): https://www.postgresql.org/docs/current/errcodes-appendix.html
_STALE = frozenset({"26000", "42P05", "0A000"})


def lay_wires(engine: Engine) -> None:
    """Give each new connection of a PostgreSQL engine its wire, and keep the order of what goes by
    it and what does not: nothing that was told is overtaken, or outlives its transaction."""

    @event.listens_for(engine, "connect")
    def _lay(connection: Any, entry: ConnectionPoolEntry) -> None:
        entry.info[_KEY] = Wire(connection)

    @event.listens_for(engine, "before_cursor_execute")
    def _first(tx: Tx, *_statement: object) -> None:
        if wire := wire_of(tx):
            with sending(tx, _TOLD):
                wire.flush()

    @event.listens_for(engine, "commit")
    def _commit(tx: Tx) -> None:
        if wire := wire_of(tx):
            with sending(tx, _TOLD):
                wire.commit()

    @event.listens_for(engine, "rollback")
    def _roll_back(tx: Tx) -> None:
        if not tx.invalidated and (wire := wire_of(tx)):
            wire.forget()

    @event.listens_for(engine, "checkin")
    def _rest(_connection: Any, entry: ConnectionPoolEntry) -> None:
        if wire := entry.info.get(_KEY):
            wire.forget()


def wire_of(tx: Tx) -> Wire | None:
    """The wire of a connection; None where its engine has none."""
    wire: Wire | None = tx.info.get(_KEY)
    return wire


@contextmanager
def sending(tx: Tx, sql: str) -> Iterator[None]:
    """Turn the driver's errors into SQLAlchemy's, without the values; a connection that is lost is
    not used again."""
    base = tx.dialect.loaded_dbapi.Error
    try:
        yield
    except base as problem:
        if tx.dialect.is_disconnect(problem, tx.connection.dbapi_connection, None):
            tx.invalidate(problem)
        raise DBAPIError.instance(sql, None, problem, base, hide_parameters=True) from problem


class Wire:
    """One connection of psycopg; it is used by one thread at a time."""

    def __init__(self, connection: Connection[Any]) -> None:
        # here, for a process that speaks with SQLite only never loads the driver
        from psycopg import errors, pq
        from psycopg.adapt import PyFormat, Transformer

        self._driver = connection
        self._libpq = connection.pgconn
        self._idle, self._failed = pq.TransactionStatus.IDLE, pq.TransactionStatus.INERROR
        self._bad = pq.ConnStatus.BAD
        self._rows, self._done = pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK
        self._end = pq.ExecStatus.PIPELINE_SYNC
        self._skipped = pq.ExecStatus.PIPELINE_ABORTED
        self._error = errors.error_from_result
        self._lost = errors.OperationalError
        self._values = Transformer(connection)
        self._text = PyFormat.TEXT
        self._names: dict[str, bytes] = {}
        self._numbers = count()
        self._unsent: list[_Statement] = []
        self._readable, self._either = poll(), poll()
        self._readable.register(self._libpq.socket, POLLIN)
        self._either.register(self._libpq.socket, POLLIN | POLLOUT)

    def ask(self, sql: str, parameters: Sequence[Any], *, alone: bool) -> list[tuple[Any, ...]]:
        """The rows that a statement gives, as psycopg loads them; `alone`: outside of a
        transaction. Raises psycopg's errors."""
        asked = (sql, self._texts(parameters))
        result = self._exchange([*self._taken(), asked], begins=not alone)
        self._values.set_pgresult(result)
        return self._values.load_rows(0, result.ntuples, tuple)

    def tell(self, sql: str, parameters: Sequence[Any]) -> None:
        """Send a write when something is asked next, or with `flush`, or with `commit`. A value
        that cannot be sent is an error now."""
        self._unsent.append((sql, self._texts(parameters)))

    def flush(self) -> None:
        """Send what was told and wait until it is done. Raises the first error of it."""
        if self._unsent:
            self._exchange(self._taken())

    def forget(self) -> None:
        """Drop what was told: the transaction is rolled back."""
        self._unsent.clear()

    def commit(self) -> None:
        """Send what was told together with COMMIT. Where nothing was told the driver commits."""
        if self._libpq.transaction_status == self._failed:
            raise self._lost("a transaction that failed cannot be committed")
        if self._unsent:
            self._exchange(self._taken(), commits=True)

    def _taken(self) -> list[_Statement]:
        taken, self._unsent = self._unsent, []
        return taken

    def _texts(self, parameters: Sequence[Any]) -> Sequence[Any]:
        return self._values.dump_sequence(parameters, [self._text] * len(parameters))

    def _exchange(
        self, statements: list[_Statement], *, begins: bool = True, commits: bool = False
    ) -> PGresult:
        """One round trip; what came of the last of the statements."""
        libpq = self._libpq
        if libpq.status == self._bad:
            raise self._lost("the connection is lost")
        if begins and self._begins():
            statements = [_BEGIN, *statements]
        if commits:
            statements.append(_COMMIT)
        libpq.enter_pipeline_mode()
        try:
            sent: deque[str | None] = deque()
            for sql, values in statements:
                self._send(sql, values, sent)
            libpq.pipeline_sync()
            return self._results(sent)
        finally:
            self._leave_pipeline()

    def _begins(self) -> bool:
        """Whether BEGIN has to be sent: not where psycopg was told how to begin, and does it."""
        driver = self._driver
        if self._libpq.transaction_status != self._idle or driver.autocommit:
            return False
        told = (driver.isolation_level, driver.read_only, driver.deferrable)
        if told == (None, None, None):
            return True
        driver.execute("SELECT 1")
        return False

    def _send(self, sql: str, values: Sequence[Any], sent: deque[str | None]) -> None:
        """Add a statement to what is sent, and before it, once, how it is prepared."""
        name = self._names.get(sql)
        if name is None:
            name = self._names[sql] = b"triage_%d" % next(self._numbers)
            self._libpq.send_prepare(name, sql.encode())
            sent.append(sql)
        self._libpq.send_query_prepared(name, values)
        sent.append(None)

    def _results(self, sent: deque[str | None]) -> PGresult:
        """Read an answer for each that was sent; what came of the last statement that gave rows,
        or of the last. Raises the first error when all is read."""
        last = rows = failed = None
        while (result := self._next()).status != self._end:
            prepared = sent.popleft()
            if result.status == self._rows:
                rows = result
            elif result.status != self._done:
                self._names.pop(prepared or "", None)  # was not prepared, or not for good
                failed = failed or (None if result.status == self._skipped else result)
            last = result
            # the end of one statement's answers is not read but made up by libpq: no wait for it
            self._libpq.get_result()
        if failed is not None:
            raise self._problem(failed)
        return cast("PGresult", rows or last)

    def _problem(self, failed: PGresult) -> Exception:
        """psycopg's error. A connection whose statements are gone, or made for tables that have
        changed since, is given up: the next one prepares them anew."""
        problem = self._error(failed)
        if problem.sqlstate not in _STALE:
            return problem
        self._driver.close()
        return self._lost("what was prepared is not valid any more")

    def _next(self) -> PGresult:
        """The next answer; a connection that is cut meanwhile is an error, not a wait."""
        libpq = self._libpq
        while True:
            while libpq.is_busy():  # `get_result` alone would keep all threads waiting
                (self._either if libpq.flush() else self._readable).poll()
                libpq.consume_input()
            result = libpq.get_result()
            if result is not None:
                return result
            if libpq.status == self._bad:
                raise self._lost("the connection was lost")

    def _leave_pipeline(self) -> None:
        """Back to how psycopg knows it; a connection that was left half-way is of no use."""
        try:
            self._libpq.exit_pipeline_mode()
        except self._lost:
            self._driver.close()
