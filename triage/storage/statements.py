"""What every noun needs: a row as a mapping, and statements that are compiled once.

A Prepared statement is written in Core like any other, and compiled once a dialect; after that it
goes straight to the driver's own connection, and its errors come out as those of `execute` do. On
the path of a message this takes a small part of the time of `execute` (`bench/statements.py`),
which looks its compiled form up and sets a result up anew for each call. On PostgreSQL it goes by
the connection's wire (`triage/storage/wire.py`), where writes wait for what is asked next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib import import_module
from typing import Any

from sqlalchemy import Dialect, Table, text
from sqlalchemy.sql.compiler import SQLCompiler

from triage.storage.store import Tx
from triage.storage.wire import Wire, sending, wire_of

_Process = Callable[[Any], Any]


class Prepared:
    """A Core statement for one dialect at a time; safe to share, for what it keeps never changes.

    `keys` are the columns that an INSERT fills. Python-side defaults of columns are not run, and
    there must be no expanding IN.
    """

    def __init__(self, statement: Any, keys: Iterable[str] = ()) -> None:
        self._statement = statement
        self._keys = tuple(keys)
        self._forms: dict[str, Form] = {}

    def run(self, tx: Tx, values: Mapping[str, Any]) -> None:
        """Execute it for its effect, at the latest before the next statement or the commit: its
        error may come out there."""
        wire = wire_of(tx)
        if wire is None:
            self._execute(tx, values)
            return
        if not tx.in_transaction():
            raise RuntimeError("a write needs a transaction")
        form = self._wired(tx)
        with sending(tx, form.sql):
            wire.tell(form.sql, form.parameters(values))

    def value(self, tx: Tx, values: Mapping[str, Any]) -> Any:
        """The first column of its first row, as the driver gives it, or None."""
        wire = wire_of(tx)
        if wire is None:
            row = self._execute(tx, values).fetchone()
            return None if row is None else row[0]
        rows = self._ask(tx, wire, self._wired(tx), values)
        return rows[0][0] if rows else None

    def rows(self, tx: Tx, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """All its rows, with every column as its type says."""
        wire = wire_of(tx)
        if wire is None:
            form, rows = self._form(tx.dialect), self._execute(tx, values).fetchall()
        else:
            form = self._wired(tx)
            rows = self._ask(tx, wire, form, values)
        return [form.read(row) for row in rows]

    def _execute(self, tx: Tx, values: Mapping[str, Any]) -> Any:
        """The driver's cursor after it ran. Raises SQLAlchemy's errors, without the values."""
        driver: Any = tx.connection.dbapi_connection
        form = self._form(tx.dialect)
        with sending(tx, form.sql):
            return driver.execute(form.sql, form.parameters(values))

    def _ask(
        self, tx: Tx, wire: Wire, form: Form, values: Mapping[str, Any]
    ) -> list[tuple[Any, ...]]:
        with sending(tx, form.sql):
            parameters = form.parameters(values)
            return wire.ask(form.sql, parameters, alone=not tx.in_transaction())

    def _form(self, dialect: Dialect) -> Form:
        form = self._forms.get(dialect.name)
        return form or self._compiled(dialect.name, dialect)

    def _wired(self, tx: Tx) -> Form:
        """With parameters as the protocol numbers them: $1, $2."""
        form = self._forms.get("wire")
        return form or self._compiled("wire", _numbered(tx.dialect))

    def _compiled(self, name: str, dialect: Dialect) -> Form:
        keys = list(self._keys) or None
        compiled = self._statement.compile(dialect=dialect, column_keys=keys)
        form = self._forms[name] = Form(compiled, dialect)
        return form


def _numbered(dialect: Dialect) -> Dialect:
    """The dialect, with parameters as PostgreSQL numbers them."""
    return type(dialect)(paramstyle="numeric_dollar")  # type: ignore[call-arg]  # all of ours do


class Form:
    """A statement as one driver takes it: `sql` is its text."""

    def __init__(self, compiled: SQLCompiler, dialect: Dialect) -> None:
        self.sql = str(compiled)
        names = compiled.positiontup if compiled.positional else list(compiled.binds)
        self._names = tuple(names or ())
        self._writers: dict[str, _Process] = {
            name: process
            for name in self._names
            if (process := compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect))
        }
        self._fixed = {n: b.value for n, b in compiled.binds.items() if b.value is not None}
        self._positional = bool(compiled.positional)
        types = [column.type for column in getattr(compiled.statement, "selected_columns", ())]
        self._readers: tuple[tuple[int, _Process], ...] = tuple(
            (place, process)
            for place, kind in enumerate(types)
            if (process := kind.dialect_impl(dialect).result_processor(dialect, None))
        )

    def parameters(self, values: Mapping[str, Any]) -> Any:
        """The values as the driver takes them; a name that is missing is a KeyError."""
        filled = {**self._fixed, **values}
        for name, process in self._writers.items():
            filled[name] = process(filled[name])
        return [filled[name] for name in self._names] if self._positional else filled

    def read(self, row: Any) -> tuple[Any, ...]:
        """A row with the columns that need it turned into our types."""
        columns = list(row)
        for place, process in self._readers:
            columns[place] = process(columns[place])
        return tuple(columns)


def columns_of(new: Any) -> dict[str, Any]:
    """A slotted dataclass as column -> value; `dataclasses.asdict` copies deeply and is slow."""
    return {name: getattr(new, name) for name in type(new).__slots__}


def insert_for(dialect: str, table: Table) -> Any:
    """An INSERT that can be told what to do about a conflict, which both databases write alike.

    The dialect that is not used is never loaded: it would only fill memory.
    """
    return import_module(f"sqlalchemy.dialects.{dialect}").insert(table)


def insert_new(
    tx: Tx, table: Table, conflict: tuple[str, ...], values: dict[str, Any], among: str = ""
) -> int | None:
    """Insert unless a row with the same `conflict` columns is there; the new id, or None. `among`
    is the condition of the unique index, where it does not hold all rows."""
    prepared = _insert_new(tx.dialect.name, table, conflict, tuple(values), among)
    found: int | None = prepared.value(tx, values)
    return found


@cache
def _insert_new(
    dialect: str, table: Table, conflict: tuple[str, ...], keys: tuple[str, ...], among: str
) -> Prepared:
    where = text(among) if among else None
    new = insert_for(dialect, table)
    new = new.on_conflict_do_nothing(index_elements=conflict, index_where=where)
    return Prepared(new.returning(table.c.id), keys)
